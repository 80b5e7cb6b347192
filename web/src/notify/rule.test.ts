import { expect, test } from "vitest";
import { event } from "../test/fakes";
import { callsFor, type Listener } from "./rule";

const ada: Listener = { id: 1, level: "loud", show: "chat", evenWhenBusy: false, direct: false };
const named = { mentions: [{ id: 1, name: "Ada", mention_name: "ada" }] };
const posted = { kind: "notification", user_id: 0 };

test.each([
  ["a message in a loud room", {}, {}, true],
  ["one's own message", { user_id: 1 }, {}, false],
  ["a message in a normal room", {}, { level: "normal" }, false],
  ["a message in a quiet room", {}, { level: "quiet" }, false],
  ["a notification that asks for attention", { ...posted, notify: true }, {}, true],
  ["a notification that does not", posted, {}, false],
  [
    "a notification that asks for attention in a normal room",
    { ...posted, notify: true },
    { level: "normal" },
    false,
  ],
  ["one's name in a normal room", named, { level: "normal" }, true],
  ["one's name in a quiet room", named, { level: "quiet" }, true],
  ["@all in a normal room", { mention_all: true }, { level: "normal" }, true],
  ["@all in a quiet room", { mention_all: true }, { level: "quiet" }, false],
  ["@all for who is away", { mention_all: true }, { level: "normal", show: "xa" }, true],
  ["@here for who is available", { mention_here: true }, { level: "normal" }, true],
  ["@here for who is idle", { mention_here: true }, { level: "normal", show: "away" }, false],
  ["@here for who is away", { mention_here: true }, { level: "normal", show: "xa" }, false],
  ["one's name for who must not be disturbed", named, { show: "dnd" }, false],
  ["one's name for who is told all the same", named, { show: "dnd", evenWhenBusy: true }, true],
  ["a message between two, however quiet", {}, { direct: true, level: "quiet" }, true],
  ["a reply in others' thread", { thread: "x", of: event(1, { user_id: 3 }) }, {}, false],
  ["a reply in one's own thread", { thread: "x", of: event(1, { user_id: 1 }) }, { level: "normal" }, true],
  [
    "a reply in one's own thread of a quiet room",
    { thread: "x", of: event(1, { user_id: 1 }) },
    { level: "quiet" },
    false,
  ],
  ["a reply for the room as well", { thread: "x", to_room: true }, {}, true],
  ["a correction", { body: "s/a/b/" }, { direct: true }, false],
  ["who came in", { kind: "enter" }, {}, false],
  ["an edited message", { kind: "change", ...named }, {}, false],
] as [string, object, Partial<Listener>, boolean][])("%s", (_, what, who, want) => {
  expect(callsFor(event(1, what), { ...ada, ...who })).toBe(want);
});
