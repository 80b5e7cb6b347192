import type { Part } from "../api/addontypes";
import type { Event, User } from "../api/types";

/** event makes the seq-th event of a conversation, a minute after the one before. */
export function event(seq: number, over: Partial<Event> = {}): Event {
  return {
    id: `id-${seq}`,
    conversation: 7,
    seq,
    time: new Date(Date.UTC(2026, 10, 23, 9, seq)).toISOString(),
    kind: "message",
    user_id: 2,
    sender: "Grace",
    body: `body ${seq}`,
    format: "text",
    ...over,
  };
}

/** events makes those from first to last. */
export function events(first: number, last: number): Event[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => event(first + i));
}

export function user(id: number, name: string, over: Partial<User> = {}): User {
  return {
    id,
    name,
    mention_name: name.replaceAll(" ", ""),
    email: `${id}@example.com`,
    title: "",
    timezone: "UTC",
    admin: false,
    delegate: false,
    owner: false,
    deleted: false,
    guest: false,
    status: "",
    presence: { online: true, show: "chat" },
    ...over,
  };
}

/** part makes a module of an add-on, a glance if nothing else is said. */
export function part(key: string, module: object = {}, over: Partial<Part> = {}): Part {
  return {
    installation: 1,
    addon_key: "a",
    addon_name: "A",
    scopes: [],
    kind: "glance",
    key,
    module: { name: { value: `Name of ${key}` }, ...module },
    content: null,
    ...over,
  };
}

/** FakeSocket is a WebSocket whose server is the test. */
export class FakeSocket {
  onopen: (() => void) | null = null;
  onmessage: ((m: { data: unknown }) => void) | null = null;
  onclose: ((c: { code: number }) => void) | null = null;
  sent: Record<string, unknown>[] = [];
  closed = false;

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.closed = true;
  }

  say(frame: unknown): void {
    this.onmessage?.({ data: typeof frame === "string" ? frame : JSON.stringify(frame) });
  }
}
