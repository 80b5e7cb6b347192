import { useState } from "preact/hooks";
import type { Room } from "../api/types";
import { navigate } from "../router";
import { useWorkspace } from "../state/workspace";
import { Dialog } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { useAction } from "../ui/useAction";

interface Props {
  /** What somebody else has proposed. */
  start?: { name: string; topic: string; privacy: Room["privacy"] };
  onClose: () => void;
}

/** CreateRoom asks for a room's name, topic and privacy, and opens it. */
export function CreateRoom({ start, onClose }: Props) {
  const workspace = useWorkspace();
  const action = useAction("name", "topic");
  const [name, setName] = useState(start?.name ?? "");
  const [topic, setTopic] = useState(start?.topic ?? "");
  const [hidden, setHidden] = useState(start?.privacy === "private");
  const create = () =>
    action.run(async () => {
      const privacy = hidden ? "private" : "public";
      const room = await workspace.api.createRoom({ name: name.trim(), topic: topic.trim(), privacy });
      await workspace.lists.reload();
      onClose();
      navigate(`/chat/room/${room.id}`);
    });
  return (
    <Dialog title="Create a room" onClose={onClose}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          void create();
        }}
      >
        <Field
          label="Name"
          value={name}
          onInput={setName}
          maxLength={50}
          required
          dir="auto"
          autocomplete="off"
          error={action.fieldError("name")}
        />
        <Field
          label="Topic"
          value={topic}
          onInput={setTopic}
          maxLength={250}
          dir="auto"
          autocomplete="off"
          hint="Optional. Shown beside the name."
          error={action.fieldError("topic")}
        />
        <label class="check">
          <input type="checkbox" checked={hidden} onChange={(e) => setHidden(e.currentTarget.checked)} />
          <span>Private: only its members see it</span>
        </label>
        {action.error && (
          <p class="field-error" role="alert">
            {action.error}
          </p>
        )}
        <div class="actions">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button button-primary" disabled={action.busy}>
            Create
          </button>
        </div>
      </form>
    </Dialog>
  );
}
