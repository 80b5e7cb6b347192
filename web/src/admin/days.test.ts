import { expect, test } from "vitest";
import { daysText, keepingOf, shorter } from "./days";

test.each([
  [0, 30, true],
  [90, 30, true],
  [30, 30, false],
  [30, 90, false],
  [30, 0, false],
  [0, 0, false],
])("from %i days to %i is shorter: %s", (now, then, want) => {
  expect(shorter(now, then)).toBe(want);
});

test("for ever is an empty field", () => {
  expect(daysText(0)).toBe("");
  expect(daysText(30)).toBe("30");
});

test.each([
  [null, "group"],
  [0, "ever"],
  [30, "days"],
] as const)("a room with %s days is kept by the rule %s", (days, want) => {
  expect(keepingOf(days)).toBe(want);
});
