import type { Happening, Kind, Line, Look } from "./devapi";

/** heard says what an event has led to. */
export function heard(h: Happening, deliveries: number): string {
  if (deliveries === 1) return `${h.event}: one delivery.`;
  if (deliveries > 1) return `${h.event}: ${deliveries} deliveries.`;
  const who = h.global ? "no webhook of the whole group waits for it" : "no webhook waits for it";
  return `${h.event} happened: ${who}.`;
}

/** kinds are what a line can be, in words. */
export const kinds: Record<Kind, string> = { call: "in", delivery: "event", outgoing: "out" };

/** looks are what verdicts are called, and how they look. */
export const looks: Record<Look, { word: string; lozenge: string }> = {
  good: { word: "Good", lozenge: "success" },
  advice: { word: "Advice", lozenge: "current" },
  bad: { word: "Wrong", lozenge: "error" },
  waiting: { word: "Waiting", lozenge: "default" },
};

/** statusOf is a line's status in a word. */
export function statusOf(l: Line): string {
  if (l.status !== 0) return String(l.status);
  return l.look === "waiting" ? "waiting" : "none";
}
