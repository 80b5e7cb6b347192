import type { Preferences } from "../state/preferences";
import { useWorkspace } from "../state/workspace";
import { useAction } from "../ui/useAction";

/** The settings that are on or off. */
export type SwitchName = {
  [K in keyof Preferences]: Preferences[K] extends boolean ? K : never;
}[keyof Preferences];

interface Props {
  name: SwitchName;
  label: string;
  hint?: string;
}

/** Switch is a setting that is on or off; it is kept as soon as it is touched. */
export function Switch({ name, label, hint }: Props) {
  const { settings } = useWorkspace();
  const action = useAction();
  return (
    <>
      <label class="check">
        <input
          type="checkbox"
          checked={settings.preferences.value[name]}
          onChange={(e) => {
            const on = e.currentTarget.checked;
            void action.run(() => settings.change({ [name]: on }));
          }}
        />
        <span>
          {label}
          {hint && <small class="check-hint">{hint}</small>}
        </span>
      </label>
      {action.error && (
        <p class="field-error" role="alert">
          {action.error}
        </p>
      )}
    </>
  );
}
