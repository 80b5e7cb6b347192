import { expect, test, vi } from "vitest";
import { NetworkError } from "../api/errors";
import type { SavedMessage } from "../api/types";
import { event } from "../test/fakes";
import { SavedList } from "./list";

/** list reads of a server that has saved messages with these ids, the newest first, two to a page or as many as asked for. */
function list(...ids: number[]) {
  const server = { ids };
  const message = (id: number): SavedMessage => ({
    id,
    event: event(id),
    at: event(id).time,
    done: false,
    room: null,
    user: null,
  });
  const saved = vi.fn(async (_done: boolean, cursor?: string, limit = 2) => {
    const left = server.ids.filter((id) => cursor === undefined || id < Number(cursor));
    const page = left.slice(0, limit);
    return { items: page.map(message), ...(left.length > limit ? { next: String(page.at(-1)) } : {}) };
  });
  const changed = new Set<string>();
  const l = new SavedList({ saved }, false, (id) => changed.has(id));
  return { l, server, saved, changed, shown: () => l.items.value?.map((m) => m.id) };
}

test("what is added takes its place among what is loaded, and nothing else comes or goes", async () => {
  const { l, server, shown } = list(9, 8, 7, 6, 5, 4);
  await l.more();
  await l.more();
  server.ids = [12, 11, 10, 9, 8, 7, 6, 5, 4];
  await l.renew();
  expect(shown()).toEqual([12, 11, 10, 9, 8, 7, 6]);
  await l.more();
  expect(shown()).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4]);
  expect(l.hasMore).toBe(false);
  server.ids = [12, 11, 10, 9, 8, 7, 6, 5, 4, 2];
  await l.renew();
  expect(shown()).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 2]);
});

test("what is gone goes, unless its reader may want it back", async () => {
  const { l, server, changed, shown } = list(9, 8, 7, 6, 5);
  await l.more();
  await l.more();
  server.ids = [9, 5];
  changed.add("id-7");
  await l.renew();
  expect(shown()).toEqual([9, 7]);
  await l.more();
  expect(shown()).toEqual([9, 7, 5]);
});

test("more than the server gives at once is read in pages", async () => {
  const { l, server, saved, shown } = list(1);
  await l.more();
  server.ids = Array.from({ length: 150 }, (_, n) => 150 - n);
  await l.renew();
  expect(shown()).toEqual(server.ids);
  expect(saved).toHaveBeenCalledTimes(3);
});

test("the next page that was asked for meanwhile comes as well, and many renewals are one", async () => {
  const { l, server, saved, shown } = list(9, 8, 7, 6);
  await l.more();
  server.ids = [10, 9, 8, 7, 6];
  await Promise.all([l.renew(), l.renew(), l.more(), l.renew()]);
  expect(shown()).toEqual([10, 9, 8, 7, 6]);
  expect(saved).toHaveBeenCalledTimes(3);
});

test("what has failed is tried again", async () => {
  const { l, server, saved, shown } = list(9, 8, 7);
  saved.mockRejectedValueOnce(new NetworkError());
  await l.more();
  expect([shown(), l.error.value, l.loading.value]).toEqual([undefined, new NetworkError().message, false]);
  await l.again();
  expect([shown(), l.error.value]).toEqual([[9, 8], null]);
  server.ids = [10, 9, 8, 7];
  saved.mockRejectedValueOnce(new NetworkError());
  await l.renew();
  expect(shown()).toEqual([9, 8]);
  await l.again();
  expect([shown(), l.error.value]).toEqual([[10, 9, 8], null]);
});
