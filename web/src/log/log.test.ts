import { expect, test } from "vitest";
import { Log, type LogPage } from "./log";

interface Entry {
  id: number;
  state: string;
}

const entries = (from: number, to: number, state = "done"): Entry[] =>
  Array.from({ length: from - to + 1 }, (_, n) => ({ id: from - n, state }));

/** serves is a log that answers pages of two. */
function serves(all: Entry[]) {
  return async (cursor?: string): Promise<LogPage<Entry>> => {
    const rest = all.filter((e) => cursor === undefined || e.id < Number(cursor));
    const items = rest.slice(0, 2);
    const last = items.at(-1);
    return rest.length > 2 && last ? { items, next: String(last.id) } : { items };
  };
}

const ids = (log: Log<Entry>) => log.items.value.map((e) => e.id);

test("pages follow each other", async () => {
  const log = new Log(serves(entries(5, 1)));
  await log.begin();
  expect(ids(log)).toEqual([5, 4]);
  await log.more();
  await log.more();
  expect(ids(log)).toEqual([5, 4, 3, 2, 1]);
  expect(log.hasMore).toBe(false);
});

test("a refresh brings what is new and what has changed, and keeps older pages", async () => {
  const all = entries(4, 1, "pending");
  const log = new Log(serves(all));
  await log.begin();
  await log.more();
  all[0] = { id: 4, state: "done" };
  all.unshift({ id: 5, state: "pending" });
  await log.refresh();
  expect(ids(log)).toEqual([5, 4, 3, 2, 1]);
  expect(log.items.value[1]?.state).toBe("done");
});

test("what has fallen out of the filter goes", async () => {
  const all = entries(4, 1);
  const log = new Log(serves(all));
  await log.begin();
  await log.more();
  all.splice(1, 1);
  await log.refresh();
  expect(ids(log)).toEqual([4, 2, 1]);
  all.splice(1);
  await log.refresh();
  expect([ids(log), log.hasMore]).toEqual([[4], false]);
});

test("older ones that are asked for during a refresh come once, and follow on what is shown", async () => {
  const all = entries(6, 1);
  const serve = serves(all);
  const answers: (() => void)[] = [];
  let slow = false;
  const log = new Log<Entry>((cursor) =>
    slow ? new Promise((done) => answers.push(() => done(serve(cursor)))) : serve(cursor),
  );
  await log.begin();
  slow = true;
  all.unshift(...entries(20, 7));
  const refreshed = log.refresh();
  const older = log.more();
  answers[0]?.();
  await refreshed;
  void log.more();
  expect(answers).toHaveLength(2);
  answers[1]?.();
  await older;
  expect(ids(log)).toEqual([6, 5, 4, 3]);
});

test("nothing is shown as if it followed when there may be more in between", async () => {
  const all = entries(2, 1);
  const log = new Log(serves(all));
  await log.begin();
  all.unshift(...entries(20, 3));
  await log.refresh();
  expect(ids(log)).toEqual([20, 19]);
  expect(log.hasMore).toBe(true);
});

test("an empty log fills up", async () => {
  const all: Entry[] = [];
  const log = new Log(serves(all));
  await log.begin();
  all.unshift(...entries(1, 1));
  await log.refresh();
  expect(ids(log)).toEqual([1]);
});

test("an answer that comes too late is dropped", async () => {
  let answer: (page: LogPage<Entry>) => void = () => {};
  let late = true;
  const log = new Log<Entry>(() => {
    if (!late) return Promise.resolve({ items: entries(9, 9) });
    return new Promise((done) => {
      answer = done;
    });
  });
  const first = log.begin();
  late = false;
  await log.begin();
  answer({ items: entries(1, 1) });
  await first;
  expect(ids(log)).toEqual([9]);
});

test("what goes wrong is said, and forgotten when it works again", async () => {
  let broken = true;
  const log = new Log<Entry>(async () => {
    if (broken) throw new Error("no");
    return { items: entries(1, 1) };
  });
  await log.begin();
  expect(log.error.value).not.toBeNull();
  broken = false;
  await log.refresh();
  expect(log.error.value).toBeNull();
  expect(ids(log)).toEqual([1]);
});
