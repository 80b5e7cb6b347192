import { signal } from "@preact/signals";
import type { Conversation } from "../api/types";

export type Order = "name" | "unread" | "recent";
export type Section = "starred" | "rooms" | "people";

/** How the left column is laid out, remembered on this device. */
export const order = remembered<Order>("order", "name");
export const collapsed = remembered<Section[]>("collapsed", []);

/** toggle collapses a section or opens it again. */
export function toggle(section: Section): void {
  const now = collapsed.value;
  collapsed.value = now.includes(section) ? now.filter((s) => s !== section) : [...now, section];
}

/** sorted puts conversations, which come by name, into the chosen order. */
export function sorted(list: Conversation[], by: Order): Conversation[] {
  if (by === "name") return list;
  const personal = (c: Conversation) => (c.kind === "direct" ? c.unread : c.mentions);
  if (by === "unread") {
    const rank = (c: Conversation) => (personal(c) > 0 ? 0 : c.unread > 0 ? 1 : 2);
    return [...list].sort((a, b) => rank(a) - rank(b));
  }
  return [...list].sort((a, b) => (b.last_active ?? "").localeCompare(a.last_active ?? ""));
}

function remembered<T>(key: string, first: T) {
  const value = signal<T>(first);
  try {
    const text = localStorage.getItem(`side-${key}`);
    if (text) value.value = JSON.parse(text) as T;
  } catch {
    // Without storage the layout lasts as long as the page.
  }
  value.subscribe((v) => {
    try {
      localStorage.setItem(`side-${key}`, JSON.stringify(v));
    } catch {
      // As above.
    }
  });
  return value;
}
