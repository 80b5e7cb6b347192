import { expect, test, vi } from "vitest";
import { NetworkError } from "../api/errors";
import type { Found, FoundPage } from "../api/types";
import { event } from "../test/fakes";
import { Finder } from "./finder";

function found(seq: number): Found {
  return { event: event(seq), room: null, user: null, snippet: [] };
}

function page(seqs: number[], next?: string): FoundPage {
  return { items: seqs.map(found), behind: 0, ...(next ? { next } : {}) };
}

const seqs = (f: Finder) => f.found.value.map((x) => x.event.seq);

test("results come page by page", async () => {
  const search = vi
    .fn()
    .mockResolvedValueOnce(page([9, 8], "8"))
    .mockResolvedValueOnce(page([7]));
  const f = new Finder({ search });
  await f.run(" deploy ");
  expect(seqs(f)).toEqual([9, 8]);
  expect(f.hasMore).toBe(true);
  await f.more();
  expect(seqs(f)).toEqual([9, 8, 7]);
  expect(f.hasMore).toBe(false);
  expect(search.mock.calls).toEqual([
    ["deploy", undefined],
    ["deploy", "8"],
  ]);
});

test("an answer to an older search is dropped", async () => {
  let answer: (p: FoundPage) => void = () => {};
  const search = vi
    .fn()
    .mockReturnValueOnce(new Promise((r) => (answer = r)))
    .mockResolvedValueOnce(page([2]));
  const f = new Finder({ search });
  const first = f.run("a");
  await f.run("ab");
  answer(page([1]));
  await first;
  expect(seqs(f)).toEqual([2]);
  expect(f.loading.value).toBe(false);
});

test("a failure is said, and the same search can be tried again", async () => {
  const search = vi
    .fn()
    .mockRejectedValueOnce(new NetworkError())
    .mockResolvedValueOnce(page([1]));
  const f = new Finder({ search });
  await f.run("a");
  expect(f.error.value).toBe("The server cannot be reached.");
  await f.run("a");
  expect(seqs(f)).toEqual([1]);
  await f.run("a");
  expect(search).toHaveBeenCalledTimes(2);
});

test("an empty search asks nothing", async () => {
  const search = vi.fn();
  const f = new Finder({ search });
  await f.run("  ");
  expect(search).not.toHaveBeenCalled();
  expect(f.answered.value).toBe(false);
});
