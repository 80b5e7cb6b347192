import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiError, NetworkError } from "../api/errors";
import type { Event } from "../api/types";
import { event } from "../test/fakes";
import { Outbox, type Pending } from "./outbox";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** server keeps what was said, once per client id, and is down or not. */
function server() {
  const said: string[] = [];
  const known = new Map<string, Event>();
  let down: Error | null = null;
  const post = vi.fn(async ({ body, clientId }: Pending) => {
    if (down) throw down;
    let e = known.get(clientId);
    if (!e) {
      said.push(body);
      e = event(said.length, { body, client_id: clientId });
      known.set(clientId, e);
    }
    return e;
  });
  return { said, post, fail: (err: Error | null) => (down = err) };
}

function outbox(s: ReturnType<typeof server>): Outbox {
  const o = new Outbox(s.post, (e) => o.seen(e.seq));
  return o;
}

test("what is typed without a connection goes in order when it is back, each once", async () => {
  const s = server();
  const o = outbox(s);
  s.fail(new NetworkError());
  for (const body of ["one", "two", "three"]) void o.send(body);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(s.said).toEqual([]);
  expect(o.pending.value.map((p) => p.waiting ?? false)).toEqual([true, false, false]);
  s.fail(null);
  await o.again();
  expect(s.said).toEqual(["one", "two", "three"]);
  expect(o.pending.value).toEqual([]);
});

test("it goes by itself as well, when nobody says that the connection is back", async () => {
  const s = server();
  const o = outbox(s);
  s.fail(new ApiError(503, "busy"));
  void o.send("one");
  await vi.advanceTimersByTimeAsync(3_000);
  s.fail(null);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(s.said).toEqual(["one"]);
});

test("a message that was taken although its answer was lost is not said twice", async () => {
  const s = server();
  const o = outbox(s);
  s.post.mockImplementationOnce(async (p) => {
    await s.post.getMockImplementation()?.(p);
    throw new NetworkError();
  });
  await o.send("one");
  await o.again();
  expect(s.said).toEqual(["one"]);
  expect(o.pending.value).toEqual([]);
});

test("a refused message does not hold up the next, and is sent again when asked for", async () => {
  const s = server();
  const o = outbox(s);
  s.post.mockRejectedValueOnce(new ApiError(400, "too long"));
  await o.send("one");
  await o.send("two");
  expect(s.said).toEqual(["two"]);
  const refused = o.pending.value[0];
  expect(refused?.error).toBe("too long");
  await o.retry(refused?.clientId ?? "");
  expect(s.said).toEqual(["two", "one"]);
});

test("the second waits for the answer to the first", async () => {
  const s = server();
  const o = outbox(s);
  let answer = (_: Event) => {};
  s.post.mockReturnValueOnce(new Promise((r) => (answer = r)));
  void o.send("one");
  void o.send("two");
  await vi.advanceTimersByTimeAsync(0);
  expect(s.post).toHaveBeenCalledTimes(1);
  answer(event(1));
  await vi.advanceTimersByTimeAsync(0);
  expect(s.said).toEqual(["two"]);
});

test("a reply keeps its place among what is said, and where it belongs, however often it is tried", async () => {
  const s = server();
  const o = outbox(s);
  const reply = { thread: "id-1", toRoom: true };
  s.fail(new NetworkError());
  void o.send("in the thread", reply);
  void o.send("one");
  await vi.advanceTimersByTimeAsync(5_000);
  s.post.mockClear();
  s.fail(null);
  s.post.mockRejectedValueOnce(new ApiError(400, "not now"));
  await o.again();
  await o.retry(o.pending.value[0]?.clientId ?? "");
  expect(s.said).toEqual(["one", "in the thread"]);
  expect(s.post.mock.calls.map(([p]) => p.reply)).toEqual([reply, undefined, reply]);
});

test("what was kept before goes first", async () => {
  const s = server();
  const o: Outbox = new Outbox(s.post, (e) => o.seen(e.seq), [{ clientId: "a", body: "kept", time: "" }]);
  await o.send("new");
  expect(s.said).toEqual(["kept", "new"]);
});

test("after its end nothing more is sent, whatever was on its way then", async () => {
  const s = server();
  const o = outbox(s);
  void o.send("one");
  void o.send("two");
  o.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(s.said).toEqual(["one"]);
  const p = outbox(s);
  s.fail(new NetworkError());
  void p.send("three");
  p.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(s.post).toHaveBeenCalledTimes(2);
  await p.again();
  expect(s.post).toHaveBeenCalledTimes(2);
});
