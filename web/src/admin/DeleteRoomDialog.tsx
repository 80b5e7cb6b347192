import { useState } from "preact/hooks";
import { Dialog } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { useAction } from "../ui/useAction";
import { type RoomSummary, rooms } from "./adminapi";

interface Props {
  room: RoomSummary;
  onClose: () => void;
  onDeleted: () => void;
}

/** DeleteRoomDialog deletes a room when its name is typed: what was said in it is gone for good. */
export function DeleteRoomDialog({ room: r, onClose, onDeleted }: Props) {
  const action = useAction("name");
  const [name, setName] = useState("");
  return (
    <Dialog title={`Delete ${r.name}?`} onClose={onClose}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          void action.run(async () => {
            await rooms.delete(r.id, name);
            onDeleted();
          });
        }}
      >
        <p class="wrap">
          All that was said and shared in it goes, with its tokens, add-ons and webhooks, and cannot be
          brought back. Archiving keeps it.
        </p>
        <Field
          label={`Type the name of the room: ${r.name}`}
          value={name}
          onInput={setName}
          autocomplete="off"
          dir="auto"
          error={action.fieldError("name")}
        />
        {action.error && (
          <p class="field-error" role="alert">
            {action.error}
          </p>
        )}
        <div class="actions">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button button-danger" disabled={action.busy || name !== r.name}>
            Delete for good
          </button>
        </div>
      </form>
    </Dialog>
  );
}
