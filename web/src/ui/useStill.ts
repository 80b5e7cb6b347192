import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { firstVisible, restore } from "./anchor";

/** useStill keeps the lines of a list where they are on the screen while others come and go above them. At its top new ones show. */
export function useStill(box: RefObject<HTMLElement | null>, lines: string): void {
  const el = box.current;
  const anchor = el && el.scrollTop > 0 ? firstVisible(el, lines) : undefined;
  useLayoutEffect(() => {
    if (box.current && anchor) restore(box.current, anchor);
  });
}
