import { useState } from "preact/hooks";
import type { Conversation, Room } from "../api/types";
import { GlanceList } from "../glance/GlanceList";
import { navigate } from "../router";
import { useWorkspace } from "../state/workspace";
import { Confirm } from "../ui/Confirm";
import { CopyButton } from "../ui/CopyButton";
import { Dialog } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { useAction } from "../ui/useAction";
import { PeopleHere } from "./Participants";
import { RoomPeople } from "./RoomPeople";
import { RoomPicture } from "./RoomPicture";

interface Props {
  conversation: Conversation;
  room: Room;
  onClose: () => void;
}

/**
 * RoomMenu leaves a room and, for its administrators, renames, hides, archives and deletes it. Where there is no right
 * column it has what stands there.
 */
export function RoomMenu({ conversation, room, onClose }: Props) {
  const workspace = useWorkspace();
  const details = workspace.details.value?.id === room.id ? workspace.details.value : undefined;
  const action = useAction("name");
  const [name, setName] = useState(room.name);
  const [hidden, setHidden] = useState(room.privacy === "private");
  const [archived, setArchived] = useState(room.archived);
  const [guests, setGuests] = useState(room.guest_access ?? false);
  const [deleting, setDeleting] = useState(false);
  const [people, setPeople] = useState(false);
  const save = () =>
    action.run(async () => {
      const privacy = hidden ? "private" : "public";
      const changed = await workspace.api.updateRoom(room.id, {
        name: name.trim(),
        privacy,
        archived,
        guest_access: guests,
      });
      workspace.conversations.change(conversation.id, (c) => ({ ...c, room: changed }));
      // Who has just let guests in wants to see their way.
      if (!guests || room.guest_access) onClose();
    });
  const leave = () =>
    action.run(async () => {
      navigate("/chat");
      await workspace.lists.leave(conversation);
    });
  if (people) return <RoomPeople room={room} onClose={onClose} />;
  if (deleting) {
    return (
      <Confirm
        title="Delete the room?"
        text={`${room.name} and everything said in it will be gone for everyone.`}
        verb="Delete the room"
        onClose={onClose}
        onConfirm={async () => {
          await workspace.api.deleteRoom(room.id);
          navigate("/chat");
          await workspace.lists.reload();
        }}
      />
    );
  }
  return (
    <Dialog title="Room settings" onClose={onClose}>
      {details && (
        <div class="people-here">
          <PeopleHere room={details} />
        </div>
      )}
      <GlanceList room={room} onOpened={onClose} />
      {room.admin && (
        <form
          onSubmit={(e) => {
            e.preventDefault();
            void save();
          }}
        >
          <Field
            label="Name"
            value={name}
            onInput={setName}
            maxLength={50}
            required
            dir="auto"
            error={action.fieldError("name")}
          />
          <label class="check">
            <input type="checkbox" checked={hidden} onChange={(e) => setHidden(e.currentTarget.checked)} />
            <span>Private: only its members see it</span>
          </label>
          <label class="check">
            <input
              type="checkbox"
              checked={archived}
              onChange={(e) => setArchived(e.currentTarget.checked)}
            />
            <span>Archived: it can only be read</span>
          </label>
          <label class="check">
            <input type="checkbox" checked={guests} onChange={(e) => setGuests(e.currentTarget.checked)} />
            <span>
              Guests: whoever has the link may come in
              <small class="check-hint">
                They see what is said from then on. Without the tick they are out at once.
              </small>
            </span>
          </label>
          {room.guest_url && guests && (
            <p class="guest-link">
              <code dir="ltr">{room.guest_url}</code>
              <CopyButton text={room.guest_url} name="the guest link" />
            </p>
          )}
          <div class="actions">
            <button type="submit" class="button button-primary" disabled={action.busy}>
              Save
            </button>
          </div>
        </form>
      )}
      {action.error && (
        <p class="field-error" role="alert">
          {action.error}
        </p>
      )}
      {room.admin && <RoomPicture room={room} />}
      <div class="actions actions-apart">
        {room.admin && (
          <button type="button" class="button" onClick={() => setPeople(true)}>
            People…
          </button>
        )}
        {room.admin && (
          <a class="button" href={`/rooms/tokens/${room.id}`}>
            Integrate…
          </a>
        )}
        <a class="button" href={`/rooms/addons/${room.id}`}>
          Add-ons…
        </a>
        <button type="button" class="button" disabled={action.busy} onClick={() => void leave()}>
          Leave the room
        </button>
        {room.admin && (
          <button type="button" class="button button-danger" onClick={() => setDeleting(true)}>
            Delete the room…
          </button>
        )}
      </div>
    </Dialog>
  );
}
