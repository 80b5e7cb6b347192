import { expect, test, vi } from "vitest";
import { NetworkError } from "../api/errors";
import type { Event, ThreadPage } from "../api/types";
import { event } from "../test/fakes";
import { Outbox, type Pending } from "../timeline/outbox";
import { ThreadLog } from "./log";

const reply = (seq: number, over: Partial<Event> = {}) => event(seq, { thread: "id-1", ...over });
const size = 2;

/** server has replies, and takes what is sent. */
function server(...replies: Event[]) {
  return {
    read: vi.fn<(before: number) => Promise<ThreadPage>>(async (before) => {
      const all = replies.filter((e) => before === 0 || e.seq < before);
      return { first: event(1), items: all.slice(-size), more: all.length > size };
    }),
    post: vi.fn<(p: Pending) => Promise<Event>>(),
  };
}

function thread(of: ReturnType<typeof server>): ThreadLog {
  return new ThreadLog("id-1", of.read, new Outbox(of.post, () => {}));
}

const seqs = (t: ThreadLog) => t.replies.value.map((e) => e.seq);

test("the newest replies are read first, and older ones when they are wanted", async () => {
  const t = thread(server(reply(2), reply(5), reply(9)));
  await t.open();
  expect([seqs(t), t.more.value, t.first.value?.id]).toEqual([[5, 9], true, "id-1"]);
  await t.older();
  expect([seqs(t), t.more.value]).toEqual([[2, 5, 9], false]);
});

test("live events of the thread are added once, in their order, and changes are seen", async () => {
  const t = thread(server(reply(2)));
  await t.open();
  t.receive(reply(4));
  t.receive(reply(3));
  t.receive(reply(4));
  t.receive(event(5));
  t.receive(event(6, { kind: "change", of: reply(4, { body: "other words" }) }));
  t.receive(event(7, { kind: "change", of: event(1, { body: "shall we not?" }) }));
  expect(seqs(t)).toEqual([2, 3, 4]);
  expect(t.replies.value[2]?.body).toBe("other words");
  expect(t.first.value?.body).toBe("shall we not?");
});

test("opening it again keeps what has come meanwhile", async () => {
  const t = thread(server(reply(2), reply(3)));
  await t.open();
  t.receive(reply(8));
  await t.open();
  expect(seqs(t)).toEqual([2, 3, 8]);
});

test("a reply waits for the connection, and stands among the others once it has got through", async () => {
  const s = server();
  const t = thread(s);
  await t.open();
  s.post.mockRejectedValue(new NetworkError());
  await t.send("yes", true);
  await t.outbox.send("to everybody");
  expect(t.pending.value).toMatchObject([
    { body: "yes", waiting: true, reply: { thread: "id-1", toRoom: true } },
  ]);
  s.post.mockImplementation(async (p) => reply(2, { body: p.body, client_id: p.clientId }));
  await t.outbox.again();
  t.receive(reply(2, { body: "yes", client_id: s.post.mock.calls[0]?.[0].clientId ?? "" }));
  expect([seqs(t), t.pending.value]).toEqual([[2], []]);
});

test("a reply that the page of the thread has does not stand below it as well", async () => {
  const s = server(reply(2, { client_id: "lost" }));
  const t = thread(s);
  s.post.mockResolvedValue(reply(2));
  await t.send("yes", false);
  expect(t.pending.value).toHaveLength(1);
  await t.open();
  expect([seqs(t), t.pending.value]).toEqual([[2], []]);
});

test("a thread that cannot be read says so, and is tried again", async () => {
  const s = server(reply(2));
  s.read.mockRejectedValueOnce(new NetworkError());
  const t = thread(s);
  await t.open();
  expect(t.error.value).toBe("The server cannot be reached.");
  await t.open();
  expect([t.error.value, seqs(t)]).toEqual([null, [2]]);
});
