import { useEffect, useRef, useState } from "preact/hooks";
import type { Event } from "../api/types";
import { shortTime } from "../text/time";
import { bytes } from "../timeline/attachment";
import { Icon } from "../ui/Icon";
import { type Picture, picturesIn } from "./pictures";
import { useZoom } from "./useZoom";

interface Props {
  events: Event[];
  asked: Event;
  onClose: () => void;
}

/** Viewer shows the pictures of a conversation over the page, one at a time. */
export function Viewer({ events, asked, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [{ all, at: first }] = useState(() => picturesIn(events, asked));
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
          <p dir="auto">
            {picture.sender} · {shortTime(picture.time)} · {bytes(picture.size)}
          </p>
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
        <img ref={zoom.image} key={picture.url} src={picture.url} alt={picture.name} />
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
