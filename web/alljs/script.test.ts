import { expect, test, vi } from "vitest";
import { type Script, script } from "./script";

const host = "https://chat.test";
const api = {
  room: { getRoomDetails: { args: ["callback"] }, open: { args: ["target"] } },
  dialog: { close: { args: [] } },
};
const name = JSON.stringify({ extension_id: "bot__panel__1", origin: host, options: {}, api });

/** framed is a window in a host's frame: say has the host say something, said is what the host was told. */
function framed(over: { name?: string; search?: string } = {}) {
  const target = new EventTarget();
  const said: Record<string, unknown>[] = [];
  const to: string[] = [];
  const parent = {
    postMessage: (data: Record<string, unknown>, origin: string) => {
      said.push(structuredClone(data));
      to.push(origin);
    },
  };
  const { search = "", ...rest } = over;
  const page = Object.assign(target, { name, parent, location: { search }, ...rest }) as unknown as Window;
  const say = (data: unknown, from: { source?: unknown; origin?: string } = {}) =>
    target.dispatchEvent(
      Object.assign(new Event("message"), { data, source: parent, origin: host, ...from }),
    );
  const press = (keyCode: number, keys: object = {}) =>
    target.dispatchEvent(Object.assign(new Event("keydown"), { keyCode, ...keys }));
  return { page, said, to, say, press };
}

const method = (ap: Script, module: string, fn: string) =>
  (ap[module] as Record<string, (...args: unknown[]) => void>)[fn] as (...args: unknown[]) => void;

test("a page says that it is there, and has the methods that its name names and no others", () => {
  const { page, said, to } = framed();
  const ap = script(page);
  expect(said).toEqual([{ eid: "bot__panel__1", type: "init" }]);
  expect(to).toEqual([host]);
  expect(Object.keys(ap).sort()).toEqual(["broadcast", "dialog", "register", "require", "room"]);
  expect(Object.keys(ap.room as object)).toEqual(["getRoomDetails", "open"]);
  expect(ap.auth).toBeUndefined();
});

test("a call carries its arguments, and its callback gets the host's answer once", () => {
  const { page, said, say } = framed();
  const ap = script(page);
  const called = vi.fn();
  method(ap, "room", "getRoomDetails")(called);
  const { mid, ...call } = said[1] ?? {};
  expect(call).toEqual({ eid: "bot__panel__1", type: "req", mod: "room", fn: "getRoomDetails", args: [] });
  say({ type: "resp", mid: "another", forPlugin: true, args: [null, "no"] });
  say({ type: "resp", mid, forPlugin: true, args: [null, { id: 4411 }] });
  say({ type: "resp", mid, forPlugin: true, args: [null, { id: 4412 }] });
  expect(called.mock.calls).toEqual([[null, { id: 4411 }]]);
});

test("a call without a callback asks for no answer", () => {
  const { page, said } = framed();
  method(script(page), "room", "open")({ roomName: "Ops" });
  expect(said[1]).toEqual({
    eid: "bot__panel__1",
    type: "req",
    mod: "room",
    fn: "open",
    args: [{ roomName: "Ops" }],
  });
});

test("what cannot be sent is left out, and the rest is sent", () => {
  const { page, said } = framed();
  const ap = script(page);
  const ring: Record<string, unknown> = {};
  ring.self = ring;
  ring.call = () => {};
  method(ap, "room", "open")({ roomName: "Ops", done: () => {} }, () => {}, 7);
  method(ap, "dialog", "close")(ring, "x");
  expect(said[1]?.args).toEqual([{ roomName: "Ops" }, null, 7]);
  expect(said[2]?.args).toEqual([null, "x"]);
});

test.each<[string, { source?: unknown; origin?: string }]>([
  ["another window", { source: {} }],
  ["another origin", { origin: "https://chat.test.evil" }],
])("nothing is taken from %s", (_, from) => {
  const { page, said, say } = framed();
  const ap = script(page);
  const handler = vi.fn();
  ap.register({ hello: handler });
  const before = said.length;
  say({ type: "evt", etyp: "hello", evnt: {}, mid: "1" }, from);
  say({ type: "evt", etyp: "none", evnt: {}, mid: "2" }, from);
  expect(handler).not.toHaveBeenCalled();
  expect(said.length).toBe(before);
});

test.each<[string, unknown]>([
  ["a text", '{"type":"evt"}'],
  ["nothing", null],
  ["no type", { etyp: "hello" }],
  ["an unknown type", { type: "init_received" }],
])("the host may say %s", (_, data) => {
  const { page, said, say } = framed();
  script(page);
  say(data);
  expect(said.length).toBe(1);
});

test("register adds to what was registered, and tells the host all of it", () => {
  const { page, said, say } = framed();
  const ap = script(page);
  const [first, second, better] = [vi.fn(), vi.fn(), vi.fn()];
  ap.register({ first });
  ap.register({ second, none: 7 });
  ap.register({ first: better });
  ap.register(undefined);
  const queries = said.filter((s) => s.type === "event_query").map((s) => s.args);
  expect(queries).toEqual([["first"], ["first", "second"], ["first", "second"]]);
  say({ type: "evt", etyp: "first", evnt: { n: 1 } });
  say({ type: "evt", etyp: "second", evnt: { n: 2 } });
  expect(first).not.toHaveBeenCalled();
  expect(better.mock.calls[0]?.[0]).toEqual({ n: 1 });
  expect(second.mock.calls[0]?.[0]).toEqual({ n: 2 });
});

test("an event is answered by its handler alone, when it likes, and only once", () => {
  const { page, said, say } = framed();
  const ap = script(page);
  let respond: ((...args: unknown[]) => void) | undefined;
  ap.register({ "dialog-button-click": (_: unknown, r: typeof respond) => (respond = r) });
  const before = said.length;
  say({ type: "evt", etyp: "dialog-button-click", evnt: { action: "ok" }, mid: "m1" });
  expect(said.length).toBe(before);
  respond?.(false);
  respond?.(true);
  expect(said.slice(before)).toEqual([{ eid: "bot__panel__1", type: "resp", mid: "m1", args: [false] }]);
});

test("an event that nobody handles is answered at once, by nothing; one without a number is not answered", () => {
  const { page, said, say } = framed();
  script(page);
  say({ type: "evt", etyp: "dialog-button-click", evnt: {}, mid: "m1" });
  say({ type: "evt", etyp: "glance-update", evnt: {} });
  expect(said.slice(1)).toEqual([{ eid: "bot__panel__1", type: "resp", mid: "m1", args: [] }]);
});

test("broadcast wants a name", () => {
  const { page, said } = framed();
  const ap = script(page);
  ap.broadcast("saved", { id: 7 });
  expect(said[1]).toEqual({ eid: "bot__panel__1", type: "broadcast", etyp: "saved", evnt: { id: 7 } });
  expect(() => ap.broadcast(7)).toThrow("string");
});

test("require gives modules by name and undefined for what there is not, at once", () => {
  const ap = script(framed().page);
  const got: unknown[][] = [];
  const take = (...args: unknown[]) => got.push(args);
  ap.require("room", take);
  ap.require(["dialog", "env", "constructor"], take);
  ap.require("room");
  expect(got).toEqual([[ap.room], [ap.dialog, undefined, undefined]]);
});

test("keys are told when the host asks for them, with their modifiers, and until it no longer does", () => {
  const { page, said, say, press } = framed();
  script(page);
  press(27);
  say({ type: "key_listen", keycode: 27, modifiers: [], action: "add" });
  say({ type: "key_listen", keycode: 75, modifiers: ["shift", "ctrl"], action: "add" });
  press(27);
  press(27, { ctrlKey: true });
  press(75, { ctrlKey: true, shiftKey: true });
  say({ type: "key_listen", keycode: 27, modifiers: [], action: "remove" });
  press(27);
  expect(said.slice(1)).toEqual([
    { eid: "bot__panel__1", type: "key_listen", keycode: 27, modifiers: [] },
    { eid: "bot__panel__1", type: "key_listen", keycode: 75, modifiers: ["ctrl", "shift"] },
  ]);
});

test.each<[string, string]>([
  ["no name", ""],
  ["a name of its own", "preview"],
  ["a name that is JSON of something else", "[7]"],
  ["a name without an origin", JSON.stringify({ extension_id: "x", api })],
])("a page in a frame with %s has no modules, and nothing breaks", (_, other) => {
  const info = vi.spyOn(console, "info").mockImplementation(() => {});
  const { page, said } = framed({ name: other });
  const ap = script(page);
  ap.register({ hello: () => {} });
  ap.broadcast("saved");
  ap.require(["room"], (room: unknown) => expect(room).toBeUndefined());
  expect([said.length, ap.room, info.mock.calls.length]).toEqual([0, undefined, 1]);
  info.mockRestore();
});

test("a page that an old host framed is told apart", () => {
  const info = vi.spyOn(console, "info").mockImplementation(() => {});
  script(framed({ name: "", search: "?xdm_e=https%3A%2F%2Fchat.test&xdm_c=channel-x" }).page);
  expect(info.mock.calls[0]?.[0]).toContain("xdm_e");
  info.mockRestore();
});

test("a page in a window of its own has no modules, whatever the window is called", () => {
  const { page } = framed();
  Object.assign(page, { parent: page });
  expect(script(page).room).toBeUndefined();
});

test("a host's module takes the place of none of the script's own methods", () => {
  const odd = { require: { x: {} }, register: { x: {} }, _globals: {}, room: { getRoomDetails: {} } };
  const { page } = framed({ name: JSON.stringify({ extension_id: "x", origin: host, api: odd }) });
  const ap = script(page);
  expect(Object.keys(ap).sort()).toEqual(["broadcast", "register", "require", "room"]);
  expect(typeof ap.require).toBe("function");
});
