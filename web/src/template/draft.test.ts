import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiError } from "../api/errors";
import { event } from "../test/fakes";
import { Draft, pauseMs, placeOf } from "./draft";
import type { Rehearsal, Sample } from "./templateapi";

const sample: Sample = { header: {}, body: '{"a":1}' };

const shows = (body: string): Rehearsal => ({
  event: event(1, { body }),
  format: "json",
  key: "",
  state: "",
  problem: null,
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("the preview waits until somebody pauses", async () => {
  const asked = vi.fn(async (source: string) => shows(source));
  const d = new Draft(asked);
  d.choose(sample);
  for (const text of ["a", "ab", "abc"]) d.write(text);
  await vi.advanceTimersByTimeAsync(pauseMs - 1);
  expect(asked).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(asked).toHaveBeenLastCalledWith("abc", sample);
  expect(d.shown.value?.event.body).toBe("abc");
});

test("an answer that has been overtaken is dropped", async () => {
  const answers: ((r: Rehearsal) => void)[] = [];
  const d = new Draft(() => new Promise((resolve) => answers.push(resolve)));
  d.sample.value = sample;
  const [first, second] = [d.look(), d.look()];
  answers[1]?.(shows("second"));
  await second;
  answers[0]?.(shows("first"));
  await first;
  expect(d.shown.value?.event.body).toBe("second");
});

test("what cannot be shown is said, and the last preview stays", async () => {
  let fails = false;
  const d = new Draft(async () => {
    if (fails) throw new ApiError(400, "Too much");
    return shows("x");
  });
  d.sample.value = sample;
  await d.look();
  fails = true;
  await d.look();
  expect([d.error.value, d.shown.value?.event.body]).toEqual(["Too much", "x"]);
});

test("without a payload there is nothing to show", async () => {
  const asked = vi.fn(async () => shows("x"));
  const d = new Draft(asked);
  await d.look();
  d.choose({ header: {}, body: " " });
  expect(asked).not.toHaveBeenCalled();
});

test("who leaves asks for nothing more", async () => {
  const asked = vi.fn(async () => shows("x"));
  const d = new Draft(asked);
  d.sample.value = sample;
  d.write("a");
  d.stop();
  await vi.advanceTimersByTimeAsync(pauseMs);
  expect(asked).not.toHaveBeenCalled();
});

test("places of a text are counted in characters", () => {
  const text = "ab\n🙂c{{x}}\nd";
  expect(text.slice(placeOf(text, 2, 3))).toBe("{{x}}\nd");
  expect(placeOf(text, 9, 1)).toBe(text.length);
});
