import { useRef, useState } from "preact/hooks";
import { useWorkspace } from "../state/workspace";
import { Avatar } from "../ui/Avatar";
import { Field } from "../ui/Field";
import { useAction } from "../ui/useAction";
import { base64 } from "./base64";

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
      <Photo />
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

/** The server's limit. */
const maxPhoto = 8 << 20;

function Photo() {
  const { api, people, me } = useWorkspace();
  const action = useAction("photo");
  const input = useRef<HTMLInputElement>(null);
  const [tooLarge, setTooLarge] = useState(false);
  const choose = (file: File | undefined) => {
    setTooLarge(Boolean(file && file.size > maxPhoto));
    if (!file || file.size > maxPhoto) return;
    void action.run(async () => people.add(await api.setPhoto(await base64(file))));
  };
  const error = tooLarge ? "The picture is larger than 8 MB." : (action.fieldError("photo") ?? action.error);
  return (
    <div class="photo">
      <Avatar name={me.name} photo={me.photo} />
      <div>
        <input
          ref={input}
          type="file"
          accept="image/png,image/jpeg,image/gif"
          hidden
          aria-label="Photo"
          onChange={(e) => choose(e.currentTarget.files?.[0])}
        />
        <button type="button" class="button" disabled={action.busy} onClick={() => input.current?.click()}>
          Choose a photo…
        </button>{" "}
        {me.photo && (
          <button
            type="button"
            class="button"
            disabled={action.busy}
            onClick={() => void action.run(async () => people.add(await api.deletePhoto()))}
          >
            Remove the photo
          </button>
        )}
        {error && (
          <p class="field-error" role="alert">
            {error}
          </p>
        )}
      </div>
    </div>
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
    <div class="field">
      <label for="timezone">Time zone</label>
      <select id="timezone" value={value} onChange={(e) => onInput(e.currentTarget.value)}>
        {all.map((zone) => (
          <option key={zone} value={zone}>
            {zone.replaceAll("_", " ")}
            {zone === here ? " (here)" : ""}
          </option>
        ))}
      </select>
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
