import { expect, test } from "vitest";
import type { Conversation } from "../api/types";
import { event, user } from "../test/fakes";
import { Conversations } from "./conversations";

const me = 1;

function conversation(over: Partial<Conversation> = {}): Conversation {
  return {
    id: 7,
    kind: "direct",
    room: null,
    user: user(2, "Grace"),
    last_seq: 10,
    read_seq: 10,
    closed_seq: 0,
    last_active: null,
    unread: 0,
    mentions: 0,
    ...over,
  };
}

function list(c: Conversation): Conversations {
  const l = new Conversations(me);
  l.load([c]);
  return l;
}

test("messages and notifications of others count, once; one's own and quiet lines do not", () => {
  const l = list(conversation());
  l.count(event(11));
  l.count(event(11));
  l.count(event(12, { kind: "notification", user_id: 0 }));
  l.count(event(13, { user_id: me }));
  l.count(event(14, { kind: "enter" }));
  expect(l.byId(7)).toMatchObject({ unread: 2, mentions: 0, last_seq: 14 });
});

test.each([
  [{ mentions: [{ id: me, name: "Ada", mention_name: "ada" }] }, 1],
  [{ mentions: [{ id: 9, name: "Bob", mention_name: "bob" }] }, 0],
  [{ mention_all: true }, 1],
  [{ mention_here: true }, 1],
])("%j counts %i mentions", (over, want) => {
  const l = list(conversation());
  l.count(event(11, over));
  expect(l.byId(7)?.mentions).toBe(want);
});

test("counts stop at the cap", () => {
  const l = list(conversation({ unread: 100 }));
  l.count(event(11));
  expect(l.byId(7)?.unread).toBe(100);
});

test("a list that is older than the live feed does not take counts back", () => {
  const l = list(conversation());
  l.count(event(11));
  l.load([conversation()]);
  expect(l.byId(7)).toMatchObject({ unread: 1, last_seq: 11 });
});

test("a list that is newer replaces the counts, and its events are not counted again", () => {
  const l = list(conversation());
  l.load([conversation({ last_seq: 12, unread: 2 })]);
  l.count(event(11));
  l.count(event(12));
  expect(l.byId(7)?.unread).toBe(2);
});
