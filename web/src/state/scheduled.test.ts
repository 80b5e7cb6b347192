import { expect, test, vi } from "vitest";
import type { ScheduledMessage } from "../api/types";
import { Scheduled } from "./scheduled";

const schedule = vi.fn();
const message = (id: number, problem?: string): ScheduledMessage => ({
  id,
  conversation: 7,
  room: null,
  user: null,
  body: `body ${id}`,
  at: "2026-11-28T09:00:00Z",
  created: "2026-11-27T09:00:00Z",
  ...(problem !== undefined && { problem }),
});

test("an answer that a later one has overtaken changes nothing", async () => {
  const answers: ((all: ScheduledMessage[]) => void)[] = [];
  const s = new Scheduled({ schedule, scheduled: () => new Promise((done) => answers.push(done)) });
  const both = [s.load(), s.load()];
  answers[1]?.([message(2, "the room is archived"), message(3)]);
  answers[0]?.([message(1)]);
  await Promise.all(both);
  expect([s.items.value?.map((m) => m.id), s.count.value, s.failed.value]).toEqual([[2, 3], 2, 1]);
});

test("an error leaves what is known, until the next answer", async () => {
  const scheduled = vi.fn(async () => [message(1)]);
  const s = new Scheduled({ schedule, scheduled });
  await s.load();
  scheduled.mockRejectedValueOnce(new Error("away"));
  await s.load();
  expect([s.count.value, s.error.value === null]).toEqual([1, false]);
  await s.load();
  expect(s.error.value).toBe(null);
});
