import { expect, test } from "vitest";
import { fieldTime, presets } from "./times";

/** local is a moment in the zone that the tests run in. */
const local = (day: number, hour: number, minute = 0) => new Date(2026, 10, day, hour, minute);

// 23 November 2026 is a Monday.
test.each([
  [
    "a Monday morning",
    local(23, 8),
    ["In 30 minutes", local(23, 8, 30)],
    ["Later today", local(23, 17)],
    ["Tomorrow", local(24, 9)],
    ["Monday in a week", local(30, 9)],
  ],
  [
    "when the day is nearly over",
    local(26, 16, 10),
    ["In 30 minutes", local(26, 16, 40)],
    ["Tomorrow", local(27, 9)],
    ["Monday", local(30, 9)],
  ],
  ["a Sunday evening", local(29, 23, 45), ["In 30 minutes", local(30, 0, 15)], ["Tomorrow", local(30, 9)]],
  [
    "at the end of a month",
    local(30, 20),
    ["In 30 minutes", local(30, 20, 30)],
    ["Tomorrow", new Date(2026, 11, 1, 9)],
    ["Monday in a week", new Date(2026, 11, 7, 9)],
  ],
])("the usual times of %s", (_, now, ...want) => {
  expect(presets(now).map((p) => [p.name, p.at])).toEqual(want);
});

test("a field for date and time takes the reader's own", () => {
  expect(fieldTime(new Date(2026, 0, 2, 3, 4))).toBe("2026-01-02T03:04");
});
