import { expect, test } from "vitest";
import { refused, shapeOf } from "./method";
import { readMessage } from "./protocol";

const eid = "a.b__panel__1";

test.each<[string, unknown, unknown]>([
  ["a page that is there", { type: "init", eid, more: 1 }, { type: "init", eid }],
  ["no text", JSON.stringify({ type: "init", eid }), undefined],
  ["nothing", null, undefined],
  ["nobody", { type: "init" }, undefined],
  ["somebody with a name without end", { type: "init", eid: "x".repeat(300) }, undefined],
  [
    "a call",
    { type: "req", eid, mod: "room", fn: "open", args: [{ roomId: 1 }] },
    { type: "req", eid, mod: "room", fn: "open", args: [{ roomId: 1 }] },
  ],
  [
    "a call that waits for an answer",
    { type: "req", eid, mod: "auth", fn: "withToken", args: [], mid: "7" },
    { type: "req", eid, mod: "auth", fn: "withToken", args: [], mid: "7" },
  ],
  ["a call of nothing", { type: "req", eid, mod: "room", args: [] }, undefined],
  [
    "a call with more arguments than there are",
    { type: "req", eid, mod: "a", fn: "b", args: new Array(1000).fill(1) },
    { type: "req", eid, mod: "a", fn: "b", args: new Array(50).fill(1) },
  ],
  [
    "a call without arguments",
    { type: "req", eid, mod: "a", fn: "b" },
    { type: "req", eid, mod: "a", fn: "b", args: [] },
  ],
  [
    "what is handled, and what is no name of an event",
    { type: "event_query", eid, args: ["a", 1, "", "b"] },
    { type: "event_query", eid, args: ["a", "b"] },
  ],
  ["an answer", { type: "resp", eid, mid: 3, args: [false] }, { type: "resp", eid, mid: 3, args: [false] }],
  ["an answer to nothing", { type: "resp", eid, args: [] }, undefined],
  [
    "a broadcast",
    { type: "broadcast", eid, etyp: "saved", evnt: { id: 1 } },
    { type: "broadcast", eid, etyp: "saved", evnt: { id: 1 } },
  ],
  ["a broadcast of nothing", { type: "broadcast", eid, evnt: 1 }, undefined],
  [
    "a key",
    { type: "key_listen", eid, keycode: 27, modifiers: ["shift"] },
    { type: "key_listen", eid, keycode: 27, modifiers: ["shift"] },
  ],
  [
    "a key, as later libraries say it",
    { type: "key_triggered", eid, keycode: 27 },
    { type: "key_listen", eid, keycode: 27, modifiers: [] },
  ],
  ["what later libraries say besides", { type: "get_host_offset", eid }, undefined],
])("%s", (_, raw, want) => {
  expect(readMessage(raw)).toEqual(want);
});

test("a frame is told the names of arguments, and what lacks a scope is told which", () => {
  const method = { args: ["callback"], scope: "view_room", run: () => {} };
  expect(shapeOf({ room: { getRoomDetails: method } })).toEqual({
    room: { getRoomDetails: { args: ["callback"] } },
  });
  const caller = { installation: 1, addonKey: "a.b", kind: "webPanel", key: "p", room: 1 };
  expect(refused(method, { ...caller, scopes: ["view_room"] })).toBeUndefined();
  expect(refused(method, { ...caller, scopes: ["send_message"] })).toContain(
    "view_room; the add-on has send_message",
  );
});
