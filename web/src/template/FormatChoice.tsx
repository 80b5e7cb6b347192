interface Props {
  all: string[];
  chosen: string[];
  onChange: (formats: string[]) => void;
}

/** FormatChoice is whose requests a template is for. */
export function FormatChoice({ all, chosen, onChange }: Props) {
  return (
    <details class="template-formats">
      <summary>Used for {chosen.length === 0 ? "all that comes here" : chosen.join(", ")}</summary>
      <fieldset>
        <legend>Only for what is recognised as</legend>
        {all.map((f) => (
          <label key={f} class="check">
            <input
              type="checkbox"
              checked={chosen.includes(f)}
              onChange={(e) =>
                onChange(e.currentTarget.checked ? [...chosen, f].sort() : chosen.filter((c) => c !== f))
              }
            />
            {f}
          </label>
        ))}
      </fieldset>
      <p class="field-hint">None of them: for all.</p>
    </details>
  );
}
