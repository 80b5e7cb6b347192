import { afterEach, expect, test, vi } from "vitest";
import { replaceAll } from "./edit";

afterEach(() => {
  document.body.replaceChildren();
});

test.each([
  ["a word b", "a **word** b"],
  ["😀", "😁"],
  ["a😀b", "a😁b"],
  ["\u{1F208}", "\u{1F608}"],
  ["x", ""],
  ["", "x"],
])("%j becomes %j in whole characters", (from, to) => {
  const area = document.body.appendChild(document.createElement("textarea"));
  area.value = from;
  const put = vi.spyOn(area, "setRangeText");
  replaceAll(area, { text: to, start: to.length, end: to.length });
  expect(area.value).toBe(to);
  for (const [part] of put.mock.calls) expect(() => encodeURIComponent(part)).not.toThrow();
});
