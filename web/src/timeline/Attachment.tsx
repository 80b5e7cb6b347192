import type { Event, SharedFile } from "../api/types";
import { folding } from "../state/folding";
import { isPicture } from "../viewer/pictures";
import { bytes, fileURL, thumbURL } from "./attachment";
import { Folded } from "./Folded";
import { Preview } from "./Preview";

interface Props {
  event: Event;
  /** Shows a picture large. Without it, and for other files, the browser opens it. */
  onView?: (event: Event) => void;
}

/** Attachment is what comes with a message: a file, and what is to be seen at its links. */
export function Attachment({ event, onView }: Props) {
  return (
    <>
      {event.file && (
        <FileLink
          file={event.file}
          user={event.user_id ?? 0}
          onView={onView && isPicture(event.file) ? () => onView(event) : undefined}
        />
      )}
      {event.links?.map((link) => (
        <Folded key={link.url} what="the preview" moving={/\.gif(?:[?#]|$)/i.test(link.image_url ?? "")}>
          <Preview link={link} />
        </Folded>
      ))}
    </>
  );
}

interface FileProps {
  file: SharedFile;
  user: number;
  onView: (() => void) | undefined;
}

function FileLink({ file, user, onView }: FileProps) {
  const small = thumbURL(file, user);
  const { previews, gifs } = folding.value;
  const hidden = previews || (gifs && file.type === "image/gif");
  return (
    <a
      class={small && !hidden ? "file file-picture" : "file"}
      href={fileURL(file, user)}
      target="_blank"
      rel="noopener noreferrer"
      onClick={(e) => {
        if (!onView || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
        e.preventDefault();
        onView();
      }}
    >
      {small && !hidden && (
        <img src={small} alt="" width={file.width} height={file.height} loading="lazy" decoding="async" />
      )}
      <span class="file-words">
        <span dir="auto" class="file-name">
          {file.name}
        </span>
        <span class="file-size">{bytes(file.size)}</span>
      </span>
    </a>
  );
}
