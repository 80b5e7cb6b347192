import { expect, test, vi } from "vitest";
import type { Event, ThreadState } from "../api/types";
import { event } from "../test/fakes";
import { Threads } from "./threads";

const self = 1;
const first = (over: Partial<Event> = {}) =>
  event(1, { replies: { count: 1, last: event(2).time, users: [2] }, ...over });
const reply = (seq: number, over: Partial<Event> = {}) =>
  event(seq, { thread: "id-1", of: first(), ...over });

function threads(...known: ThreadState[]) {
  const api = { unreadThreads: async () => known, markThreadRead: vi.fn(async () => {}) };
  return { t: new Threads(api, self), api };
}

test.each([
  ["a thread of others", {}, 0],
  ["a thread that the reader began", { of: first({ user_id: self }) }, 1],
  [
    "a thread that the reader replied in",
    { of: first({ replies: { count: 2, last: "", users: [2, self] } }) },
    1,
  ],
  ["a mention", { mentions: [{ id: self, name: "", mention_name: "" }] }, 1],
  ["their own reply", { user_id: self, of: first({ user_id: self }) }, 0],
  ["a change of a reply", { kind: "change", of: first({ user_id: self }) }, 0],
  [
    "a notification that began it under the reader's name",
    { of: first({ kind: "notification", user_id: self }) },
    0,
  ],
] as [string, Partial<Event>, number][])("%s", (_, over, want) => {
  const { t } = threads();
  t.hear(reply(2, over));
  expect([t.of("id-1"), t.in(7)]).toEqual([want, want]);
});

test("replies are counted once until they are read, which the server is told", async () => {
  const { t, api } = threads({ conversation: 7, thread: "id-1", last_seq: 3, read_seq: 1, unread: 2 });
  await t.load();
  t.hear(reply(3));
  t.hear(reply(4));
  expect(t.of("id-1")).toBe(3);
  t.read(7, "id-1", 4);
  t.read(7, "id-1", 4);
  expect(t.in(7)).toBe(0);
  expect(api.markThreadRead.mock.calls).toEqual([[7, "id-1", 4]]);
});

test("another device has the last word", () => {
  const { t } = threads();
  t.told({ conversation: 7, thread: "id-1", last_seq: 3, read_seq: 2, unread: 1 });
  expect(t.of("id-1")).toBe(1);
  t.told({ conversation: 7, thread: "id-1", last_seq: 3, read_seq: 3, unread: 0 });
  expect(t.of("id-1")).toBe(0);
});
