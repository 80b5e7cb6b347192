import { useEffect, useRef } from "preact/hooks";
import type { Event } from "../api/types";
import { useWorkspace } from "../state/workspace";
import { complete, follow } from "./links";

/** useLinks has links of a notification open the views of the add-on that has sent it. */
export function useLinks(event: Event) {
  const { glances, views, me } = useWorkspace();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const el = box.current;
    if (me.guest) return; // spec: connect-js, 9
    // Before the page or the browser follows it, also into another tab.
    const onInside = (e: MouseEvent) => {
      const inside = (e.target as Element).closest<HTMLAnchorElement>('a[href^="/chat/"]');
      if (inside) complete(event, inside);
    };
    const onClick = (e: MouseEvent | KeyboardEvent) => {
      const link = (e.target as Element).closest<HTMLAnchorElement>("a[data-target]");
      if (link && follow(event, link, glances.here.peek(), views)) e.preventDefault();
    };
    const onKey = (e: KeyboardEvent) => {
      // The browser presses links with an address by itself.
      if (e.key === "Enter" && !(e.target as Element).hasAttribute("href")) onClick(e);
    };
    el?.addEventListener("click", onInside);
    el?.addEventListener("auxclick", onInside);
    el?.addEventListener("click", onClick);
    el?.addEventListener("keydown", onKey);
    return () => {
      el?.removeEventListener("click", onInside);
      el?.removeEventListener("auxclick", onInside);
      el?.removeEventListener("click", onClick);
      el?.removeEventListener("keydown", onKey);
    };
  }, [event]);
  return box;
}
