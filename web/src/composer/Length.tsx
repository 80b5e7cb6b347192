import type { Uploads } from "../upload/uploads";
import { maxMessage } from "./limits";

interface Props {
  left: number;
  text: string;
  uploads: Uploads | undefined;
  onText: (text: string) => void;
}

/** Length says how much can still be written, and what to do with what is too long. */
export function Length({ left, text, uploads, onText }: Props) {
  if (left >= 0) {
    return <p class="composer-note">{left.toLocaleString()} characters left</p>;
  }
  const asFile = () => {
    uploads?.add([new File([text], "message.txt", { type: "text/plain" })]);
    if (!uploads?.refused.value) onText("");
  };
  return (
    <p class="composer-note field-error" role="alert">
      {(-left).toLocaleString()} characters too many: a message has at most {maxMessage.toLocaleString()}.
      {uploads && " Until it is shorter, this tab alone keeps it."}{" "}
      {uploads && (
        <button type="button" class="button-link" onClick={asFile}>
          Share it as a file
        </button>
      )}
    </p>
  );
}
