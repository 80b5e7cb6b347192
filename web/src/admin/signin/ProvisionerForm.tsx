import { useState } from "preact/hooks";
import { Field } from "../../ui/Field";
import { Select } from "../../ui/Select";
import { useAction } from "../../ui/useAction";
import { Check } from "./Check";
import { keyFrom, lines, type ShownProvisioner, sourceApi } from "./sourceapi";
import { TextArea } from "./TextArea";

interface Props {
  /** Nothing for a new one. */
  provisioner: ShownProvisioner | undefined;
  /** By whom people may come in. */
  doors: { key: string; name: string }[];
  onSaved: (key: string) => void;
  onCancel: () => void;
}

/** ProvisionerForm describes an identity provider that keeps accounts by SCIM. */
export function ProvisionerForm({ provisioner, doors, onSaved, onCancel }: Props) {
  const action = useAction("name", "key", "source", "admins");
  const [p, set] = useState({
    name: provisioner?.name ?? "",
    source: provisioner?.source ?? "",
    admins: (provisioner?.admins ?? []).join("\n"),
    disabled: provisioner?.disabled ?? false,
  });
  const change = (patch: Partial<typeof p>) => set({ ...p, ...patch });
  // The provider that people come in by has a key of the same kind, and often the same name.
  const key = provisioner?.key ?? `${keyFrom(p.name).slice(0, 35)}-scim`;
  return (
    <form
      class="source-form"
      onSubmit={(e) => {
        e.preventDefault();
        void action.run(async () => {
          await sourceApi.saveProvisioner({ ...p, key, admins: lines(p.admins) });
          onSaved(key);
        });
      }}
    >
      <Field
        label="Name"
        value={p.name}
        onInput={(name) => change({ name })}
        focus
        required
        maxLength={50}
        dir="auto"
        hint="Stands beside its people: kept by …"
        error={action.fieldError("name") ?? action.fieldError("key")}
      />
      <Select label="Its people sign in by" value={p.source} onInput={(source) => change({ source })}>
        <option value="">No provider here</option>
        {doors.map((d) => (
          <option key={d.key} value={d.key}>
            {d.name}
          </option>
        ))}
      </Select>
      <p class="field-hint">Who comes by it with the same address gets the account.</p>
      <TextArea
        label="Groups that are administrators here"
        value={p.admins}
        onInput={(admins) => change({ admins })}
        hint="One on each line, as they are called there. Empty: nobody is made or unmade."
        error={action.fieldError("admins")}
      />
      <Check
        label="It may make and change accounts"
        checked={!p.disabled}
        onChange={(on) => change({ disabled: !on })}
      />
      {action.error && (
        <p class="field-error" role="alert">
          {action.error}
        </p>
      )}
      <div class="actions">
        <button type="button" class="button" onClick={onCancel}>
          Cancel
        </button>
        <button type="submit" class="button button-primary" disabled={action.busy}>
          Save
        </button>
      </div>
    </form>
  );
}
