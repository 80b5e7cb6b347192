import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Conversation, Event } from "../api/types";
import { event, user } from "../test/fakes";
import { Notifier, textOf } from "./notifier";

const grace = { id: 7, kind: "direct", room: null, user: user(2, "Grace") } as Conversation;
const ops = { id: 8, kind: "room", room: { id: 1, name: "Ops" }, user: null } as Conversation;

class Shown {
  static permission = "granted";
  static all: Shown[] = [];
  onclick = () => {};
  onclose = () => {};
  closed = false;
  constructor(
    readonly title: string,
    readonly options: NotificationOptions,
  ) {
    Shown.all.push(this);
  }
  close(): void {
    this.closed = true;
  }
}

const channels = new Set<Channel>();
class Channel {
  onmessage = (_: { data: unknown }) => {};
  constructor(readonly name: string) {
    channels.add(this);
  }
  postMessage(data: unknown): void {
    for (const c of channels)
      if (c !== this && c.name === this.name) queueMicrotask(() => c.onmessage({ data }));
  }
  close(): void {
    channels.delete(this);
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  Shown.all = [];
  channels.clear();
  vi.stubGlobal("Notification", Shown);
  vi.stubGlobal("BroadcastChannel", Channel);
  vi.stubGlobal("navigator", { locks: locks() });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** locks gives each lock to those who ask for it, one after the other, as a browser does. */
function locks() {
  const turns = new Map<string, Promise<unknown>>();
  return {
    request(name: string, { signal }: { signal: AbortSignal }, f: () => Promise<void>): Promise<unknown> {
      const before = turns.get(name);
      const given = before ? before.then(() => (signal.aborted ? undefined : f())) : f();
      turns.set(name, given);
      return given;
    },
  };
}

function tab(looksAt = 0, popups = true, nameOf = (e: Event) => e.sender): Notifier {
  return new Notifier({
    self: 1,
    looking: (id) => id === looksAt,
    popups: () => popups,
    sounds: () => false,
    nameOf,
  });
}

async function tell(n: Notifier[], ...what: [number, Conversation][]): Promise<void> {
  for (const [seq, c] of what) for (const one of n) void one.tell(event(seq), c);
  await vi.advanceTimersByTimeAsync(200);
}

test("one of several tabs tells, once", async () => {
  await tell([tab(), tab(), tab()], [1, grace]);
  expect(Shown.all.map((s) => s.title)).toEqual(["Grace"]);
});

test("when the tab that tells is closed another one does, and none that was closed before", async () => {
  const [first, second, third] = [tab(), tab(), tab()];
  second.stop();
  first.stop();
  await vi.advanceTimersByTimeAsync(0);
  await tell([third], [1, grace]);
  expect(Shown.all.map((s) => s.title)).toEqual(["Grace"]);
});

test("nothing is told while a tab that does not tell is looked at", async () => {
  const tabs = [tab(), tab(grace.id)];
  await tell(tabs, [1, grace]);
  expect(Shown.all).toEqual([]);
  await tell(tabs, [2, ops]);
  expect(Shown.all.map((s) => s.title)).toEqual(["Grace in Ops"]);
});

test("messages of one conversation are one notification, that goes when it is read", async () => {
  const n = tab();
  await tell([n], [1, ops], [2, ops], [3, ops]);
  expect(Shown.all.at(-1)?.title).toBe("3 new messages in Ops");
  expect(new Set(Shown.all.map((s) => s.options.tag))).toEqual(new Set(["conversation-8"]));
  n.seen(ops.id);
  expect(Shown.all.at(-1)?.closed).toBe(true);
});

test("at most five stand there", async () => {
  const n = tab();
  await tell([n], ...[1, 2, 3, 4, 5, 6].map((id): [number, Conversation] => [id, { ...ops, id }]));
  expect(Shown.all.filter((s) => !s.closed)).toHaveLength(5);
});

test("who has switched them off sees none", async () => {
  await tell([tab(0, false)], [1, grace]);
  expect(Shown.all).toEqual([]);
});

test("people are called as they are called now, whatever the log says", async () => {
  const n = tab(0, true, () => "Grace Hopper");
  await tell([n], [1, ops], [2, ops]);
  expect(Shown.all.map((s) => [s.title, s.options.body])).toEqual([
    ["Grace Hopper in Ops", "body 1"],
    ["2 new messages in Ops", "Grace Hopper: body 2"],
  ]);
});

test("a notification has words, not tags, and not all of them", () => {
  const html = textOf(event(1, { body: "<b>Build</b> failed", format: "html" }), ops, 1, "Build");
  expect(html.body).toBe("Build failed");
  expect(textOf(event(1, { body: "x".repeat(500) }), grace, 2, "Grace")).toEqual({
    title: "2 new messages from Grace",
    body: `Grace: ${"x".repeat(200)}…`,
  });
});

test("a note to the reader alone is shown by one tab, with where it leads", async () => {
  const tabs = [tab(9), tab(9), tab(9, false)];
  const note = { tag: "reminder-1", title: "Reminder: Grace", body: "tea", path: "/chat/saved" };
  for (const one of tabs) void one.note(note);
  await vi.advanceTimersByTimeAsync(200);
  expect(Shown.all.map((n) => [n.title, n.options.body, n.options.tag])).toEqual([
    ["Reminder: Grace", "tea", "reminder-1"],
  ]);
  Shown.all[0]?.onclick();
  expect([location.pathname, Shown.all[0]?.closed]).toEqual(["/chat/saved", true]);
});
