import { useState } from "preact/hooks";
import type { Member, Room } from "../api/types";
import { useWorkspace } from "../state/workspace";
import { Avatar } from "../ui/Avatar";
import { Dialog } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { Failure, Loading } from "../ui/states";
import { useAction } from "../ui/useAction";
import { useLoad } from "../ui/useLoad";
import { PersonField } from "./PersonField";

/** RoomPeople is who is on a room's list and what they may do there, and the way to bring somebody in. */
export function RoomPeople({ room, onClose }: { room: Room; onClose: () => void }) {
  const { api } = useWorkspace();
  const now = useLoad(`people-${room.id}`, () => api.room(room.id));
  const hidden = room.privacy === "private";
  return (
    <Dialog title={`People of ${room.name}`} onClose={onClose}>
      {hidden ? <Add room={room} onAdded={now.reload} /> : <Invite room={room} />}
      {now.error && <Failure message={now.error} onRetry={now.reload} />}
      {!now.value && !now.error && <Loading what="the members" />}
      <ul class="members">
        {now.value?.members.map((m) => (
          <Line key={m.id} room={room} member={m} onChanged={now.reload} />
        ))}
      </ul>
      {!hidden && <p class="field-hint">Everybody may enter this room; those above look after it.</p>}
    </Dialog>
  );
}

/** Add puts somebody on a private room's list. */
function Add({ room, onAdded }: { room: Room; onAdded: () => void }) {
  const { api } = useWorkspace();
  const action = useAction();
  const [user, setUser] = useState(0);
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault();
        void action.run(async () => {
          await api.putMember(room.id, user, "room_member");
          setUser(0);
          onAdded();
        });
      }}
    >
      <PersonField label="Add a member" value={user} onInput={setUser} error={action.error} />
      <div class="actions">
        <button type="submit" class="button button-primary" disabled={action.busy || user === 0}>
          Add
        </button>
      </div>
    </form>
  );
}

/** spec: rest-v2, invite_user */
const maxReason = 250;

/** Invite writes somebody why they should come. */
function Invite({ room }: { room: Room }) {
  const { api } = useWorkspace();
  const action = useAction("reason");
  const [user, setUser] = useState(0);
  const [reason, setReason] = useState("");
  const [sent, setSent] = useState(false);
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault();
        void action.run(async () => {
          setSent(false);
          await api.inviteToRoom(room.id, user, reason.trim());
          setUser(0);
          setReason("");
          setSent(true);
        });
      }}
    >
      <PersonField label="Invite somebody" value={user} onInput={setUser} error={action.error} />
      <Field
        label="Reason"
        maxLength={maxReason}
        dir="auto"
        value={reason}
        onInput={setReason}
        hint="They get it as a message from you, with the way here."
        error={action.fieldError("reason")}
      />
      <div class="actions">
        <span role="status">{sent && !action.busy && "Invited"}</span>
        <button type="submit" class="button button-primary" disabled={action.busy || user === 0}>
          Invite
        </button>
      </div>
    </form>
  );
}

function Line({ room, member, onChanged }: { room: Room; member: Member; onChanged: () => void }) {
  const { api } = useWorkspace();
  const action = useAction();
  const owner = room.owner_id === member.id;
  const act = (work: () => Promise<void>) =>
    void action.run(async () => {
      await work();
      onChanged();
    });
  return (
    <li class="list-item">
      <Avatar name={member.name} photo={member.photo} />
      <div class="list-main">
        <p class="list-name" dir="auto">
          {member.name}
        </p>
        {action.error && (
          <p class="field-error" role="alert">
            {action.error}
          </p>
        )}
      </div>
      {owner ? (
        <span class="badge">owner</span>
      ) : (
        <select
          class="input member-role"
          aria-label={`Role of ${member.name}`}
          value={member.role}
          disabled={action.busy}
          onChange={(e) =>
            act(() => api.putMember(room.id, member.id, e.currentTarget.value as Member["role"]))
          }
        >
          <option value="room_member">Member</option>
          <option value="room_admin">Administrator</option>
        </select>
      )}
      {!owner && room.privacy === "private" && (
        <button
          type="button"
          class="button"
          disabled={action.busy}
          aria-label={`Remove ${member.name}`}
          onClick={() => act(() => api.removeMember(room.id, member.id))}
        >
          Remove
        </button>
      )}
    </li>
  );
}
