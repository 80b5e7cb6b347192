import { useState } from "preact/hooks";
import { Dialog } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { useAction } from "../ui/useAction";
import { group, type Person } from "./adminapi";

interface Props {
  person: Person;
  onClose: () => void;
  onGiven: () => void;
}

/** GiveGroupDialog makes somebody else the owner of the group. There is no way back but theirs. spec: product, 2.1 */
export function GiveGroupDialog({ person: p, onClose, onGiven }: Props) {
  const action = useAction("password");
  const [password, setPassword] = useState("");
  return (
    <Dialog title={`Make ${p.name} the owner?`} onClose={onClose}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          void action.run(async () => {
            await group.give(p.id, password);
            onGiven();
            onClose();
          });
        }}
      >
        <p class="wrap">
          A group has one owner, whom nobody else can change. You stay an administrator, and only {p.name} can
          make you the owner again.
        </p>
        <Field
          label="Your password"
          type="password"
          autocomplete="current-password"
          required
          value={password}
          onInput={setPassword}
          error={action.fieldError("password")}
        />
        {action.error && (
          <p class="field-error" role="alert">
            {action.error}
          </p>
        )}
        <div class="actions">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button button-danger" disabled={action.busy}>
            Make the owner
          </button>
        </div>
      </form>
    </Dialog>
  );
}
