import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Idle } from "./idle";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function watch(minutes: () => number | null): { told: boolean[]; idle: Idle } {
  const told: boolean[] = [];
  const idle = new Idle(minutes, (is) => told.push(is));
  idle.start();
  return { told, idle };
}

test("without input for the minutes that are set one is idle, and the next key ends it", () => {
  const { told, idle } = watch(() => 5);
  vi.advanceTimersByTime(4 * 60_000);
  dispatchEvent(new Event("keydown"));
  vi.advanceTimersByTime(4 * 60_000);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual([true]);
  dispatchEvent(new Event("pointermove"));
  expect(told).toEqual([true, false]);
  idle.stop();
});

test("who has switched it off is never idle, also not when it was on", () => {
  let minutes: number | null = 1;
  const { told, idle } = watch(() => minutes);
  vi.advanceTimersByTime(60_000);
  minutes = null;
  idle.again();
  vi.advanceTimersByTime(600_000);
  expect(told).toEqual([true, false]);
  idle.stop();
});

test("when it is stopped nothing is told any more", () => {
  const { told, idle } = watch(() => 1);
  idle.stop();
  vi.advanceTimersByTime(600_000);
  dispatchEvent(new Event("keydown"));
  expect(told).toEqual([]);
});
