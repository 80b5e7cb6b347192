import { expect, test } from "vitest";
import { line } from "./Plot";
import { count, took, top } from "./scale";

test("a plot ends at a round number that holds everything", () => {
  expect(top([])).toBe(1);
  expect(top([0, 0])).toBe(1);
  expect(top([3, 7])).toBe(10);
  expect(top([101])).toBe(200);
  expect(top([250])).toBe(250);
  expect(top([0.3])).toBe(0.5);
});

test("numbers and times are short", () => {
  expect(count(999)).toBe("999");
  expect(count(12_345)).toMatch(/^12[.,]3/);
  expect([took(0), took(0.25), took(42.4), took(1500), took(12_000)]).toEqual([
    "–",
    "0.3 ms",
    "42 ms",
    "1.5 s",
    "12 s",
  ]);
});

test("a line leaves out what is not known", () => {
  expect(line([0, 5, 5, 0, 5], (v) => v)).toBe("M1.5 5h0L2.5 5h0M4.5 5h0");
});
