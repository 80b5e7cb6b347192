import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Bridge } from "./bridge";
import { Live } from "./live";
import type { Answer, Extension, Methods } from "./method";
import type { FrameName } from "./protocol";

const origin = "https://bot.test";
const extension: Extension = {
  installation: 3,
  addonKey: "com.example.bot",
  kind: "webPanel",
  key: "panel",
  room: 7,
  scopes: ["send_message"],
};

/** FakeFrame is a frame's window, which keeps what it is told. */
class FakeFrame {
  told: [unknown, string][] = [];
  postMessage(message: unknown, to: string) {
    this.told.push([message, to]);
  }
}

let bridge: Bridge;
let frame: FakeFrame;
let live: Live;
let calls: unknown[][];
let answer: Answer;

beforeEach(() => {
  vi.useFakeTimers();
  calls = [];
  const methods: Methods = {
    chat: {
      two: {
        args: ["a", "b", "callback"],
        run: (caller, args, back) => {
          calls.push([caller.key, ...args]);
          answer = back;
        },
      },
      closed: { args: ["callback"], scope: "view_room", run: (_, __, back) => back(null, "secret") },
    },
  };
  bridge = new Bridge(methods, "https://chat.test");
  bridge.start();
  [live, frame] = open(extension);
});

afterEach(() => {
  bridge.stop();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function open(of: Extension): [Live, FakeFrame] {
  const window_ = new FakeFrame();
  const made = new Live(of, origin, `${origin}/panel`);
  made.window = window_ as unknown as Window;
  bridge.add(made);
  return [made, window_];
}

function say(message: object, from: { origin?: string; source?: unknown; eid?: string } = {}): void {
  const event = Object.assign(new Event("message"), {
    data: { eid: from.eid ?? live.eid, ...message },
    origin: from.origin ?? origin,
    source: "source" in from ? from.source : live.window,
  });
  dispatchEvent(event);
}

const told = () => frame.told.map(([message]) => message);

test("a frame's name says who it is, who the page is, and what it may call", () => {
  const name = JSON.parse(bridge.nameOf(live, { size: "small" })) as FrameName;
  expect(name).toEqual({
    extension_id: live.eid,
    origin: "https://chat.test",
    options: { globalOptions: {}, size: "small" },
    api: { chat: { two: { args: ["a", "b", "callback"] }, closed: { args: ["callback"] } } },
  });
  expect(live.eid).toMatch(/^com\.example\.bot__panel__[0-9a-f]{16}$/);
});

test("a call gets as many arguments as are declared, and its answer goes to the frame's origin alone", () => {
  say({ type: "req", mod: "chat", fn: "two", args: ["x"], mid: "m1" });
  expect(calls).toEqual([["panel", "x", undefined]]);
  answer(null, { id: 1 });
  answer(null, "twice");
  expect(frame.told).toEqual([
    [{ type: "resp", mid: "m1", args: [null, { id: 1 }], forPlugin: true }, origin],
  ]);
});

test("nobody waits for the answer to a call without a callback", () => {
  say({ type: "req", mod: "chat", fn: "two", args: [1, 2, 3] });
  answer(null);
  expect(calls).toEqual([["panel", 1, 2]]);
  expect(told()).toEqual([]);
});

test("without the scope there is a sentence instead of an answer", () => {
  say({ type: "req", mod: "chat", fn: "closed", args: [], mid: 1 });
  expect(told()).toEqual([
    { type: "resp", mid: 1, args: [expect.stringContaining("view_room"), undefined], forPlugin: true },
  ]);
});

test.each([
  ["an origin that begins like the frame's", { origin: "https://bot.test.evil.test" }],
  ["an origin that the frame's begins like", { origin: "https://bot.tes" }],
  ["another port", { origin: "https://bot.test:8443" }],
  ["no origin", { origin: "null" }],
  ["the page's own origin", { origin: "https://chat.test" }],
  ["another window", { source: new FakeFrame() }],
  ["no window", { source: null }],
  ["another name", { eid: "com.example.bot__panel__0" }],
])("a message with %s is nobody's", (_, from) => {
  say({ type: "req", mod: "chat", fn: "two", args: [], mid: "m" }, from);
  say({ type: "event_query", args: ["a"] }, from);
  expect(calls).toEqual([]);
  expect(live.handled.size).toBe(0);
  expect(told()).toEqual([]);
});

test.each([
  ["chat", "three"],
  ["nothing", "two"],
  ["__proto__", "toString"],
  ["chat", "constructor"],
])("%s.%s, which is not there, has no answer", (mod, fn) => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  say({ type: "req", mod, fn, args: [], mid: "m" });
  expect(told()).toEqual([]);
  expect(warn).toHaveBeenCalledOnce();
});

test("a frame that has gone is not heard and gets no answer any more", () => {
  say({ type: "req", mod: "chat", fn: "two", args: [], mid: "m" });
  bridge.remove(live);
  answer(null);
  say({ type: "req", mod: "chat", fn: "two", args: [] });
  expect(calls).toHaveLength(1);
  expect(told()).toEqual([]);
});

test("there is one frame of each module: a second one takes the place of the first", () => {
  open(extension);
  say({ type: "req", mod: "chat", fn: "two", args: [] });
  expect(calls).toEqual([]);
});

test("what a view is opened with waits for a page that handles it, and is said once", () => {
  bridge.keep(extension, "receive-parameters", { a: 1 });
  bridge.deliver(live);
  say({ type: "event_query", args: ["other"] });
  expect(told()).toEqual([]);
  say({ type: "event_query", args: ["other", "receive-parameters"] });
  say({ type: "event_query", args: ["receive-parameters"] });
  expect(told()).toEqual([{ type: "evt", etyp: "receive-parameters", evnt: { a: 1 } }]);
});

test("what a page handles grows with each time that it says so, as libraries name what is new alone", () => {
  say({ type: "event_query", args: ["a"] });
  say({ type: "event_query", args: ["b"] });
  expect([...live.handled]).toEqual(["a", "b"]);
});

test("a newer opening replaces an older one, and after half a minute it is late", () => {
  bridge.keep(extension, "receive-parameters", 1);
  bridge.keep(extension, "receive-parameters", 2);
  say({ type: "event_query", args: ["receive-parameters"] });
  expect(told()).toEqual([{ type: "evt", etyp: "receive-parameters", evnt: 2 }]);
  bridge.keep(extension, "receive-parameters", 3);
  vi.advanceTimersByTime(30_001);
  bridge.deliver(live);
  expect(told()).toHaveLength(1);
});

test("a broadcast reaches the other frames of the same add-on and nobody else", () => {
  const [, dialog] = open({ ...extension, kind: "dialog", key: "dialog" });
  const [, stranger] = open({ ...extension, installation: 4 });
  say({ type: "broadcast", etyp: "saved", evnt: { id: 1 } });
  expect(dialog.told).toEqual([[{ type: "evt", etyp: "saved", evnt: { id: 1 } }, origin]]);
  expect(told()).toEqual([]);
  expect(stranger.told).toEqual([]);
});

test("a question is answered once, and an empty answer is none", () => {
  const answers: unknown[] = [];
  live.ask("dialog-button-click", { action: "ok" }, (a) => answers.push(a));
  const mid = "host-1";
  expect(told()).toEqual([{ type: "evt", etyp: "dialog-button-click", evnt: { action: "ok" }, mid }]);
  say({ type: "resp", mid, args: [] });
  say({ type: "resp", mid, args: [false] });
  say({ type: "resp", mid, args: [true] });
  say({ type: "resp", mid: "host-9", args: [true] });
  expect(answers).toEqual([false]);
});

test("a new page in the frame handles what it says itself, and hears of the keys again", () => {
  const pressed = vi.fn();
  live.listen(27, pressed);
  say({ type: "init" });
  say({ type: "event_query", args: ["a"] });
  say({ type: "init" });
  expect(live.handled.size).toBe(0);
  const add = { type: "key_listen", keycode: 27, modifiers: [], action: "add" };
  expect(told()).toEqual([{ type: "init_received" }, add, { type: "init_received" }, add]);
  say({ type: "key_triggered", keycode: 27, modifiers: ["ctrl"] });
  expect(pressed).not.toHaveBeenCalled();
  say({ type: "key_listen", keycode: 27, modifiers: [] });
  expect(pressed).toHaveBeenCalledOnce();
});

test("a frame that says more than pages do is not listened to until the second is over", () => {
  for (let i = 0; i < 400; i++) say({ type: "req", mod: "chat", fn: "two", args: [] });
  expect(calls).toHaveLength(300);
  vi.advanceTimersByTime(1000);
  say({ type: "req", mod: "chat", fn: "two", args: [] });
  expect(calls).toHaveLength(301);
});
