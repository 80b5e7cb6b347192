import { useEffect, useRef, useState } from "preact/hooks";
import { maxMessage } from "../composer/limits";
import { useAction } from "../ui/useAction";

interface Props {
  body: string;
  /** It throws what the API throws. */
  onSave: (body: string) => Promise<void>;
  onClose: () => void;
}

/** WordsForm puts other words into a message that waits: Enter saves, Esc leaves it as it was. */
export function WordsForm({ body, onSave, onClose }: Props) {
  const [text, setText] = useState(body);
  const action = useAction();
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    area.current?.focus();
    area.current?.setSelectionRange(body.length, body.length);
  }, []);
  const save = () => {
    if (text.trim() !== "") void action.run(() => onSave(text.replace(/\s+$/, "")));
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
            onClose();
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
        <button type="submit" class="button" disabled={action.busy || text.trim() === ""}>
          Save
        </button>
        <button type="button" class="button" onClick={onClose}>
          Cancel
        </button>
      </p>
    </form>
  );
}
