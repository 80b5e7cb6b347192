import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Timeline } from "./timeline";

/** This close to an end counts as being there, in CSS pixels. */
const near = 48;
/** This close to an end the next page is fetched. */
const ahead = 600;

interface Anchor {
  key: string;
  top: number;
}

/**
 * useScroll keeps what is being read where it is while lines come and go above and below, follows the newest line
 * when the reader is there, and fetches pages towards both ends. Whether the reader is there is timeline.following.
 * What it gives scrolls to the line with a key and puts the focus there.
 */
export function useScroll(box: RefObject<HTMLElement | null>, timeline: Timeline): (key: string) => void {
  const anchor = useRef<Anchor | undefined>(undefined);

  // After every render: lines may have been added or trimmed.
  useLayoutEffect(() => {
    const el = box.current;
    if (!el) return;
    if (timeline.following.peek() && !timeline.hasNewer) toEnd(el);
    else if (anchor.current) restore(el, anchor.current);
    anchor.current = firstVisible(el);
    // Who is at the top already makes no scroll that would ask for the next page.
    if (el.scrollTop < ahead && timeline.error.peek() === null) void timeline.older();
  });

  useEffect(() => {
    const el = box.current;
    if (!el) return;
    timeline.following.value = true;
    anchor.current = undefined;
    toEnd(el);
    const onScroll = () => {
      anchor.current = firstVisible(el);
      const below = el.scrollHeight - el.scrollTop - el.clientHeight;
      timeline.following.value = below < near && !timeline.hasNewer;
      if (el.scrollTop < ahead && timeline.error.value === null) void timeline.older();
      if (below < ahead && timeline.error.value === null) void timeline.newer();
    };
    el.addEventListener("scroll", onScroll, { passive: true });
    // Images and fonts that arrive late, and a composer that grows, change the height without a render.
    const sizes = new ResizeObserver(() => {
      if (timeline.following.peek() && !timeline.hasNewer) toEnd(el);
    });
    sizes.observe(el);
    if (el.firstElementChild) sizes.observe(el.firstElementChild);
    return () => {
      el.removeEventListener("scroll", onScroll);
      sizes.disconnect();
    };
  }, [timeline]);

  return (key) => {
    const row = box.current && rowOf(box.current, key);
    if (!row) return;
    row.scrollIntoView({ block: "center" });
    row.tabIndex = -1;
    row.focus({ preventScroll: true });
    // The browser tells of the scroll only with the next frame; a line that comes before it would lead back to the end.
    box.current?.dispatchEvent(new Event("scroll"));
  };
}

function toEnd(el: HTMLElement): void {
  el.scrollTop = el.scrollHeight;
}

function firstVisible(el: HTMLElement): Anchor | undefined {
  const top = el.getBoundingClientRect().top;
  for (const row of el.querySelectorAll<HTMLElement>("[data-key]")) {
    const r = row.getBoundingClientRect();
    if (r.bottom > top) return { key: row.dataset.key ?? "", top: r.top - top };
  }
  return undefined;
}

function rowOf(el: HTMLElement, key: string): HTMLElement | null {
  return el.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
}

function restore(el: HTMLElement, anchor: Anchor): void {
  const row = rowOf(el, anchor.key);
  if (!row) return;
  const moved = row.getBoundingClientRect().top - el.getBoundingClientRect().top - anchor.top;
  if (Math.abs(moved) > 0.5) el.scrollTop += moved;
}
