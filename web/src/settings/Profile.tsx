import { useState } from "preact/hooks";
import { useWorkspace } from "../state/workspace";
import { Field } from "../ui/Field";
import { PictureField } from "../ui/PictureField";
import { Select } from "../ui/Select";
import { useAction } from "../ui/useAction";

/** Profile is how others know the reader. */
export function Profile() {
  const { api, people, me } = useWorkspace();
  const action = useAction("name", "mention_name", "title", "timezone");
  const [name, setName] = useState(me.name);
  const [mention, setMention] = useState(me.mention_name);
  const [title, setTitle] = useState(me.title);
  const [zone, setZone] = useState(me.timezone);
  const [saved, setSaved] = useState(false);
  const save = () =>
    action.run(async () => {
      setSaved(false);
      people.add(await api.updateSelf({ name, mention_name: mention, title, timezone: zone }));
      setSaved(true);
    });
  return (
    <>
      <PictureField
        label="Photo"
        field="photo"
        name={me.name}
        picture={me.photo}
        onChoose={async (photo) => people.add(await api.setPhoto(photo))}
        onRemove={async () => people.add(await api.deletePhoto())}
      />
      <form
        onSubmit={(e) => {
          e.preventDefault();
          void save();
        }}
      >
        <Field
          label="Name"
          autocomplete="name"
          required
          maxLength={50}
          dir="auto"
          value={name}
          onInput={setName}
          error={action.fieldError("name")}
        />
        <Field
          label="Mention name"
          required
          maxLength={50}
          value={mention}
          onInput={setMention}
          hint="Others write it after an @ to reach you."
          error={action.fieldError("mention_name")}
        />
        <Field
          label="Title"
          maxLength={200}
          dir="auto"
          value={title}
          onInput={setTitle}
          error={action.fieldError("title")}
        />
        <Zones value={zone} onInput={setZone} error={action.fieldError("timezone")} />
        <p class="field-hint">E-mail: {me.email}. An administrator can change it.</p>
        {action.error && (
          <p class="field-error" role="alert">
            {action.error}
          </p>
        )}
        <div class="actions">
          <span role="status">{saved && !action.busy && "Saved"}</span>
          <button type="submit" class="button button-primary" disabled={action.busy}>
            Save
          </button>
        </div>
      </form>
    </>
  );
}

interface ZonesProps {
  value: string;
  onInput: (zone: string) => void;
  error: string | undefined;
}

/** Zones is the time zones that the browser knows, and the one that is set. */
function Zones({ value, onInput, error }: ZonesProps) {
  const known = Intl.supportedValuesOf("timeZone");
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const all = [...new Set([value, "UTC", here, ...known])];
  return (
    <Select label="Time zone" value={value} onInput={onInput} error={error}>
      {all.map((zone) => (
        <option key={zone} value={zone}>
          {zone.replaceAll("_", " ")}
          {zone === here ? " (here)" : ""}
        </option>
      ))}
    </Select>
  );
}
