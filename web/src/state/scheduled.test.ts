import { expect, test, vi } from "vitest";
import type { ScheduledMessage } from "../api/types";
import { Scheduled } from "./scheduled";

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

const schedule = vi.fn();

test("the reader is told once of what could not be sent while they were there", async () => {
  let now = [message(1), message(2), message(3, "the room is archived")];
  const failed = vi.fn();
  const s = new Scheduled({ schedule, scheduled: async () => now }, (m) => failed(m.id));
  await s.load();
  expect([s.count.value, s.failed.value]).toEqual([3, 1]);
  expect(failed.mock.calls).toEqual([]);
  now = [message(1, "the room is gone"), message(3, "the room is archived")];
  await s.load();
  await s.load();
  expect([s.count.value, s.failed.value]).toEqual([2, 2]);
  expect(failed.mock.calls).toEqual([[1]]);
});

test("an answer that a later one has overtaken changes nothing, and an error leaves what is known", async () => {
  const answers: ((all: ScheduledMessage[]) => void)[] = [];
  const s = new Scheduled({ schedule, scheduled: () => new Promise((done) => answers.push(done)) }, () => {});
  const both = [s.load(), s.load()];
  answers[1]?.([message(2)]);
  answers[0]?.([message(1)]);
  await Promise.all(both);
  expect(s.items.value?.map((m) => m.id)).toEqual([2]);

  const broken = new Scheduled({ schedule, scheduled: () => Promise.reject(new Error("away")) }, () => {});
  broken.items.value = [message(1)];
  await broken.load();
  expect([broken.count.value, broken.error.value === null]).toEqual([1, false]);
});
