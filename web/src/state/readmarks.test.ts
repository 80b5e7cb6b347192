import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Conversation, ReadState } from "../api/types";
import { event, user } from "../test/fakes";
import { Conversations } from "./conversations";
import { ReadMarks } from "./readmarks";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function conversation(id: number, unread: number): Conversation {
  const read_seq = 10 - unread;
  return {
    id,
    kind: "direct",
    room: null,
    user: user(2, "Grace"),
    last_seq: 10,
    read_seq,
    closed_seq: 0,
    last_active: null,
    unread,
    mentions: 0,
  };
}

function desk(...all: Conversation[]) {
  const conversations = new Conversations(1);
  conversations.load(all);
  const api = {
    markRead: vi.fn(() => Promise.resolve()),
    markUnread: vi.fn(() => Promise.resolve()),
    markAllRead: vi.fn(() => Promise.resolve()),
  };
  return { conversations, api, marks: new ReadMarks(api, conversations) };
}

const unread = ({ all }: Conversations) => all.value.reduce((n, c) => n + c.unread, 0);

const state = (over: Partial<ReadState> = {}): ReadState => ({
  conversation: 7,
  last_seq: 10,
  read_seq: 10,
  unread: 0,
  mentions: 0,
  ...over,
});

test("what is read is noted and told at once; what follows shortly after is told together", async () => {
  const d = desk(conversation(7, 3), conversation(8, 2), conversation(9, 1));
  for (const id of [7, 8, 9]) d.marks.read(id);
  expect(unread(d.conversations)).toBe(0);
  expect(d.api.markRead.mock.calls).toEqual([[7, 10]]);
  await vi.runAllTimersAsync();
  expect(d.api.markRead.mock.calls).toEqual([
    [7, 10],
    [8, 10],
    [9, 10],
  ]);
  d.marks.tell();
  expect(d.api.markRead).toHaveBeenCalledTimes(3);
});

test("a page that goes tells what waits, and nothing twice", () => {
  const d = desk(conversation(7, 3), conversation(8, 2));
  d.marks.read(7);
  d.marks.read(8);
  d.marks.tell();
  d.marks.tell();
  expect(d.api.markRead.mock.calls).toEqual([
    [7, 10],
    [8, 10],
  ]);
});

test("a mark that was lost is told again with the next one", async () => {
  const d = desk(conversation(7, 3));
  d.api.markRead.mockRejectedValueOnce(new Error("no connection"));
  d.marks.read(7);
  await vi.runAllTimersAsync();
  d.conversations.count(event(11));
  d.marks.read(7);
  expect(d.api.markRead.mock.calls).toEqual([
    [7, 10],
    [7, 11],
  ]);
});

test("another device's mark is taken, with what has been heard since", () => {
  const d = desk(conversation(7, 5));
  d.conversations.count(event(11, { mention_all: true }));
  d.marks.told([state({ read_seq: 9, unread: 1 })]);
  expect(d.conversations.byId(7)).toMatchObject({ read_seq: 9, unread: 2, mentions: 1, last_seq: 11 });
  d.marks.told([state({ read_seq: 12, last_seq: 12 })]);
  d.conversations.count(event(12));
  expect(d.conversations.byId(7)).toMatchObject({ read_seq: 12, unread: 0 });
});

test("a mark that was overtaken by a later one here changes nothing", () => {
  const d = desk(conversation(7, 5));
  d.marks.read(7);
  d.marks.told([state({ read_seq: 8, unread: 2 })]);
  expect(d.conversations.byId(7)?.unread).toBe(0);
});

test("what has just been read reaches the server before what is to be unread again", async () => {
  const d = desk(conversation(7, 5));
  let arrive = () => {};
  d.api.markRead.mockImplementation(() => new Promise((done) => (arrive = done)));
  d.marks.read(7);
  const unread = d.marks.unread(7, 9);
  expect(d.api.markRead.mock.calls).toEqual([[7, 10]]);
  await vi.runAllTimersAsync();
  expect(d.api.markUnread).not.toHaveBeenCalled();
  arrive();
  await unread;
  expect(d.api.markUnread.mock.calls).toEqual([[7, 8]]);
  expect(d.api.markRead).toHaveBeenCalledTimes(1);
});

test("what is to be unread again is so on every device, until the reader leaves it", async () => {
  const d = desk(conversation(7, 0));
  await d.marks.unread(7, 9);
  expect(d.api.markUnread).toHaveBeenCalledWith(7, 8);
  d.marks.told([state({ read_seq: 8, unread: 2, back: true })]);
  expect(d.conversations.byId(7)).toMatchObject({ read_seq: 8, unread: 2 });
  expect(d.marks.kept.value).toBe(7);
  d.marks.release(8);
  expect(d.marks.kept.value).toBe(7);
  d.marks.release(7);
  expect(d.marks.kept.value).toBeNull();
});

test("everything can be marked as read at once, or the rooms alone", async () => {
  const d = desk(conversation(7, 5), conversation(8, 1));
  await d.marks.all(true);
  expect(unread(d.conversations)).toBe(6);
  await d.marks.all(false);
  expect(unread(d.conversations)).toBe(0);
  expect(d.api.markAllRead.mock.calls).toEqual([[true], [false]]);
});

test("a list that was asked for before something was learned does not undo it; a later one counts", () => {
  const d = desk(conversation(7, 5));
  const asked = d.conversations.now;
  d.marks.read(7);
  d.conversations.load([conversation(7, 5)], asked);
  expect(d.conversations.byId(7)?.unread).toBe(0);
  d.conversations.load([conversation(7, 4)], d.conversations.now);
  expect(d.conversations.byId(7)?.unread).toBe(4);
});
