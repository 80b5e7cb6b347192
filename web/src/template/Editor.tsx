import type { RefObject } from "preact";
import { useId, useRef } from "preact/hooks";

interface Props {
  field: RefObject<HTMLTextAreaElement | null>;
  value: string;
  onInput: (value: string) => void;
  onSave: () => void;
  error: boolean;
}

/** Editor is the text of a template. Tab indents; after Escape it leads on, as everywhere else. */
export function Editor({ field, value, onInput, onSave, error }: Props) {
  const id = useId();
  const leaving = useRef(false);
  const onKeyDown = (e: KeyboardEvent) => {
    const area = field.current;
    if (!area) return;
    if (e.key === "Escape") {
      leaving.current = true;
      return;
    }
    if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) {
      e.preventDefault();
      onSave();
    }
    if (e.key === "Tab" && !e.shiftKey && !leaving.current) {
      e.preventDefault();
      area.setRangeText("  ", area.selectionStart, area.selectionEnd, "end");
      onInput(area.value);
    }
    if (e.key !== "Shift") leaving.current = false;
  };
  return (
    <div class="field template-source">
      <label for={id}>Template</label>
      <textarea
        id={id}
        ref={field}
        class="input"
        data-unsaved
        dir="ltr"
        rows={16}
        wrap="off"
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        value={value}
        placeholder={"title: {{.title}}\n\n{{.message}}"}
        aria-invalid={error ? "true" : undefined}
        aria-describedby={`${id}-hint`}
        onInput={(e) => onInput(e.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <p class="field-hint" id={`${id}-hint`}>
        Fields, an empty line, the message. Empty: as it is built in. Tab indents; Escape, then Tab, goes on.
      </p>
    </div>
  );
}
