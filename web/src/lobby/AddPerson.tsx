import { useState } from "preact/hooks";
import { useWorkspace } from "../state/workspace";
import { CopyButton } from "../ui/CopyButton";
import { Dialog } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { useAction } from "../ui/useAction";

/** AddPerson makes an account and shows its first password once. */
export function AddPerson({ onClose }: { onClose: () => void }) {
  const workspace = useWorkspace();
  const action = useAction("name", "email");
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [admin, setAdmin] = useState(false);
  const [made, setMade] = useState<{ name: string; email: string; password: string }>();
  const add = () =>
    action.run(async () => {
      const { user, password } = await workspace.api.createUser({
        name: name.trim(),
        email: email.trim(),
        admin,
      });
      workspace.people.add(user);
      if (password) setMade({ name: user.name, email: user.email, password });
      else onClose();
    });
  if (made) {
    return (
      <Dialog title={`${made.name} has an account`} onClose={onClose}>
        <p class="wrap">They sign in as {made.email} with this password. It is shown only now.</p>
        <div class="secret">
          <code>{made.password}</code>
          <CopyButton text={made.password} name="the password" />
        </div>
        <div class="actions">
          <button type="button" class="button button-primary" onClick={onClose}>
            Done
          </button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title="Add a person" onClose={onClose}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          void add();
        }}
      >
        <Field
          label="Name"
          value={name}
          onInput={setName}
          required
          maxLength={50}
          dir="auto"
          autocomplete="off"
          error={action.fieldError("name")}
        />
        <Field
          label="E-mail"
          type="email"
          value={email}
          onInput={setEmail}
          required
          autocomplete="off"
          error={action.fieldError("email")}
        />
        <label class="check">
          <input type="checkbox" checked={admin} onChange={(e) => setAdmin(e.currentTarget.checked)} />
          <span>Administrator of the group</span>
        </label>
        {action.error && (
          <p class="field-error" role="alert">
            {action.error}
          </p>
        )}
        <div class="actions">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button button-primary" disabled={action.busy}>
            Add
          </button>
        </div>
      </form>
    </Dialog>
  );
}
