import { beforeEach, expect, test, vi } from "vitest";
import { NetworkError } from "../api/errors";
import type { Event, EventPage } from "../api/types";
import { event } from "../test/fakes";
import type { Pending } from "../timeline/outbox";
import { Timelines } from "./timelines";

beforeEach(() => {
  sessionStorage.clear();
});

/** desk is a reader's timelines, with a server that takes what is said while up is true. */
function desk() {
  const page = async (): Promise<EventPage> => ({ items: [], last_seq: 0 });
  const d = {
    up: false,
    said: [] as [number, string][],
    dropped: vi.fn(),
    timelines: [] as never as Timelines,
  };
  const say = async (id: number, p: Pending): Promise<Event> => {
    if (!d.up) throw new NetworkError();
    d.said.push([id, p.body]);
    return event(1, { client_id: p.clientId });
  };
  d.timelines = new Timelines(1, {
    api: { newest: page, before: page, after: page, around: page, atTime: page },
    say,
    newestSeq: () => 0,
    dropped: d.dropped,
  });
  return d;
}

const conversations = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

test("the ones looked at last are kept", () => {
  const { timelines, dropped } = desk();
  const all = conversations(8).map((id) => timelines.of(id));
  timelines.of(1);
  timelines.of(9);
  expect(dropped.mock.calls).toEqual([[2]]);
  expect(timelines.known(1)).toBe(all[0]);
  timelines.stop();
});

test("one that is looked at stays, however many have something unsent", async () => {
  const { timelines } = desk();
  for (const id of conversations(8)) await timelines.of(id).send(`for ${id}`);
  expect(timelines.of(9)).toBe(timelines.of(9));
  expect(timelines.known(1)?.pending.value).toHaveLength(1);
  timelines.stop();
});

test("what was unsent is sent after a reload, where its conversation is known", async () => {
  const before = desk();
  await before.timelines.of(7).send("seven");
  await before.timelines.of(8).send("eight");
  before.timelines.stop();
  const d = desk();
  d.up = true;
  d.timelines.sendUnsent((id) => id === 7);
  await vi.waitFor(() => expect(d.said).toEqual([[7, "seven"]]));
  d.timelines.stop();
});
