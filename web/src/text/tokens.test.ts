import { expect, test } from "vitest";
import { prefixed } from "./prefix";
import { type Mentionable, pieces } from "./tokens";

const who: Mentionable = {
  refs: [
    { id: 1, name: "Ada", mention_name: "ada" },
    { id: 2, name: "Zoë", mention_name: "Zoë.P" },
  ],
  words: ["here"],
  self: 1,
  rooms: new Map([
    ["ops", { id: 1 }],
    ["ops & more (thumbsup)", { id: 2 }],
    ["c#", { id: 3 }],
  ]),
  emoticons: new Map([
    ["thumbsup", { id: 1, shortcut: "thumbsup", url: "/t.svg", type: "global", width: 24, height: 24 }],
  ]),
};

const shown = (text: string) => pieces(text, who).map((p) => [p.kind, p.text]);

test.each([
  ["plain", [["text", "plain"]]],
  [
    "see https://x.test/a?b=c#d.",
    [
      ["text", "see "],
      ["link", "https://x.test/a?b=c#d"],
      ["text", "."],
    ],
  ],
  [
    "(https://x.test/a_(b))",
    [
      ["text", "("],
      ["link", "https://x.test/a_(b)"],
      ["text", ")"],
    ],
  ],
  ["http://", [["text", "http://"]]],
  ["javascript:alert(1)", [["text", "javascript:alert(1)"]]],
  [
    "hi @ada, @Zoë.P. and @here!",
    [
      ["text", "hi "],
      ["mention", "@ada"],
      ["text", ", "],
      ["mention", "@Zoë.P"],
      ["text", ". and "],
      ["mention", "@here"],
      ["text", "!"],
    ],
  ],
  ["@all and @adam and mail@ada", [["text", "@all and @adam and mail@ada"]]],
  [
    "#ops, #Ops & More (thumbsup)! and #C#",
    [
      ["room", "#ops"],
      ["text", ", "],
      ["room", "#Ops & More (thumbsup)"],
      ["text", "! and "],
      ["room", "#C#"],
    ],
  ],
  ["#opsgenie, a#ops, #1, # ops", [["text", "#opsgenie, a#ops, #1, # ops"]]],
  [
    "#nothing @ada",
    [
      ["text", "#nothing "],
      ["mention", "@ada"],
    ],
  ],
  [
    "(ThumbsUp) (nosuch) (constructor)",
    [
      ["emoticon", "(ThumbsUp)"],
      ["text", " (nosuch) (constructor)"],
    ],
  ],
  [
    "so :) and :'( (:D) <3",
    [
      ["text", "so "],
      ["smiley", ":)"],
      ["text", " and "],
      ["smiley", ":'("],
      ["text", " ("],
      ["smiley", ":D"],
      ["text", ") "],
      ["smiley", "<3"],
    ],
  ],
  ["a list:(b) x:D :Dx 12:/3 :d", [["text", "a list:(b) x:D :Dx 12:/3 :d"]]],
  ["<img src=x onerror=alert(1)>", [["text", "<img src=x onerror=alert(1)>"]]],
  [
    "https://x.test/<script>",
    [
      ["link", "https://x.test/"],
      ["text", "<script>"],
    ],
  ],
])("%s", (text, want) => {
  expect(shown(text)).toEqual(want);
});

test("nothing of a text is lost, whatever it is", () => {
  for (const text of [
    "@@ada((ok)) https://a.b/)).",
    "((smile)",
    "https://https://x",
    "\n@here\n\n",
    "@ada@ada",
  ]) {
    const back = pieces(text, who).map((p) => p.text);
    expect(back.join("")).toBe(text);
  }
});

test("the reader's own mentions are marked, and those that reach everyone", () => {
  const self = pieces("@ada @Zoë.P @here", who).map((p) => p.kind === "mention" && p.self);
  expect(self).toEqual([true, false, false, false, true]);
});

test.each([
  ["/me waves", "action", "waves"],
  ["/em waves", "action", "waves"],
  ["/quote a\nb", "quote", "a\nb"],
  ["/code x  = 1", "code", "x  = 1"],
  ["/pre a", "pre", "a"],
  ["/monospace a", "pre", "a"],
  ["/me", "plain", "/me"],
  ["/me ", "plain", "/me "],
  ["/deploy prod", "plain", "/deploy prod"],
  ["/constructor x", "plain", "/constructor x"],
  [" /me waves", "plain", " /me waves"],
])("%j is %s", (body, style, text) => {
  expect(prefixed(body)).toEqual({ style, text });
});
