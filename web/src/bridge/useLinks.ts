import { useEffect, useRef } from "preact/hooks";
import type { Event } from "../api/types";
import { useWorkspace } from "../state/workspace";
import { follow } from "./links";

/** useLinks has links of a notification open the views of the add-on that has sent it. */
export function useLinks(event: Event) {
  const { glances, views } = useWorkspace();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const el = box.current;
    const onClick = (e: MouseEvent) => {
      const link = (e.target as Element).closest<HTMLAnchorElement>("a[data-target]");
      if (link && follow(event, link, glances.here.peek()?.parts ?? [], views)) e.preventDefault();
    };
    el?.addEventListener("click", onClick);
    return () => el?.removeEventListener("click", onClick);
  }, [event]);
  return box;
}
