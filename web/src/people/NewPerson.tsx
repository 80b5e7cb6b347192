import { useState } from "preact/hooks";
import { people, type Role } from "../admin/adminapi";
import { givable, roleHints } from "../admin/roles";
import { useWorkspace } from "../state/workspace";
import { Dialog } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { Select } from "../ui/Select";
import { useAction } from "../ui/useAction";
import { HandOver, type Secret, secretOf } from "./HandOver";

interface Props {
  onClose: () => void;
  /** Hears in which state of the list the new person stands. */
  onMade?: (state: "active" | "invited") => void;
}

/**
 * NewPerson makes an account: with a link by which its person chooses the password, or with a password. Who looks after
 * people says more of them; whoever else may invite makes plain accounts.
 */
export function NewPerson({ onClose, onMade }: Props) {
  const workspace = useWorkspace();
  const { me } = workspace;
  const full = me.admin || me.delegate;
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
      const plain = { name: name.trim(), email: email.trim() };
      const person = { ...plain, title: title.trim(), role };
      const invite = () => (full ? people.invite(person) : workspace.api.invite(plain));
      const answer = byLink ? await invite() : await people.create(person);
      workspace.people.add(answer.user);
      onMade?.(byLink ? "invited" : "active");
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
        {full && (
          <More
            title={title}
            onTitle={setTitle}
            role={role}
            onRole={setRole}
            byLink={byLink}
            onByLink={setByLink}
            error={action.fieldError}
          />
        )}
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

interface MoreProps {
  title: string;
  onTitle: (title: string) => void;
  role: Role;
  onRole: (role: Role) => void;
  byLink: boolean;
  onByLink: (byLink: boolean) => void;
  error: (field: string) => string | undefined;
}

/** More is what those who look after people say besides. */
function More({ title, onTitle, role, onRole, byLink, onByLink, error }: MoreProps) {
  const { me } = useWorkspace();
  return (
    <>
      <Field
        label="Title"
        value={title}
        onInput={onTitle}
        maxLength={200}
        dir="auto"
        autocomplete="off"
        error={error("title")}
      />
      <Select label="Role" value={role} onInput={(r) => onRole(r as Role)} error={error("role")}>
        {givable(me).map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </Select>
      <p class="field-hint">{roleHints[role]}</p>
      <label class="check">
        <input type="checkbox" checked={byLink} onChange={(e) => onByLink(e.currentTarget.checked)} />
        <span>
          They choose their password by a link
          <small class="check-hint">Otherwise one is made up, and shown once.</small>
        </span>
      </label>
    </>
  );
}
