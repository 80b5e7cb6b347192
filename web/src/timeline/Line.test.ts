import { expect, test } from "vitest";
import { event, events } from "../test/fakes";
import { same } from "./Line";
import { rows } from "./rows";

test("rows stay as they are while others come, and change with what stands in them", () => {
  const all = events(1, 4);
  const before = rows(all, [], null, 1);
  const more = rows([...all, event(5)], [], null, 1);
  expect(before.every((row, i) => same(row, more[i] as typeof row))).toBe(true);
  const edited = rows([...all.slice(0, 3), { ...event(4), body: "other" }], [], null, 1);
  expect(before.map((row, i) => same(row, edited[i] as typeof row))).toEqual([true, true, true, true, false]);
});

test("a line that is no longer continued is drawn anew", () => {
  const [, , second] = rows(events(1, 2), [], null, 1);
  const [, alone] = rows(events(2, 2), [], null, 1);
  expect(second && alone && same(second, alone)).toBe(false);
});

test("lines of who came and went change with their number", () => {
  const came = (seq: number) => event(seq, { kind: "enter" });
  const one = came(1);
  const [, line] = rows([one], [], null, 1);
  const [, longer] = rows([one, came(2)], [], null, 1);
  const [, again] = rows([one], [], null, 1);
  expect(line && longer && same(line, longer)).toBe(false);
  expect(line && again && same(line, again)).toBe(true);
});
