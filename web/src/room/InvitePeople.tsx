import { useState } from "preact/hooks";
import { ApiError } from "../api/errors";
import type { Room } from "../api/types";
import { useWorkspace } from "../state/workspace";
import { Dialog } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { useAction } from "../ui/useAction";
import { PersonField } from "./PersonField";

/** spec: rest-v2, invite_user */
const maxReason = 250;

interface Props {
  room: Room;
  /** Whom somebody else has proposed. */
  start: number[];
  onClose: () => void;
}

/** InvitePeople brings several people into a room: into a private one by its list, into an open one by a message. */
export function InvitePeople({ room, start, onClose }: Props) {
  const { api, people } = useWorkspace();
  const action = useAction();
  const [chosen, setChosen] = useState(start);
  const [reason, setReason] = useState("");
  const nameOf = (user: number) => people.users.value.get(user)?.name;
  const hidden = room.privacy === "private";
  const bring = (user: number) =>
    hidden ? api.putMember(room.id, user, "room_member") : api.inviteToRoom(room.id, user, reason.trim());
  const invite = () =>
    action.run(async () => {
      for (const user of chosen) {
        try {
          await bring(user);
          setChosen((now) => now.filter((id) => id !== user));
        } catch (err) {
          throw err instanceof ApiError ? new ApiError(err.status, `${nameOf(user)}: ${err.message}`) : err;
        }
      }
      onClose();
    });
  return (
    <Dialog title={`Invite to ${room.name}`} onClose={onClose}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          void invite();
        }}
      >
        {chosen.length === 0 && <p class="field-hint">Nobody yet.</p>}
        <ul class="members">
          {chosen.map((id) => (
            <li key={id} class="list-item">
              <span class="list-main" dir="auto">
                {nameOf(id)}
              </span>
              <button
                type="button"
                class="button"
                aria-label={`Do not invite ${nameOf(id)}`}
                onClick={() => setChosen(chosen.filter((x) => x !== id))}
              >
                Leave out
              </button>
            </li>
          ))}
        </ul>
        <PersonField
          label="Somebody else"
          value={0}
          onInput={(id) => id !== 0 && !chosen.includes(id) && setChosen([...chosen, id])}
          error={action.error}
        />
        {!hidden && (
          <Field
            label="Reason"
            maxLength={maxReason}
            dir="auto"
            value={reason}
            onInput={setReason}
            hint="They get it as a message from you, with the way here."
          />
        )}
        <div class="actions">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button button-primary" disabled={action.busy || chosen.length === 0}>
            {hidden ? "Add" : "Invite"}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
