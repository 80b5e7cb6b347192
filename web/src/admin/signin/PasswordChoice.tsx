import { useAction } from "../../ui/useAction";
import { type Sources, sourceApi } from "./sourceapi";

const names: [Sources["passwords"], string, string][] = [
  ["everybody", "Everybody who has one here", "Besides the ways below."],
  ["owner", "The owner alone", "All others come in by a provider or a directory."],
];

/** PasswordChoice says whose passwords of this server are good. */
export function PasswordChoice({ of, onChanged }: { of: Sources["passwords"]; onChanged: () => void }) {
  const action = useAction();
  return (
    <>
      <fieldset class="choices-down" disabled={action.busy}>
        <legend class="list-note">Who signs in with a password that is kept here:</legend>
        {names.map(([passwords, name, note]) => (
          <label key={passwords} class="option">
            <input
              type="radio"
              name="passwords"
              checked={of === passwords}
              onChange={(e) => {
                e.currentTarget.checked = of === passwords; // until the server agrees
                void action.run(async () => {
                  await sourceApi.setPasswords(passwords);
                  onChanged();
                });
              }}
            />
            <span>
              {name}
              <small>{note}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {action.error && (
        <p class="field-error" role="alert">
          {action.error}
        </p>
      )}
    </>
  );
}
