import { useRef, useState } from "preact/hooks";
import { base64 } from "../ui/base64";
import { Field } from "../ui/Field";
import { useAction } from "../ui/useAction";
import { addEmoticon } from "./emoticonapi";

interface Props {
  /** Of the one that is to be replaced; empty for a new one. */
  shortcut: string;
  builtIn: ReadonlySet<string>;
  onAdded: () => void;
}

/** The server's limit for an emoticon's picture. */
const maxPicture = 256 << 10;

/** AddEmoticon adds a picture under a shortcut. */
export function AddEmoticon({ shortcut: first, builtIn, onAdded }: Props) {
  const action = useAction("shortcut", "image");
  const input = useRef<HTMLInputElement>(null);
  const [shortcut, setShortcut] = useState(first);
  const [file, setFile] = useState<File>();
  const name = shortcut.trim().toLowerCase().replace(/[()]/g, "");
  const large = file !== undefined && file.size > maxPicture;
  const add = () =>
    action.run(async () => {
      if (!file || large) return;
      await addEmoticon(name, await base64(file));
      setShortcut("");
      setFile(undefined);
      // The same one may be chosen again.
      if (input.current) input.current.value = "";
      onAdded();
    });
  const error = large ? "The picture is larger than 256 KB." : action.fieldError("image");
  return (
    <form
      class="panel emoticon-form"
      aria-label="Add an emoticon"
      onSubmit={(e) => {
        e.preventDefault();
        void add();
      }}
    >
      <Field
        label="Shortcut"
        value={shortcut}
        onInput={setShortcut}
        required
        maxLength={50}
        placeholder="partyparrot"
        autocomplete="off"
        hint={
          builtIn.has(name) ? `Takes the place of the built-in (${name}).` : "People write it in parentheses."
        }
        error={action.fieldError("shortcut")}
      />
      <div class="field">
        <label for="emoticon-image">Picture</label>
        <input
          ref={input}
          id="emoticon-image"
          type="file"
          required
          accept="image/png,image/jpeg,image/gif"
          aria-invalid={error ? "true" : undefined}
          onChange={(e) => setFile(e.currentTarget.files?.[0])}
        />
        <p class="field-hint">PNG, JPEG or GIF, up to 256 KB.</p>
        {error && (
          <p class="field-error" role="alert">
            {error}
          </p>
        )}
      </div>
      {action.error && (
        <p class="field-error" role="alert">
          {action.error}
        </p>
      )}
      <div class="actions">
        <button type="submit" class="button button-primary" disabled={action.busy || !file || large}>
          Add
        </button>
      </div>
    </form>
  );
}
