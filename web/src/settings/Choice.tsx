import type { Preferences } from "../state/preferences";
import { useWorkspace } from "../state/workspace";
import { useAction } from "../ui/useAction";

interface Props<K extends keyof Preferences> {
  name: K;
  label: string;
  options: [Preferences[K], string][];
}

/** Choice is a setting that is one of a few; it is kept as soon as it is chosen. */
export function Choice<K extends keyof Preferences>({ name, label, options }: Props<K>) {
  const { settings } = useWorkspace();
  const action = useAction();
  return (
    <fieldset class="choices">
      <legend>{label}</legend>
      {options.map(([value, text]) => (
        <label key={String(value)} class="choice">
          <input
            type="radio"
            name={`setting-${name}`}
            checked={settings.preferences.value[name] === value}
            onChange={() => void action.run(() => settings.change({ [name]: value } as Partial<Preferences>))}
          />
          <span>{text}</span>
        </label>
      ))}
      {action.error && (
        <p class="field-error" role="alert">
          {action.error}
        </p>
      )}
    </fieldset>
  );
}
