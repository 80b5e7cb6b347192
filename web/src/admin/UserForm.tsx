import { useState } from "preact/hooks";
import { useWorkspace } from "../state/workspace";
import { Field } from "../ui/Field";
import { Select } from "../ui/Select";
import { useAction } from "../ui/useAction";
import { type Person, people, type Role } from "./adminapi";
import { givable, roleHints } from "./roles";

interface Props {
  person: Person;
  onChanged: (now: Person) => void;
}

/** UserForm changes who a person is and what they may do. */
export function UserForm({ person, onChanged }: Props) {
  const { me } = useWorkspace();
  const action = useAction("name", "mention_name", "email", "title", "role");
  const [draft, setDraft] = useState({
    name: person.name,
    mention_name: person.mention_name,
    email: person.email,
    title: person.title,
    role: person.role,
  });
  const [saved, setSaved] = useState(false);
  const set = (patch: Partial<typeof draft>) => {
    setSaved(false);
    setDraft({ ...draft, ...patch });
  };
  const save = () =>
    action.run(async () => {
      // Only what was changed is sent: somebody else may be changing the rest.
      const patch = Object.fromEntries(
        Object.entries(draft).filter(([name, value]) => value !== person[name as keyof typeof draft]),
      );
      onChanged(await people.update(person.id, patch));
      setSaved(true);
    });
  return (
    <form
      class="panel"
      aria-label="Account"
      onSubmit={(e) => {
        e.preventDefault();
        void save();
      }}
    >
      <div class="fields">
        <Field
          label="Name"
          value={draft.name}
          onInput={(name) => set({ name })}
          required
          maxLength={50}
          dir="auto"
          autocomplete="off"
          error={action.fieldError("name")}
        />
        <Field
          label="Mention name"
          value={draft.mention_name}
          onInput={(mention_name) => set({ mention_name })}
          required
          maxLength={50}
          autocomplete="off"
          error={action.fieldError("mention_name")}
        />
        <Field
          label="E-mail"
          type="email"
          value={draft.email}
          onInput={(email) => set({ email })}
          required
          autocomplete="off"
          error={action.fieldError("email")}
        />
        <Field
          label="Title"
          value={draft.title}
          onInput={(title) => set({ title })}
          maxLength={200}
          dir="auto"
          autocomplete="off"
          error={action.fieldError("title")}
        />
      </div>
      {person.role !== "owner" && (
        <>
          <Select
            label="Role"
            value={draft.role}
            onInput={(role) => set({ role: role as Role })}
            error={action.fieldError("role")}
          >
            {givable(me).map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </Select>
          <p class="field-hint">{roleHints[draft.role]}</p>
        </>
      )}
      {person.id === me.id && draft.role !== person.role && (
        <p class="notice">This is you: with another role you cannot take it back yourself.</p>
      )}
      {action.error && (
        <p class="field-error" role="alert">
          {action.error}
        </p>
      )}
      <div class="actions">
        <span role="status" class="copy-state">
          {saved && "Saved"}
        </span>
        <button type="submit" class="button button-primary" disabled={action.busy}>
          Save
        </button>
      </div>
    </form>
  );
}
