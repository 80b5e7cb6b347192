import { useEffect, useRef, useState } from "preact/hooks";
import type { Event } from "../api/types";
import { maxMessage } from "../composer/limits";
import { useAction } from "../ui/useAction";
import type { Deeds } from "./deeds";

/** EditBox puts other words into the reader's own message: Enter saves, Esc leaves it as it was. */
export function EditBox({ event, deeds }: { event: Event; deeds: Deeds }) {
  const [text, setText] = useState(event.body);
  const action = useAction();
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const el = area.current;
    el?.focus();
    el?.setSelectionRange(el.value.length, el.value.length);
    el?.scrollIntoView({ block: "nearest" });
  }, []);
  const end = () => {
    const back = backToWriting(area.current);
    deeds.editing.value = null;
    back();
  };
  const save = () => {
    const body = text.replace(/\s+$/, "");
    if (body === "" && !event.file) return;
    const back = backToWriting(area.current);
    void action.run(async () => {
      await deeds.edit(event, body);
      back();
    });
  };
  return (
    <form
      class="edit"
      data-unsaved
      onSubmit={(e) => {
        e.preventDefault();
        save();
      }}
    >
      <textarea
        ref={area}
        class="input edit-text"
        dir="auto"
        rows={Math.min(10, text.split("\n").length + Math.floor(text.length / 90))}
        maxLength={maxMessage}
        value={text}
        aria-label="Edit message"
        onInput={(e) => setText(e.currentTarget.value)}
        onKeyDown={(e) => {
          if (e.isComposing) return;
          if (e.key === "Escape") {
            e.preventDefault();
            e.stopPropagation();
            end();
          } else if (e.key === "Enter" && !e.shiftKey && !e.altKey && !e.ctrlKey) {
            e.preventDefault();
            save();
          }
        }}
      />
      {action.error && (
        <p class="field-error" role="alert">
          {action.error}
        </p>
      )}
      <p class="edit-ends">
        <button type="submit" class="button" disabled={action.busy || (text.trim() === "" && !event.file)}>
          Save
        </button>
        <button type="button" class="button" onClick={end}>
          Cancel
        </button>
      </p>
    </form>
  );
}

/** backToWriting gives what puts the focus where one writes in the same column, once the box is gone. */
function backToWriting(from: HTMLElement | null): () => void {
  const column = from?.closest(".talk-column");
  return () => column?.querySelector<HTMLElement>(".composer textarea")?.focus();
}
