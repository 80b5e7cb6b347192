import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { event, FakeSocket } from "../test/fakes";
import { Feed, type Handlers, onPhone } from "./feed";

let sockets: FakeSocket[];
let heard: number[];
let handlers: { [K in keyof Handlers]: ReturnType<typeof vi.fn> };
let feed: Feed;

beforeEach(() => {
  vi.useFakeTimers();
  sockets = [];
  heard = [];
  handlers = {
    event: vi.fn((e) => heard.push(e.seq)),
    reset: vi.fn(),
    presence: vi.fn(),
    status: vi.fn(),
    people: vi.fn(),
    participants: vi.fn(),
    conversations: vi.fn(),
    modules: vi.fn(),
    emoticons: vi.fn(),
    glances: vi.fn(),
    self: vi.fn(),
    typing: vi.fn(),
    refused: vi.fn(),
    connected: vi.fn(),
    mended: vi.fn(),
    unreachable: vi.fn(),
    signedOut: vi.fn(),
  };
  feed = new Feed(
    () => {
      const s = new FakeSocket();
      sockets.push(s);
      return s as unknown as WebSocket;
    },
    handlers as unknown as Handlers,
  );
});

afterEach(() => {
  feed.stop();
  vi.useRealTimers();
});

function last(): FakeSocket {
  return sockets.at(-1) as FakeSocket;
}

function connect(): FakeSocket {
  feed.start();
  return welcome(last());
}

/** welcome opens a socket and has its server say who it talks to. */
function welcome(s: FakeSocket): FakeSocket {
  s.onopen?.();
  s.say({ type: "hello", user_id: 1 });
  return s;
}

function watches(s: FakeSocket): unknown[] {
  return s.sent.filter((f) => f.type === "watch").map((f) => [f.conversation, f.after]);
}

function hear(s: FakeSocket, ...seqs: number[]): void {
  for (const seq of seqs) s.say({ type: "event", event: event(seq) });
}

/** wait lets the longest pause before the next attempt pass. */
async function wait(): Promise<FakeSocket> {
  await vi.advanceTimersByTimeAsync(31_000);
  return last();
}

describe("order", () => {
  test("events are handed on in order, each once", () => {
    feed.watch(7, 10);
    const s = connect();
    hear(s, 11, 12, 12, 11, 13);
    expect(heard).toEqual([11, 12, 13]);
  });

  test("an event from before the watched place is not handed on", () => {
    feed.watch(7, 10);
    hear(connect(), 9, 10);
    expect(heard).toEqual([]);
  });

  test("an event that comes too early waits for the one before it", () => {
    feed.watch(7, 10);
    const s = connect();
    hear(s, 13, 12);
    expect(heard).toEqual([]);
    hear(s, 11);
    expect(heard).toEqual([11, 12, 13]);
  });

  test("a gap is asked for once, from the last event in order", () => {
    feed.watch(7, 10);
    const s = connect();
    hear(s, 13, 14, 15);
    expect(watches(s)).toEqual([
      [7, 10],
      [7, 10],
    ]);
    hear(s, 11, 12, 13, 14, 15, 16);
    expect(heard).toEqual([11, 12, 13, 14, 15, 16]);
  });

  test("a server that says it has sent more than came is asked again, once", () => {
    feed.watch(7, 10);
    const s = connect();
    s.say({ type: "watching", conversation: 7, seq: 12 });
    s.say({ type: "watching", conversation: 7, seq: 12 });
    expect(watches(s)).toHaveLength(2);
  });

  test("conversations do not hold each other up", () => {
    feed.watch(7, 10);
    feed.watch(8, 0);
    const s = connect();
    hear(s, 12);
    s.say({ type: "event", event: event(1, { conversation: 8 }) });
    expect(heard).toEqual([1]);
  });

  test("events of a conversation that is not watched are dropped", () => {
    hear(connect(), 1);
    expect(heard).toEqual([]);
  });
});

describe("resume", () => {
  test("after a loss every conversation is watched from its last event, and repeats are dropped", async () => {
    feed.watch(7, 10);
    feed.watch(8, 3);
    const s = connect();
    hear(s, 11, 12);
    s.onclose?.({ code: 1006 });
    const again = await wait();
    expect(again).not.toBe(s);
    welcome(again);
    expect(watches(again)).toEqual([
      [7, 12],
      [8, 3],
    ]);
    hear(again, 11, 12, 13, 14);
    expect(heard).toEqual([11, 12, 13, 14]);
  });

  test("what was held before the loss is not lost, and not doubled by the replay", async () => {
    feed.watch(7, 10);
    const s = connect();
    hear(s, 13);
    s.onclose?.({ code: 4008 });
    const again = await wait();
    welcome(again);
    hear(again, 11, 12, 13, 14);
    expect(heard).toEqual([11, 12, 13, 14]);
  });

  test("a late frame of the old socket is not heard", async () => {
    feed.watch(7, 10);
    const s = connect();
    const onmessage = s.onmessage;
    s.onclose?.({ code: 1012 });
    const again = await wait();
    welcome(again);
    expect(s.onmessage).toBeNull();
    expect(onmessage).not.toBeNull();
    hear(again, 11);
    expect(heard).toEqual([11]);
  });

  test("a reset goes on behind the gap and says so", () => {
    feed.watch(7, 10);
    const s = connect();
    s.say({ type: "reset", conversation: 7, seq: 9000 });
    hear(s, 8999, 9000, 9001);
    expect(handlers.reset).toHaveBeenCalledExactlyOnceWith(7, 9000);
    expect(heard).toEqual([9001]);
  });

  test("events held beyond a reset are handed on after it", () => {
    feed.watch(7, 10);
    const s = connect();
    hear(s, 9001, 9002);
    s.say({ type: "reset", conversation: 7, seq: 9000 });
    expect(heard).toEqual([9001, 9002]);
  });

  test("watching again does not move a cursor back", () => {
    feed.watch(7, 10);
    const s = connect();
    hear(s, 11);
    feed.watch(7, 10);
    hear(s, 11, 12);
    expect(heard).toEqual([11, 12]);
    expect(watches(s)).toHaveLength(1);
  });
});

describe("connection", () => {
  test.each([4008, 1012, 1006, 1001])("a close with %i leads to another attempt", async (code) => {
    connect().onclose?.({ code });
    expect(feed.status.value.state).toBe("waiting");
    await wait();
    expect(sockets.length).toBeGreaterThan(1);
  });

  test("a close because of sign-out is the end", async () => {
    connect().onclose?.({ code: 4001 });
    await wait();
    expect(handlers.signedOut).toHaveBeenCalledOnce();
    expect(sockets).toHaveLength(1);
    expect(feed.status.value.state).toBe("stopped");
  });

  test("waits grow with each failure and start small after a good connection", async () => {
    vi.spyOn(Math, "random").mockReturnValue(1);
    feed.start();
    const waits: number[] = [];
    for (let i = 0; i < 4; i++) {
      last().onclose?.({ code: 1006 });
      const s = feed.status.value;
      if (s.state === "waiting") waits.push(s.until - Date.now());
      await vi.advanceTimersByTimeAsync(waits.at(-1) ?? 0);
    }
    expect(waits).toEqual([500, 1000, 2000, 4000]);
    welcome(last());
    await vi.advanceTimersByTimeAsync(6000);
    last().onclose?.({ code: 1006 });
    const s = feed.status.value;
    expect(s.state === "waiting" && s.until - Date.now()).toBe(500);
  });

  test("a server that takes connections and drops them at once does not make the waits small", async () => {
    vi.spyOn(Math, "random").mockReturnValue(1);
    feed.start();
    for (let i = 0; i < 5; i++) {
      welcome(last());
      last().onclose?.({ code: 1006 });
      await vi.advanceTimersByTimeAsync(60_000);
    }
    last().onclose?.({ code: 1006 });
    const s = feed.status.value;
    expect(s.state === "waiting" && s.until - Date.now()).toBeGreaterThan(10_000);
  });

  test("retry now does not wait", () => {
    connect().onclose?.({ code: 1006 });
    feed.retryNow();
    expect(sockets).toHaveLength(2);
    expect(feed.status.value.state).toBe("connecting");
  });

  test("silence is asked about, and no answer is a loss", async () => {
    const s = connect();
    await vi.advanceTimersByTimeAsync(25_000);
    expect(s.sent).toContainEqual({ type: "ping" });
    await vi.advanceTimersByTimeAsync(8_000);
    expect(s.closed).toBe(true);
    expect(feed.status.value.state).not.toBe("live");
  });

  test("an answer keeps the connection", async () => {
    const s = connect();
    await vi.advanceTimersByTimeAsync(25_000);
    s.say({ type: "pong" });
    await vi.advanceTimersByTimeAsync(20_000);
    expect(feed.status.value.state).toBe("live");
  });

  test("an attempt that never opens is given up and tells that the server is unreachable", async () => {
    feed.start();
    await vi.advanceTimersByTimeAsync(16_000);
    expect(handlers.unreachable).toHaveBeenCalled();
  });

  test("a socket behind which nobody greets is no connection, and is given up", async () => {
    feed.watch(7, 10);
    feed.start();
    last().onopen?.();
    expect(watches(last())).toEqual([[7, 10]]); // what is wanted is said meanwhile
    expect(feed.status.value.state).toBe("connecting");
    expect(handlers.connected).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(16_000);
    expect(feed.status.value.state).toBe("waiting");
    welcome(await wait());
    expect(feed.status.value.state).toBe("live");
    expect(handlers.connected).toHaveBeenCalledExactlyOnceWith(false);
  });

  test("stopping ends everything", async () => {
    connect();
    feed.stop();
    await wait();
    expect(sockets).toHaveLength(1);
    expect(last().closed).toBe(true);
  });

  test("the chosen presence is told again after a loss", async () => {
    const s = connect();
    feed.setPresence("dnd");
    expect(s.sent).toContainEqual({ type: "presence", show: "dnd" });
    s.onclose?.({ code: 1006 });
    const again = await wait();
    welcome(again);
    expect(again.sent).toContainEqual({ type: "presence", show: "dnd" });
  });
});

describe("frames", () => {
  test.each([
    "",
    "null",
    "[]",
    "{",
    '{"type":7}',
    '{"type":"event"}',
    '{"type":"event","event":{"seq":"1"}}',
    '{"type":"new"}',
    '{"type":"glances"}',
    '{"type":"presences","alike":[{"online":true}]}',
    '{"type":"people"}',
  ])("%s is passed over", (text) => {
    feed.watch(7, 0);
    const s = connect();
    s.say(text);
    hear(s, 1);
    expect(heard).toEqual([1]);
  });

  test("the greeting says which page the server has now", () => {
    const s = connect();
    s.say({ type: "hello", user_id: 3, page: "/assets/index-1.js" });
    expect(feed.page.value).toBe("/assets/index-1.js");
    s.say({ type: "hello", user_id: 3 }); // a release that does not say it
    expect(feed.page.value).toBeUndefined();
  });

  test("the other frames reach their handlers", () => {
    const s = connect();
    s.say({ type: "presence", user_id: 3, online: true, show: "away" });
    s.say({ type: "presences", alike: [{ user_ids: [4, 5], online: false, show: "chat" }] });
    s.say({ type: "person", user_id: 3, name: "Ada" });
    s.say({ type: "people", people: [{ user_id: 4 }, { user_id: 5 }] });
    s.say({ type: "participants", room: 7, joined: [3], left: [] });
    s.say({ type: "conversations" });
    s.say({ type: "modules", room: 7 });
    s.say({ type: "emoticons" });
    s.say({ type: "glances", room: 7, glances: [] });
    s.say({ type: "error", message: "no", conversation: 7 });
    expect(handlers.presence).toHaveBeenCalledWith([3], { online: true, show: "away" });
    expect(handlers.presence).toHaveBeenCalledWith([4, 5], { online: false, show: "chat" });
    expect(handlers.people).toHaveBeenCalledWith([expect.objectContaining({ user_id: 3, name: "Ada" })]);
    expect(handlers.people).toHaveBeenCalledWith([{ user_id: 4 }, { user_id: 5 }]);
    expect(handlers.participants).toHaveBeenCalledWith(7, [3], []);
    expect(handlers.conversations).toHaveBeenCalledOnce();
    expect(handlers.modules).toHaveBeenCalledWith(7);
    expect(handlers.emoticons).toHaveBeenCalledOnce();
    expect(handlers.glances).toHaveBeenCalledWith({ type: "glances", room: 7, glances: [] });
    expect(handlers.refused).toHaveBeenCalledWith(7, "no");
  });
});

test("what the server cannot do is known until it is over or another connection says otherwise", () => {
  const s = connect();
  s.say({ type: "trouble", parts: ["bus"] });
  expect(feed.trouble.value).toEqual(["bus"]);
  expect(handlers.mended).not.toHaveBeenCalled();
  s.say({ type: "trouble", parts: [] });
  expect(feed.trouble.value).toEqual([]);
  expect(handlers.mended).toHaveBeenCalledOnce();
  s.say({ type: "trouble" }); // no such frame
  s.say({ type: "trouble", parts: ["database"] });
  s.onclose?.({ code: 1006 });
  feed.retryNow();
  welcome(last());
  expect(feed.trouble.value).toEqual([]);
});

test.each<[string, boolean, { userAgent: string; userAgentData?: { mobile: boolean } }]>([
  [
    "a phone by its name",
    true,
    { userAgent: "Mozilla/5.0 (iPhone) Version/18.0 Mobile/15E148 Safari/604.1" },
  ],
  ["a desk by its name", false, { userAgent: "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.0" }],
  ["a phone that says so", true, { userAgent: "", userAgentData: { mobile: true } }],
  ["a tablet that asks for pages of desks", false, { userAgent: "Mobile", userAgentData: { mobile: false } }],
])("%s: on a phone %s", (_, phone, browser) => {
  expect(onPhone(browser)).toBe(phone);
});
