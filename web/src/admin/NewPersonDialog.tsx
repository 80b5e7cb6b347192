import { useState } from "preact/hooks";
import { useWorkspace } from "../state/workspace";
import { Dialog } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { Select } from "../ui/Select";
import { useAction } from "../ui/useAction";
import { people, type Role } from "./adminapi";
import { HandOver, type Secret, secretOf } from "./HandOver";
import { givable, roleHints } from "./roles";

interface Props {
  onClose: () => void;
  /** Hears in which state of the list the new person stands. */
  onMade: (state: "active" | "invited") => void;
}

/** NewPersonDialog makes an account: with a link by which its person chooses the password, or with a password. */
export function NewPersonDialog({ onClose, onMade }: Props) {
  const workspace = useWorkspace();
  const action = useAction("name", "email", "title", "role");
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [title, setTitle] = useState("");
  const [role, setRole] = useState<Role>("user");
  const [byLink, setByLink] = useState(true);
  const [made, setMade] = useState<Secret>();
  if (made) return <HandOver secret={made} onClose={onClose} />;
  const make = () =>
    action.run(async () => {
      const person = { name: name.trim(), email: email.trim(), title: title.trim(), role };
      const answer = byLink ? await people.invite(person) : await people.create(person);
      workspace.people.add(answer.user);
      onMade(byLink ? "invited" : "active");
      setMade(secretOf(answer));
    });
  return (
    <Dialog title="Add people" onClose={onClose}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          void make();
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
          hint="They sign in with it."
          error={action.fieldError("email")}
        />
        <Field
          label="Title"
          value={title}
          onInput={setTitle}
          maxLength={200}
          dir="auto"
          autocomplete="off"
          error={action.fieldError("title")}
        />
        <Select
          label="Role"
          value={role}
          onInput={(r) => setRole(r as Role)}
          error={action.fieldError("role")}
        >
          {givable(workspace.me).map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </Select>
        <p class="field-hint">{roleHints[role]}</p>
        <label class="check">
          <input type="checkbox" checked={byLink} onChange={(e) => setByLink(e.currentTarget.checked)} />
          <span>
            They choose their password by a link
            <small class="check-hint">Otherwise one is made up, and shown once.</small>
          </span>
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
            {byLink ? "Invite" : "Add"}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
