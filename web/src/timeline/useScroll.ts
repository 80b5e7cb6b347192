import type { RefObject } from "preact";
import { useCallback, useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { firstVisible, restore, rowOf } from "../ui/anchor";
import type { Timeline } from "./timeline";

/** This close to an end counts as being there, in CSS pixels. */
const near = 48;
/** This close to an end the next page is fetched. */
const ahead = 600;

/**
 * useScroll keeps what is being read where it is while lines come and go above and below, follows the newest line
 * when the reader is there, and fetches pages towards both ends. Whether the reader is there is timeline.following.
 * target is the key of the line that timeline.target stands for. What it gives scrolls to the line with a key and puts
 * the focus there.
 */
export function useScroll(
  box: RefObject<HTMLElement | null>,
  timeline: Timeline,
  target: string | undefined,
): (key: string) => void {
  const led = useRef<object | null>(null);
  // Where the view was last: what leads it to the end says so too, since lines that went make that a place further up.
  const top = useRef(0);
  // What is being read before this render: the browser tells of a scroll later than it may be that lines come. A line
  // between days is none: it stands above whatever comes before.
  const anchor = box.current ? firstVisible(box.current, "[data-event]") : undefined;

  // After every render: lines may have been added or trimmed.
  useLayoutEffect(() => {
    const el = box.current;
    if (!el) return;
    const to = timeline.target.peek();
    if (to && to !== led.current && target !== undefined && rowOf(el, target)) {
      led.current = to;
      show(el, target);
      light(el, target);
    } else if (timeline.following.peek() && !timeline.hasNewer) top.current = toEnd(el);
    else if (anchor) restore(el, anchor);
    // Who is at an end already makes no scroll that would ask for the next page.
    fetchAhead(el, timeline);
  });

  useEffect(() => {
    const el = box.current;
    if (!el) return;
    timeline.following.value = true;
    led.current = timeline.target.peek();
    top.current = toEnd(el);
    const onScroll = () => {
      const up = el.scrollTop < top.current;
      // Who follows stops by scrolling up, and not because lines turn out to be taller than they were taken for.
      const stays = timeline.following.peek() && !up;
      timeline.following.value = (below(el) < near || stays) && !timeline.hasNewer;
      if (stays && timeline.following.peek()) toEnd(el);
      top.current = el.scrollTop;
      fetchAhead(el, timeline);
    };
    el.addEventListener("scroll", onScroll, { passive: true });
    // Images and fonts that arrive late, and a composer that grows, change the height without a render.
    const sizes = new ResizeObserver(() => {
      if (timeline.following.peek() && !timeline.hasNewer) top.current = toEnd(el);
    });
    sizes.observe(el);
    if (el.firstElementChild) sizes.observe(el.firstElementChild);
    return () => {
      el.removeEventListener("scroll", onScroll);
      sizes.disconnect();
    };
  }, [timeline]);

  // The same one each time: lines that get it are not drawn anew for it.
  return useCallback((key: string) => box.current && show(box.current, key), []);
}

function fetchAhead(el: HTMLElement, timeline: Timeline): void {
  if (!timeline.loaded.peek() || timeline.error.peek() !== null) return;
  // A window that is full and still shorter than the screen would be moved to and fro for ever.
  if (timeline.full && el.scrollHeight < el.clientHeight + 2 * ahead) return;
  if (el.scrollTop < ahead) void timeline.older();
  if (below(el) < ahead) void timeline.newer();
}

function below(el: HTMLElement): number {
  return el.scrollHeight - el.scrollTop - el.clientHeight;
}

/** toEnd scrolls to the newest line and answers where that is. */
function toEnd(el: HTMLElement): number {
  el.scrollTop = el.scrollHeight;
  return el.scrollTop;
}

/** show scrolls to a line and puts the focus there. */
function show(el: HTMLElement, key: string): void {
  const row = rowOf(el, key);
  if (!row) return;
  row.scrollIntoView({ block: "center" });
  row.tabIndex = -1;
  row.focus({ preventScroll: true });
  // The browser tells of the scroll only with the next frame; a line that comes before it would lead back to the end.
  el.dispatchEvent(new Event("scroll"));
}

/** light marks a line for a moment. */
function light(el: HTMLElement, key: string): void {
  const row = rowOf(el, key);
  if (!row) return;
  row.classList.add("lit");
  row.addEventListener("animationend", () => row.classList.remove("lit"), { once: true });
}
