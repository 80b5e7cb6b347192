import { useEffect, useRef, useState } from "preact/hooks";
import { shortTime } from "../text/time";
import { bytes } from "../timeline/attachment";
import { Icon } from "../ui/Icon";
import type { Picture } from "./pictures";
import { useZoom } from "./useZoom";

interface Props {
  pictures: Picture[];
  /** The place of the one to begin with. */
  first: number;
  onClose: () => void;
}

/** Viewer shows pictures over the page, one at a time. */
export function Viewer({ pictures: all, first, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [at, setAt] = useState(first);
  const picture = all[at];
  const zoom = useZoom(picture?.url);
  useEffect(() => {
    const back = document.activeElement as HTMLElement | null;
    if (!dialog.current?.open) dialog.current?.showModal();
    return () => {
      dialog.current?.close();
      back?.focus();
    };
  }, []);
  if (!picture) return null;
  const go = (by: number) => setAt(Math.min(Math.max(at + by, 0), all.length - 1));
  const onKeyDown = (e: KeyboardEvent) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === "ArrowLeft") go(-1);
    else if (e.key === "ArrowRight") go(1);
    else if (e.key === "+" || e.key === "=") zoom.by(1);
    else if (e.key === "-") zoom.by(-1);
    else if (e.key === "0") zoom.reset();
    else return;
    e.preventDefault();
  };
  return (
    <dialog
      ref={dialog}
      class="viewer"
      aria-label={`Picture ${picture.name}`}
      onKeyDown={onKeyDown}
      onCancel={(e) => {
        e.preventDefault();
        onClose();
      }}
    >
      <header class="viewer-head">
        <div class="viewer-words">
          <h2 dir="auto">{picture.name}</h2>
          <p dir="auto">{wordsOf(picture)}</p>
        </div>
        <p class="viewer-place" role="status">
          {at + 1} of {all.length}
        </p>
        <Tools picture={picture} zoom={zoom} onClose={onClose} />
      </header>
      <div
        ref={zoom.stage}
        class="viewer-stage"
        tabIndex={0}
        role="group"
        aria-label="Picture, enlarged with + and -"
        onDblClick={() => (zoom.factor > 1 ? zoom.reset() : zoom.by(2))}
      >
        {picture.other ? (
          <a class="button" href={picture.url} target="_blank" rel="noreferrer">
            Open {picture.name} in a window of its own
          </a>
        ) : (
          <img
            ref={zoom.image}
            key={picture.url}
            src={picture.url}
            alt={picture.name}
            referrerpolicy="no-referrer"
          />
        )}
      </div>
      {all.length > 1 && (
        <>
          <button
            type="button"
            class="viewer-go viewer-previous"
            aria-label="Previous picture"
            disabled={at === 0}
            onClick={() => go(-1)}
          >
            <Icon name="chevron" />
          </button>
          <button
            type="button"
            class="viewer-go viewer-next"
            aria-label="Next picture"
            disabled={at === all.length - 1}
            onClick={() => go(1)}
          >
            <Icon name="chevron" />
          </button>
        </>
      )}
    </dialog>
  );
}

/** wordsOf is who shared it, when, and how large it is, as far as that is known. */
function wordsOf({ sender, time, size }: Picture): string {
  return [sender, time && shortTime(time), size > 0 && bytes(size)].filter(Boolean).join(" · ");
}

interface ToolsProps {
  picture: Picture;
  zoom: ReturnType<typeof useZoom>;
  onClose: () => void;
}

function Tools({ picture, zoom, onClose }: ToolsProps) {
  return (
    <div class="viewer-tools">
      <button
        type="button"
        class="button-icon"
        aria-label="Smaller"
        disabled={zoom.factor <= 1}
        onClick={() => zoom.by(-1)}
      >
        <Icon name="zoomOut" />
      </button>
      <button type="button" class="button-icon" aria-label="Larger" onClick={() => zoom.by(1)}>
        <Icon name="zoomIn" />
      </button>
      <a
        class="button-icon"
        href={picture.url}
        download={picture.name}
        target={picture.outer ? "_blank" : undefined}
        rel={picture.outer ? "noreferrer" : undefined}
        aria-label={`Download ${picture.name}`}
      >
        <Icon name="download" />
      </a>
      <button type="button" class="button-icon" aria-label="Close" onClick={onClose}>
        <Icon name="close" />
      </button>
    </div>
  );
}
