import type { Event } from "./types";

/** inFlow tells whether an event is a line of the conversation, and not only in a thread or about another event. */
export function inFlow(event: Event): boolean {
  return event.kind !== "change" && (event.thread === undefined || event.to_room === true);
}

/** isQuiet tells whether an event leaves the count of unread messages as it is; the server decides the same. */
export function isQuiet(event: Event): boolean {
  if (event.kind !== "message" && event.kind !== "notification") return true;
  return !inFlow(event) || event.deleted === true || correctionOf(event) !== undefined;
}

/** involves tells whether a reply stands in a thread that a person began or has replied in. */
export function involves({ of }: Event, person: number): boolean {
  if (!of) return false;
  return (of.kind === "message" && of.user_id === person) || of.replies?.users.includes(person) === true;
}

export interface Correction {
  from: string;
  to: string;
}

/** correctionOf reads s/from/to/: what the sender wants to have said in their message before. spec: product, 4.4 */
export function correctionOf(event: Event): Correction | undefined {
  if (event.kind !== "message" || !event.user_id || event.file) return undefined;
  return correctionIn(event.body);
}

/** correctionIn is correctionOf for what somebody is about to say. */
export function correctionIn(body: string): Correction | undefined {
  const [, from, to] = /^s\/([^/]+)\/([^/]*)\/?$/.exec(body) ?? [];
  return from === undefined || to === undefined ? undefined : { from, to };
}
