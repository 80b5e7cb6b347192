import { useState } from "preact/hooks";
import type { Timeline } from "../timeline/timeline";
import { Icon } from "../ui/Icon";

/** spec: rest-v2, length limits */
const maxLength = 10_000;

/** GuestComposer is where a guest writes: words alone. Enter sends, Shift+Enter makes a new line. */
export function GuestComposer({ name, timeline }: { name: string; timeline: Timeline }) {
  const [text, setText] = useState("");
  const send = () => {
    if (text.trim() === "") return;
    timeline.following.value = true;
    void timeline.send(text.replace(/\s+$/, ""));
    setText("");
  };
  return (
    <form
      class="composer"
      onSubmit={(e) => {
        e.preventDefault();
        send();
      }}
    >
      <div class="composer-row">
        <textarea
          rows={1}
          dir="auto"
          maxLength={maxLength}
          value={text}
          placeholder={`Message ${name}`}
          aria-label={`Message ${name}`}
          onInput={(e) => setText(e.currentTarget.value)}
          onKeyDown={(e) => {
            if (e.isComposing || e.key !== "Enter" || e.shiftKey) return;
            e.preventDefault();
            send();
          }}
        />
        <button
          type="submit"
          class="button-icon composer-send"
          aria-label="Send"
          disabled={text.trim() === ""}
        >
          <Icon name="send" />
        </button>
      </div>
    </form>
  );
}
