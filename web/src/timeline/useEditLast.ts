import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import type { Event } from "../api/types";
import type { Deeds } from "./deeds";

/** useEditLast makes Up in the empty box of a column edit the reader's last message there. */
export function useEditLast(
  column: RefObject<HTMLElement | null>,
  deeds: Deeds,
  events: () => Event[],
): void {
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      const box = e.target instanceof HTMLTextAreaElement && e.target.closest(".composer") ? e.target : null;
      if (e.key !== "ArrowUp" || box?.value !== "" || e.defaultPrevented) return;
      if (e.ctrlKey || e.altKey || e.metaKey || e.shiftKey) return;
      if (deeds.editLast(events())) e.preventDefault();
    };
    const el = column.current;
    el?.addEventListener("keydown", onKey);
    return () => el?.removeEventListener("keydown", onKey);
  }, [column.current, deeds]);
}
