import { useEffect, useRef, useState } from "preact/hooks";
import { maxMessage } from "../composer/limits";
import { useAction } from "../ui/useAction";

interface Props {
  body: string;
  /** There may be no words, as beside a file. */
  empty?: boolean;
  /** It throws what the API throws. from stands in the form. */
  onSave: (body: string, from: HTMLElement | null) => Promise<void>;
  onClose: (from: HTMLElement | null) => void;
}

/** WordsForm puts other words into a message: Enter saves, Esc leaves it as it was. */
export function WordsForm({ body, empty = false, onSave, onClose }: Props) {
  const [text, setText] = useState(body);
  const action = useAction();
  const area = useRef<HTMLTextAreaElement>(null);
  const savable = empty || text.trim() !== "";
  useEffect(() => {
    const el = area.current;
    el?.focus();
    el?.setSelectionRange(el.value.length, el.value.length);
    el?.scrollIntoView({ block: "nearest" });
  }, []);
  const save = () => {
    if (savable) void action.run(() => onSave(text.replace(/\s+$/, ""), area.current));
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
            onClose(area.current);
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
        <button type="submit" class="button" disabled={action.busy || !savable}>
          Save
        </button>
        <button type="button" class="button" onClick={() => onClose(area.current)}>
          Cancel
        </button>
      </p>
    </form>
  );
}
