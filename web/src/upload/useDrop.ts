import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

/** useDrop takes files that are dropped onto an element, and tells whether some are held over it. */
export function useDrop(ref: RefObject<HTMLElement | null>, onFiles: (files: File[]) => void): boolean {
  const [over, setOver] = useState(false);
  const take = useRef(onFiles);
  take.current = onFiles;
  useEffect(() => {
    const el = ref.current;
    if (!el) return;
    // What is dragged goes in and out of each element inside.
    let depth = 0;
    const enter = (e: DragEvent) => {
      if (!hasFiles(e)) return;
      depth++;
      setOver(true);
      e.preventDefault();
    };
    const leave = (e: DragEvent) => {
      if (!hasFiles(e)) return;
      depth--;
      if (depth <= 0) setOver(false);
    };
    const hover = (e: DragEvent) => hasFiles(e) && e.preventDefault();
    const drop = (e: DragEvent) => {
      if (!hasFiles(e)) return;
      e.preventDefault();
      depth = 0;
      setOver(false);
      take.current([...(e.dataTransfer?.files ?? [])]);
    };
    const all = { dragenter: enter, dragleave: leave, dragover: hover, drop };
    for (const [name, f] of Object.entries(all)) el.addEventListener(name, f as EventListener);
    return () => {
      for (const [name, f] of Object.entries(all)) el.removeEventListener(name, f as EventListener);
    };
  }, []);
  return over;
}

function hasFiles(e: DragEvent): boolean {
  return e.dataTransfer?.types.includes("Files") ?? false;
}
