import type { RefObject } from "preact";
import { useRef } from "preact/hooks";
import { Icon } from "../ui/Icon";
import type { Uploads } from "../upload/uploads";

/** FileButton chooses files to share. */
export function FileButton({ uploads }: { uploads: Uploads }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <FileInput input={input} uploads={uploads} />
      <button
        type="button"
        class="button-icon"
        aria-label="Share files"
        title="Share files"
        onClick={() => input.current?.click()}
      >
        <Icon name="attach" />
      </button>
    </>
  );
}

interface InputProps {
  input: RefObject<HTMLInputElement | null>;
  uploads: Uploads;
}

/** FileInput is the browser's own way to files, which a button opens. */
export function FileInput({ input, uploads }: InputProps) {
  return (
    <input
      ref={input}
      class="visually-hidden"
      type="file"
      multiple
      tabIndex={-1}
      aria-hidden="true"
      onChange={(e) => {
        uploads.add([...(e.currentTarget.files ?? [])]);
        e.currentTarget.value = "";
      }}
    />
  );
}
