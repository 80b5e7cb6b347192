import { expect, test } from "vitest";
import { code, lines, link, nextLine, pasteLink, type Selection, wrap } from "./format";

/** at reads a selection from a text with | at its ends, or with one | for a caret. */
function at(drawn: string): Selection {
  const [before = "", middle, after] = drawn.split("¦");
  if (after === undefined) return { text: before + (middle ?? ""), start: before.length, end: before.length };
  return { text: before + middle + after, start: before.length, end: before.length + (middle ?? "").length };
}

function drawn({ text, start, end }: Selection): string {
  return start === end
    ? `${text.slice(0, start)}¦${text.slice(end)}`
    : `${text.slice(0, start)}¦${text.slice(start, end)}¦${text.slice(end)}`;
}

test.each([
  ["a ¦word¦ b", "a **¦word¦** b"],
  ["a **¦word¦** b", "a ¦word¦ b"],
  ["a¦ word ¦b", "a **¦word¦** b"],
  ["a ¦", "a **¦**"],
])("bold: %s becomes %s", (from, to) => {
  expect(drawn(wrap(at(from), "**"))).toBe(to);
});

test.each([
  ["a ¦x()¦ b", "a `¦x()¦` b"],
  ["a ¦x\ny¦ b", "a \n```\n¦x\ny¦\n```\n b"],
  ["¦x\ny¦", "```\n¦x\ny¦\n```"],
])("code: %j becomes %j", (from, to) => {
  expect(drawn(code(at(from)))).toBe(to);
});

test.each([
  ["a¦b", "- ", "- ab¦"],
  ["- ab¦", "- ", "ab¦"],
  ["x\n¦a\nb¦\ny", "1. ", "x\n¦1. a\n2. b¦\ny"],
  ["¦1. a\n2. b¦", "1. ", "¦a\nb¦"],
  ["¦a\n> b¦", "> ", "¦> a\n> > b¦"],
  ["¦\nab", "- ", "- ¦\nab"],
] as const)("lines: %j with %j becomes %j", (from, mark, to) => {
  expect(drawn(lines(at(from), mark))).toBe(to);
});

test("a link asks for what is missing", () => {
  expect(drawn(link(at("see ¦here¦ now")))).toBe("see [here](¦https://¦) now");
  expect(drawn(link(at("see ¦")))).toBe("see [¦words¦](https://)");
});

test.each([
  ["see ¦here¦ now", "https://x.test/a ", "see [here](https://x.test/a)¦ now"],
  ["see ¦here¦", "not an address", undefined],
  ["see ¦here¦", "javascript:alert(1)", undefined],
  ["see ¦https://a.test¦", "https://b.test", undefined],
  ["see ¦", "https://b.test", undefined],
  ["¦a\nb¦", "https://b.test", undefined],
])("pasting onto %j", (from, pasted, to) => {
  const s = pasteLink(at(from), pasted);
  expect(s && drawn(s)).toBe(to);
});

test.each([
  ["- a¦", "- a\n- ¦"],
  ["x\n  2. a¦ b", "x\n  2. a\n  3. ¦ b"],
  ["> a¦", "> a\n> ¦"],
  ["- a\n- ¦", "- a\n¦"],
  ["a¦", undefined],
  ["-a¦", undefined],
])("a new line behind %j", (from, to) => {
  const s = nextLine(at(from));
  expect(s && drawn(s)).toBe(to);
});
