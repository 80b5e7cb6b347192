import { useEffect, useRef, useState } from "preact/hooks";
import type { Room } from "../api/types";
import { useWorkspace } from "../state/workspace";
import { useAction } from "../ui/useAction";

/** spec: rest-v2, set_topic */
const maxLength = 250;

/** Topic is the room's topic; its administrators change it where it stands. */
export function Topic({ room }: { room: Room }) {
  const workspace = useWorkspace();
  const action = useAction();
  const [text, setText] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  const editing = text !== undefined;
  useEffect(() => input.current?.select(), [editing]);
  if (text === undefined) {
    if (!room.admin) {
      return (
        <p class="topic" dir="auto" title={room.topic}>
          {room.topic}
        </p>
      );
    }
    return (
      <button
        type="button"
        class="topic topic-button"
        dir="auto"
        title={room.topic || "Set a topic"}
        aria-label={room.topic ? `Topic: ${room.topic}. Edit` : "Set a topic"}
        onClick={() => setText(room.topic)}
      >
        {room.topic || "Set a topic"}
      </button>
    );
  }
  const save = () =>
    action.run(async () => {
      const changed = await workspace.api.updateRoom(room.id, { topic: text.trim() });
      workspace.conversations.change(room.conversation, (c) => ({ ...c, room: changed }));
      setText(undefined);
    });
  return (
    <form
      class="topic-form"
      onSubmit={(e) => {
        e.preventDefault();
        void save();
      }}
    >
      <input
        aria-label="Topic"
        class="input"
        dir="auto"
        value={text}
        maxLength={maxLength}
        ref={input}
        onInput={(e) => setText(e.currentTarget.value)}
        onKeyDown={(e) => e.key === "Escape" && setText(undefined)}
      />
      <button type="submit" class="button" disabled={action.busy}>
        Save
      </button>
      {action.error && (
        <span class="field-error" role="alert">
          {action.error}
        </span>
      )}
    </form>
  );
}
