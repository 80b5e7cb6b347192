import { expect, test } from "vitest";
import { inlineOf, type Span } from "./inline";
import type { Mentionable } from "./tokens";

const smile = { id: 1, shortcut: "smile", url: "/s.svg", type: "global" as const, width: 24, height: 24 };
const who: Mentionable = {
  refs: [{ id: 1, name: "Ada", mention_name: "ada" }],
  words: ["all"],
  self: 1,
  rooms: new Map([["ops *eu*", { id: 4 }]]),
  emoticons: new Map([["smile", smile]]),
};

/** drawn writes spans in brackets, so that a table can be read. */
function drawn(spans: Span[]): string {
  return spans
    .map((s) => {
      if (s.kind === "text") return s.text;
      if ("spans" in s) return `<${s.kind} ${drawn(s.spans)}>`;
      return s.kind === "named" ? `<${s.text} → ${s.href}>` : `<${s.kind} ${s.text}>`;
    })
    .join("");
}

test.each([
  ["**bold** and *em* and _em_ and ~~gone~~", "<strong bold> and <em em> and <em em> and <strike gone>"],
  ["***both*** **a *b* c**", "<both both> <strong a <em b> c>"],
  ["这是**粗体**字", "这是<strong 粗体>字"],
  ["a*b*c 2 * 3 * 4 snake_case_name __init__", "a*b*c 2 * 3 * 4 snake_case_name __init__"],
  ["**not closed and *also* not", "**not closed and <em also> not"],
  ["*a **b* c**", "<em a **b> c**"],
  ["** a ** * b * ~~ c ~~", "** a ** * b * ~~ c ~~"],
  ["~5 minutes ~ 10~", "~5 minutes ~ 10~"],
  ["`a *b* @ada (smile)` c", "<code a *b* @ada (smile)> c"],
  ["`` a ` b `` and `c", "<code a ` b> and `c"],
  ["**`x`**", "<strong <code x>>"],
  ["\\*not\\* ¯\\_(ツ)_/¯ C:\\dir", "*not* ¯\\_(ツ)_/¯ C:\\dir"],
  ["see #Ops *EU*, *#ops *eu** and #ops", "see <room #Ops *EU*>, <em <room #ops *eu*>> and #ops"],
  ["**@ada** (Smile) *@all*", "<strong <mention @ada>> <emoticon (Smile)> <em <mention @all>>"],
  [
    "https://x.test/a_b_c*d **https://x.test**",
    "<link https://x.test/a_b_c*d> <strong <link https://x.test>>",
  ],
  ["[a *b*](https://x.test/(c)) d", "<a *b* → https://x.test/(c)> d"],
  [
    "[x](javascript:alert(1)) [y](//z) [ ](https://x.test)",
    "[x](javascript:alert(1)) [y](//z) < → https://x.test>",
  ],
  ["[https://good.test](https://bad.test)", "[https://good.test](https://bad.test)"],
  ["*(smile)* :tada: 12:30:45 a:b:c", "<em <emoticon (smile)>> <emoji :tada:> 12:30:45 a:b:c"],
  ["<b>x</b> &amp; <!-- y -->", "<b>x</b> &amp; <!-- y -->"],
  ["*a\nb*", "<em a\nb>"],
])("%s", (text, want) => {
  expect(drawn(inlineOf(text, who))).toBe(want.replace("< →", "<  →"));
});

test("a span is never deeper than the styles that there are", () => {
  const depth = (spans: Span[]): number =>
    Math.max(0, ...spans.map((s) => ("spans" in s ? 1 + depth(s.spans) : 0)));
  const text = "*a **b ~~c _d ***e ".repeat(300) + "f*** g_ h~~ i** j* ".repeat(300);
  expect(depth(inlineOf(text, who))).toBeLessThanOrEqual(5);
});

const n = 32_768;
/** What is not linear takes minutes. */
const slow = 5000;
test.each([
  "*",
  "_",
  "`",
  "*a_",
  "**a ",
  "*a ",
  "~~a ",
  "[",
  "![",
  "[a](",
  "[a](https://",
  "[](",
  "(",
  ":a",
  "@a-",
  "@ada",
  "#",
  "#o ",
  "#ops *eu* ",
  "https://",
  "https://a)",
  "`a``b",
  " ",
  "\\",
  "***_~~",
  "<",
])("%s over and over takes no longer than anything else", (part) => {
  const text = part.repeat(n / part.length);
  const began = performance.now();
  const spans = inlineOf(text, who);
  expect(performance.now() - began).toBeLessThan(slow);
  expect(spans.length).toBeGreaterThan(0);
});
