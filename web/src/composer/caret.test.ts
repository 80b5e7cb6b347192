import { expect, test } from "vitest";
import { caretAfter } from "./caret";

test.each([
  ["what is written behind it leaves it", "one| two", "one two three", 3],
  ["what is written before it pushes it along", "one| two", "more than one two", 13],
  ["it stays at the end", "one|", "one two", 7],
  ["it stays at the end of less", "one two|", "one", 3],
  ["it stays at the beginning", "|one", "two", 0],
  ["what has nothing in common with the text before has it at its end", "on|e", "thrift", 6],
  ["what was sent has gone", "one| two", "", 0],
])("%s", (_, before, after, want) => {
  const at = before.indexOf("|");
  expect(caretAfter(at, before.replace("|", ""), after)).toBe(want);
});
