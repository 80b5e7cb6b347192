import { useState } from "preact/hooks";
import { Field } from "../ui/Field";
import { useAction } from "../ui/useAction";
import { group } from "./adminapi";
import type { PanelProps } from "./Preferences";
import { Saved } from "./Saved";

/** GroupPanel is what the group is called, and whose addresses belong to it. */
export function GroupPanel({ settings, onChanged }: PanelProps) {
  const action = useAction("name", "email_domain");
  const [name, setName] = useState(settings.name);
  const [domain, setDomain] = useState(settings.email_domain);
  const [saved, setSaved] = useState(false);
  const save = () =>
    action.run(async () => {
      onChanged(await group.change({ name: name.trim(), email_domain: domain.trim() }));
      setSaved(true);
    });
  return (
    <form
      class="panel"
      aria-labelledby="group-title"
      onInput={() => setSaved(false)}
      onSubmit={(e) => {
        e.preventDefault();
        void save();
      }}
    >
      <h2 id="group-title">The group</h2>
      <div class="fields">
        <Field
          label="Name"
          value={name}
          onInput={setName}
          required
          maxLength={100}
          dir="auto"
          autocomplete="off"
          error={action.fieldError("name")}
        />
        <Field
          label="E-mail domain of new people"
          value={domain}
          onInput={setDomain}
          placeholder="any"
          autocomplete="off"
          hint="Whoever is added must have an address there. Empty: any."
          error={action.fieldError("email_domain")}
        />
      </div>
      <Saved action={action} saved={saved} />
    </form>
  );
}
