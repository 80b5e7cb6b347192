import type { Event } from "../api/types";
import type { Deeds } from "./deeds";

/**
 * pointing lets the tools follow the pointer, the focus and the finger over the lines of a list. The arrow keys go from
 * line to line, S saves the one that has the focus for later; Esc goes back to where one writes.
 */
export function pointing(deeds: Deeds, events: () => Event[]) {
  return {
    onPointerOver: (e: PointerEvent) => {
      if (e.pointerType === "mouse") deeds.active.value = eventAt(e.target) ?? deeds.active.value;
    },
    onPointerLeave: (e: PointerEvent) => {
      if (e.pointerType === "mouse") deeds.active.value = eventAt(document.activeElement) ?? null;
    },
    onPointerDown: (e: PointerEvent) => {
      if (e.pointerType !== "mouse") deeds.touched = deeds.active.peek();
    },
    onClick: (e: MouseEvent) => {
      const touched = e instanceof PointerEvent && e.pointerType !== "mouse";
      if (!touched || (e.target as Element).closest("a, button, textarea, input, [role=button]")) return;
      const id = eventAt(e.target) ?? null;
      deeds.active.value = deeds.touched === id ? null : id;
    },
    onContextMenu: (e: MouseEvent) => {
      const pressed = e instanceof PointerEvent && e.pointerType === "touch";
      if (!pressed || (e.target as Element).closest("a, img, textarea")) return;
      e.preventDefault();
      deeds.active.value = eventAt(e.target) ?? null;
    },
    onFocusIn: (e: FocusEvent) => {
      const id = eventAt(e.target);
      if (id) deeds.active.value = id;
    },
    onKeyDown: (e: KeyboardEvent) => {
      const id = saving(e);
      const event = id === undefined ? undefined : events().find((x) => x.id === id);
      if (event && !event.deleted) void deeds.save(event);
      else walk(e);
    },
  };
}

function eventAt(target: EventTarget | null): string | undefined {
  return target instanceof Element ? target.closest<HTMLElement>("[data-event]")?.dataset.event : undefined;
}

/** saving answers the line that S is pressed on. */
function saving(e: KeyboardEvent): string | undefined {
  if (e.key.toLowerCase() !== "s" || e.shiftKey || e.ctrlKey || e.altKey || e.metaKey || e.repeat)
    return undefined;
  return (e.target as HTMLElement).dataset.event;
}

function walk(e: KeyboardEvent): void {
  const at = e.target as HTMLElement;
  const line = at.closest<HTMLElement>("[data-event]");
  if (at.closest("textarea, input, dialog") || e.ctrlKey || e.altKey || e.metaKey) return;
  if (e.key === "Escape" && line) {
    e.preventDefault();
    e.stopPropagation();
    at.closest(".talk-column")?.querySelector<HTMLElement>(".composer textarea")?.focus();
    return;
  }
  if (e.key !== "ArrowUp" && e.key !== "ArrowDown") return;
  const lines = [...(e.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("[data-event]")];
  const to = line ? lines[lines.indexOf(line) + (e.key === "ArrowUp" ? -1 : 1)] : lines.at(-1);
  if (!to) return;
  e.preventDefault();
  to.tabIndex = -1;
  to.focus({ preventScroll: true });
  to.scrollIntoView({ block: "nearest" });
}
