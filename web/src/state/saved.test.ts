import { expect, test, vi } from "vitest";
import { event } from "../test/fakes";
import { Saved } from "./saved";

function saved(...marks: string[]) {
  const api = {
    save: vi.fn(async () => {}),
    unsave: vi.fn(async () => {}),
    remind: vi.fn(async () => ({})),
    dropReminder: vi.fn(async () => {}),
    savedMarks: vi.fn(async () => marks.map((m) => ({ conversation: 7, event: m }))),
  };
  return { s: new Saved(api), api };
}

const told = (id: string, keeping: "left" | "done" | "none") => ({
  conversation: 7,
  event: id,
  saved: keeping !== "none",
  done: keeping === "done",
});

test("what the reader does is told to the server, and known at once", async () => {
  const { s, api } = saved("id-1");
  await s.load();
  await s.keep(event(2), "left");
  expect([s.has("id-1"), s.has("id-2"), s.count.value]).toEqual([true, true, 2]);
  await s.keep(event(1), "done");
  await s.keep(event(2), "none");
  expect(s.count.value).toBe(0);
  expect(api.save.mock.calls).toEqual([
    [7, "id-2", false],
    [7, "id-1", true],
  ]);
  expect(api.unsave.mock.calls).toEqual([[7, "id-2"]]);
  expect([...s.changes.value]).toEqual([
    ["id-2", "none"],
    ["id-1", "done"],
  ]);
});

test("what the server refuses changes nothing", async () => {
  const { s, api } = saved();
  api.save.mockRejectedValue(new Error("no"));
  await expect(s.keep(event(1), "left")).rejects.toThrow("no");
  expect(s.count.value).toBe(0);
});

test("another page has the last word, however often it says it", () => {
  const { s } = saved();
  s.told(told("a", "left"));
  s.told(told("a", "left"));
  expect(s.count.value).toBe(1);
  s.told(told("a", "done"));
  s.told(told("a", "none"));
  expect(s.count.value).toBe(0);
});

test("an answer that is older than what was told is asked for again", async () => {
  const { s, api } = saved("a");
  let answer = (_: { conversation: number; event: string }[]) => {};
  api.savedMarks.mockReturnValueOnce(new Promise((done) => (answer = done)));
  const loading = s.load();
  s.told(told("a", "left"));
  answer([]);
  await loading;
  expect(s.has("a")).toBe(true);
  expect(api.savedMarks).toHaveBeenCalledTimes(2);
});

test("what has happened while the connection was away is seen with the next answer", async () => {
  const { s } = saved("a");
  s.told(told("a", "done"));
  s.told(told("b", "left"));
  s.told(told("c", "none"));
  await s.load();
  expect([s.has("a"), s.has("b"), [...s.changes.value]]).toEqual([true, false, [["c", "none"]]]);
});

test("a message that is deleted is saved no longer", () => {
  const { s } = saved();
  s.told(told("id-1", "left"));
  s.hear(event(2, { kind: "change", change: "edit", of: event(1) }));
  expect(s.has("id-1")).toBe(true);
  s.hear(event(3, { kind: "change", change: "delete", of: event(1, { deleted: true }) }));
  expect(s.has("id-1")).toBe(false);
});

test("a reminder is set, comes, and is taken back; who is done needs none", async () => {
  const { s, api } = saved();
  const at = new Date("2026-11-30T09:00:00Z");
  await s.remind(event(1), at);
  expect([s.has("id-1"), s.reminder("id-1"), s.due.value]).toEqual([true, { remind: at.toISOString() }, 0]);
  await s.keep(event(1), "left");
  expect(s.reminder("id-1")).toEqual({ remind: at.toISOString() });
  const { asked } = s;
  const before = asked.value;
  s.told({ ...told("id-1", "left"), remind: at.toISOString(), reminded: true });
  s.told({ ...told("id-1", "left"), remind: at.toISOString(), reminded: true });
  expect([s.due.value, s.count.value, asked.value - before]).toEqual([1, 1, 1]);
  await s.remind(event(1), null);
  expect([s.due.value, s.count.value, s.reminder("id-1")]).toEqual([0, 1, {}]);
  expect([api.remind.mock.calls, api.dropReminder.mock.calls]).toEqual([
    [[7, "id-1", at.toISOString()]],
    [[7, "id-1"]],
  ]);
  s.told({ ...told("id-2", "left"), remind: at.toISOString(), reminded: true });
  await s.keep(event(2), "done");
  expect([s.due.value, s.reminder("id-2")]).toEqual([0, {}]);
});
