import { expect, test } from "vitest";
import { type Block, blocksOf } from "./markdown";

/** drawn writes blocks in brackets, so that a table can be read. */
function drawn(blocks: Block[]): string {
  return blocks
    .map((b) => {
      switch (b.kind) {
        case "quote":
          return `<quote ${drawn(b.blocks)}>`;
        case "list":
          return `<${b.start ?? "•"} ${b.items.map(drawn).join(" • ")}>`;
        case "table":
          return `<table ${[b.head, ...b.rows].map((r) => r.join(", ")).join("; ")}>`;
        case "code":
          return `<code ${b.language}: ${b.text}>`;
        case "heading":
          return `<h${b.level} ${b.text}>`;
      }
      return b.text;
    })
    .join(" / ");
}

test.each([
  ["one line", "one line"],
  ["two\nlines", "two\nlines"],
  ["a\n\n\nb", "a / b"],
  ["    indented\n  still", "    indented\n  still"],
  ["# Head\ntext", "<h1 Head> / text"],
  ["#tag and #1", "#tag and #1"],
  ["####### seven", "####### seven"],
  ["text\n---\ntext", "text\n---\ntext"],
  ["> a\n> b\nc", "<quote a\nb> / c"],
  ["> > deep\n> less", "<quote <quote deep> / less>"],
  [">quoted", "<quote quoted>"],
  [">:( and\n>_<", ">:( and\n>_<"],
  ["- a\n- b", "<• a • b>"],
  ["- a\n\n- b", "<• a • b>"],
  ["- a\n  more\n  - b\n    - c\n- d", "<• a\nmore / <• b / <• c>> • d>"],
  ["* a\n+ b", "<• a • b>"],
  ["1. a\n2. b", "<1 a • b>"],
  ["3) a\n4) b", "<3 a • b>"],
  ["- a\n1. b", "<• a> / <1 b>"],
  ["- a\n\nb", "<• a> / b"],
  ["-5 degrees\n1999. A year\n-", "-5 degrees\n1999. A year\n-"],
  ["say:\n- a", "say: / <• a>"],
  ["- ```\n  x\n  ```", "<• <code : x>>"],
  ["```go\nx := 1\n\ny := 2\n```\nafter", "<code go: x := 1\n\ny := 2> / after"],
  ["```\n*a* > b\n- c\n```", "<code : *a* > b\n- c>"],
  ["```first line\nlast```", "<code : first line\nlast>"],
  ["```\nnever closed", "<code : never closed>"],
  ["~~~\n```\n~~~", "<code : ```>"],
  ["one ```line``` of it", "one ```line``` of it"],
  ["a | b\n--|--\n1 | 2\n3", "<table a, b; 1, 2> / 3"],
  ["| a | b |\n|:--|--:|\n| 1 |", "<table a, b; 1, >"],
  ["a | b\nc | d", "a | b\nc | d"],
  ["<b>x</b>", "<b>x</b>"],
  ["", ""],
])("%j", (text, want) => {
  expect(drawn(blocksOf(text))).toBe(want);
});

test("what is nested too deeply is what it looks like", () => {
  expect(drawn(blocksOf(`${"> ".repeat(8)}x`))).toBe(`${"<quote ".repeat(5)}> > > x${">".repeat(5)}`);
});

const n = 32_768;
/** What is not linear takes minutes. */
const slow = 5000;
test.each([
  ">",
  "> ",
  "- ",
  "1. ",
  ">\n",
  "- a\n",
  " - a\n",
  "```",
  "```\n",
  "``` ",
  "~~~",
  "|",
  "|-",
  "a|b\n",
  "|a|b|\n|-|-|\n",
  "# ",
  "#",
  " ",
  "\t",
  "\n",
])("%j over and over takes no longer than anything else", (part) => {
  const began = performance.now();
  blocksOf(part.repeat(n / part.length));
  expect(performance.now() - began).toBeLessThan(slow);
});

test("ever deeper lists take no longer than anything else", () => {
  const lines = Array.from({ length: 250 }, (_, i) => `${" ".repeat(2 * i)}- a`);
  const began = performance.now();
  blocksOf(lines.join("\n"));
  expect(performance.now() - began).toBeLessThan(slow);
});
