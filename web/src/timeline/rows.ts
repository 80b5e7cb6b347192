import type { Event } from "../api/types";
import { dayKey } from "../text/time";
import type { Pending } from "./outbox";

/** A line of the timeline. Keys stay the same while older or newer lines come and go. */
export type Row =
  | { kind: "day"; key: string; time: string }
  | { kind: "unread"; key: string }
  /** continued: by the same sender as the line above, shortly after it. */
  | { kind: "message"; key: string; event: Event; continued: boolean }
  /** parent: what the notification is attached to, when it is among the events. */
  | { kind: "notification"; key: string; event: Event; continued: boolean; parent: Event | undefined }
  | { kind: "topic"; key: string; event: Event }
  /** Enter and exit lines that follow each other, as one. */
  | { kind: "presence"; key: string; events: Event[] }
  | { kind: "pending"; key: string; pending: Pending; continued: boolean };

/** Lines of one sender closer together than this stand under one name. */
const togetherMs = 5 * 60_000;

/**
 * rows lays out events, in order, and what is still being sent. unreadAfter is the seq that the reader had seen, or
 * null when no divider is wanted; self is the reader.
 */
export function rows(events: Event[], pending: Pending[], unreadAfter: number | null, self: number): Row[] {
  const out: Row[] = [];
  let previous: Event | undefined;
  for (const event of events) {
    if (!previous || dayKey(previous.time) !== dayKey(event.time)) {
      out.push({ kind: "day", key: `day-${dayKey(event.time)}`, time: event.time });
    }
    if (unreadAfter !== null && event.seq > unreadAfter && (previous?.seq ?? event.seq - 1) <= unreadAfter) {
      out.push({ kind: "unread", key: "unread" });
    }
    place(out, event, events);
    previous = event;
  }
  for (const p of pending) {
    const above = out.at(-1);
    const continued =
      above?.kind === "pending" ||
      (above?.kind === "message" && above.event.user_id === self && together(above.event.time, p.time));
    out.push({ kind: "pending", key: p.clientId, pending: p, continued });
  }
  return out;
}

function place(out: Row[], event: Event, events: Event[]): void {
  const above = out.at(-1);
  switch (event.kind) {
    case "enter":
    case "exit":
      if (above?.kind === "presence") above.events.push(event);
      else out.push({ kind: "presence", key: keyOf(event), events: [event] });
      break;
    case "guest_access":
    case "topic":
      out.push({ kind: "topic", key: keyOf(event), event });
      break;
    case "notification":
      out.push({
        kind: "notification",
        key: keyOf(event),
        event,
        continued: continues(above, event),
        parent: event.attach_to ? parentOf(event.attach_to, events) : undefined,
      });
      break;
    default:
      out.push({ kind: "message", key: keyOf(event), event, continued: continues(above, event) });
  }
}

/** isSaid tells whether a line is what somebody or something said, with which things can be done. */
export function isSaid(row: Row): row is Extract<Row, { kind: "message" | "notification" }> {
  return row.kind === "message" || row.kind === "notification";
}

/** keyAt names the line of the event with that seq, or the last line before where it would stand. */
export function keyAt(lines: Row[], seq: number): string | undefined {
  let key: string | undefined;
  for (const row of lines) {
    const first = row.kind === "presence" ? row.events[0]?.seq : "event" in row ? row.event.seq : undefined;
    if (first === undefined) continue;
    if (first > seq) return key ?? row.key;
    key = row.key;
  }
  return key;
}

/** Enter and exit lines are no parents: they share their line with others. */
function parentOf(id: string, events: Event[]): Event | undefined {
  return events.find((e) => e.id === id && e.kind !== "enter" && e.kind !== "exit");
}

/** keyOf names an event's line. A sent message keeps the key of its pending line, so that no element is made again. */
export function keyOf(event: Event): string {
  return event.client_id || `seq-${event.seq}`;
}

function continues(above: Row | undefined, event: Event): boolean {
  if (above?.kind !== "message" && above?.kind !== "notification") return false;
  const a = above.event;
  return (
    a.kind === event.kind &&
    a.user_id === event.user_id &&
    (event.kind === "message" || a.sender === event.sender) &&
    together(a.time, event.time)
  );
}

function together(a: string, b: string): boolean {
  return Date.parse(b) - Date.parse(a) < togetherMs;
}

/** presenceLine says who came and went, each person once, by what they did last; nameOf is what they are called. */
export function presenceLine(events: Event[], nameOf: (event: Event) => string): string {
  const last = new Map<string, string>();
  for (const e of events) {
    const name = nameOf(e);
    last.delete(name);
    last.set(name, e.kind);
  }
  const came = [...last].filter(([, kind]) => kind === "enter").map(([name]) => name);
  const went = [...last].filter(([, kind]) => kind === "exit").map(([name]) => name);
  const parts = [];
  if (came.length > 0) parts.push(`${names(came)} joined`);
  if (went.length > 0) parts.push(`${names(went)} left`);
  return parts.join(" · ");
}

function names(list: string[]): string {
  if (list.length > 4) return `${list.slice(0, 3).join(", ")} and ${list.length - 3} others`;
  if (list.length < 2) return list[0] ?? "";
  return `${list.slice(0, -1).join(", ")} and ${list.at(-1)}`;
}
