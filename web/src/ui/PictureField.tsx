import { useRef, useState } from "preact/hooks";
import { Avatar } from "./Avatar";
import { base64 } from "./base64";
import { useAction } from "./useAction";

interface Props {
  label: string;
  /** What the server calls it. */
  field: string;
  /** Whose picture it is. */
  name: string;
  square?: boolean;
  picture: string | undefined;
  /** Take a picture in base64, and none. */
  onChoose: (picture: string) => Promise<void>;
  onRemove: () => Promise<void>;
}

/** The server's limit. */
const maxPicture = 8 << 20;

/** PictureField shows the picture of a person or a room, and puts another one in its place or none. */
export function PictureField({ label, field, name, square = false, picture, onChoose, onRemove }: Props) {
  const action = useAction(field);
  const input = useRef<HTMLInputElement>(null);
  const [tooLarge, setTooLarge] = useState(false);
  const choose = (file: File | undefined) => {
    setTooLarge(file !== undefined && file.size > maxPicture);
    if (file && file.size <= maxPicture) void action.run(async () => onChoose(await base64(file)));
  };
  const error = tooLarge ? "The picture is larger than 8 MB." : (action.fieldError(field) ?? action.error);
  return (
    <div class="photo">
      <Avatar name={name} square={square} photo={picture} />
      <div>
        <input
          ref={input}
          type="file"
          accept="image/png,image/jpeg,image/gif"
          hidden
          aria-label={label}
          onChange={(e) => {
            choose(e.currentTarget.files?.[0]);
            e.currentTarget.value = "";
          }}
        />
        <button type="button" class="button" disabled={action.busy} onClick={() => input.current?.click()}>
          Choose a picture…
        </button>{" "}
        {picture && (
          <button
            type="button"
            class="button"
            disabled={action.busy}
            onClick={() => void action.run(onRemove)}
          >
            Remove it
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
