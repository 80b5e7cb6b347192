import { useEffect, useId, useRef } from "preact/hooks";

interface Props {
  label: string;
  type?: "text" | "email" | "password" | "url" | "search";
  required?: boolean;
  /** In characters. */
  maxLength?: number;
  placeholder?: string;
  autocomplete?: "off" | "name" | "username" | "current-password" | "new-password" | "one-time-code";
  /** It has the focus when it appears. */
  focus?: boolean;
  /** "auto" for what people write in any language. */
  dir?: "auto";
  value: string;
  onInput: (value: string) => void;
  hint?: string;
  error?: string | undefined;
}

/** Field is a labelled input with its hint and its error next to it. */
export function Field({ label, value, onInput, hint, error, focus, type = "text", ...input }: Props) {
  const id = useId();
  const ref = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (focus) ref.current?.focus();
  }, []);
  const notes = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        {...(input as object)}
        ref={ref}
        type={type as "text"}
        id={id}
        value={value}
        aria-invalid={error ? "true" : undefined}
        aria-describedby={notes || undefined}
        onInput={(e) => onInput(e.currentTarget.value)}
      />
      {hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="field-error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
