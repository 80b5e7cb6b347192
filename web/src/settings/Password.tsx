import { useState } from "preact/hooks";
import { useWorkspace } from "../state/workspace";
import { Field } from "../ui/Field";
import { useAction } from "../ui/useAction";

/** Password changes the reader's password. Everything that was signed in to with the old one ends. */
export function Password() {
  const { api, me } = useWorkspace();
  const action = useAction("current", "password");
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const [changed, setChanged] = useState(false);
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault();
        void action.run(async () => {
          setChanged(false);
          await api.changePassword(current, password);
          setCurrent("");
          setPassword("");
          setChanged(true);
        });
      }}
    >
      <input type="email" autocomplete="username" value={me.email} readOnly hidden />
      <Field
        label="Password now"
        type="password"
        autocomplete="current-password"
        required
        value={current}
        onInput={setCurrent}
        error={action.fieldError("current")}
      />
      <Field
        label="New password"
        type="password"
        autocomplete="new-password"
        required
        value={password}
        onInput={setPassword}
        hint="At least 8 characters. You stay signed in here, and nowhere else."
        error={action.fieldError("password") ?? action.error}
      />
      <div class="actions">
        <span role="status">{changed && !action.busy && "Changed"}</span>
        <button type="submit" class="button button-primary" disabled={action.busy}>
          Change the password
        </button>
      </div>
    </form>
  );
}
