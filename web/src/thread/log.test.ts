import { expect, test, vi } from "vitest";
import { NetworkError } from "../api/errors";
import type { Event } from "../api/types";
import { event } from "../test/fakes";
import { ThreadLog } from "./log";

const reply = (seq: number, over: Partial<Event> = {}) => event(seq, { thread: "id-1", ...over });

function source(replies: Event[], size = 2) {
  return {
    page: (before: number) => {
      const all = replies.filter((e) => before === 0 || e.seq < before);
      return Promise.resolve({ first: event(1), items: all.slice(-size), more: all.length > size });
    },
    send: vi.fn<(body: string, clientId: string, toRoom: boolean) => Promise<Event>>(),
  };
}

const seqs = (t: ThreadLog) => t.replies.value.map((e) => e.seq);

test("the newest replies are read first, and older ones when they are wanted", async () => {
  const t = new ThreadLog("id-1", source([reply(2), reply(5), reply(9)]));
  await t.open();
  expect([seqs(t), t.more.value, t.first.value?.id]).toEqual([[5, 9], true, "id-1"]);
  await t.older();
  expect([seqs(t), t.more.value]).toEqual([[2, 5, 9], false]);
});

test("live events of the thread are added once, and changes are seen", async () => {
  const t = new ThreadLog("id-1", source([reply(2)]));
  await t.open();
  t.receive(reply(4));
  t.receive(reply(4));
  t.receive(event(5));
  t.receive(event(6, { kind: "change", of: reply(4, { body: "other words" }) }));
  t.receive(event(7, { kind: "change", of: event(1, { body: "shall we not?" }) }));
  expect(seqs(t)).toEqual([2, 4]);
  expect(t.replies.value[1]?.body).toBe("other words");
  expect(t.first.value?.body).toBe("shall we not?");
});

test("opening it again keeps what has come meanwhile", async () => {
  const t = new ThreadLog("id-1", source([reply(2), reply(3)]));
  await t.open();
  t.receive(reply(8));
  await t.open();
  expect(seqs(t)).toEqual([2, 3, 8]);
});

test("a reply that does not get through is sent again under its own name", async () => {
  const server = source([]);
  const t = new ThreadLog("id-1", server);
  await t.open();
  server.send.mockRejectedValueOnce(new NetworkError());
  await t.send("yes", true);
  const [p] = t.pending.value;
  expect(p?.error).toBe("The server cannot be reached.");
  server.send.mockImplementation(async (body, clientId) => reply(2, { body, client_id: clientId }));
  await t.retry(p?.clientId ?? "");
  expect(server.send.mock.calls.map(([, id, toRoom]) => [id, toRoom])).toEqual([
    [p?.clientId, true],
    [p?.clientId, true],
  ]);
  expect([seqs(t), t.pending.value]).toEqual([[2], []]);
});

test("a thread that cannot be read says so, and is tried again", async () => {
  const server = source([reply(2)]);
  const { page } = server;
  server.page = () => Promise.reject(new NetworkError());
  const t = new ThreadLog("id-1", server);
  await t.open();
  expect(t.error.value).toBe("The server cannot be reached.");
  server.page = page;
  await t.open();
  expect([t.error.value, seqs(t)]).toEqual([null, [2]]);
});
