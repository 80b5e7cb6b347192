import { expect, test } from "vitest";
import { event } from "../test/fakes";
import { corrected } from "./corrected";

const said = (...bodies: [number, string][]) =>
  bodies.map(([user, body], i) => event(i + 1, { user_id: user, body }));
const shown = (...bodies: [number, string][]) => corrected(said(...bodies)).map((e) => e.body);

test.each([
  [
    "the sender's last message",
    [
      [1, "helo helo"],
      [1, "s/helo/hello/"],
    ],
    ["hello helo"],
  ],
  [
    "not somebody else's",
    [
      [1, "helo"],
      [2, "helo"],
      [1, "s/helo/hello"],
    ],
    ["hello", "helo"],
  ],
  [
    "one correction after the other",
    [
      [1, "a b"],
      [1, "s/a/x/"],
      [1, "s/b/y/"],
    ],
    ["x y"],
  ],
  [
    "an action behind its prefix",
    [
      [1, "/me me"],
      [1, "s/me/you/"],
    ],
    ["/me you"],
  ],
  [
    "nothing that fits",
    [
      [1, "hello"],
      [1, "s/x/y/"],
    ],
    ["hello"],
  ],
  [
    "a message that is not there",
    [
      [2, "hello"],
      [1, "s/x/y/"],
    ],
    ["hello"],
  ],
  [
    "with nothing",
    [
      [1, "hello there"],
      [1, "s/ there//"],
    ],
    ["hello"],
  ],
  [
    "as plain text",
    [
      [1, "a.c abc"],
      [1, "s/a.c/$&/"],
    ],
    ["$& abc"],
  ],
  [
    "three slashes within",
    [
      [1, "a"],
      [1, "s/a/b/c/"],
    ],
    ["a", "s/a/b/c/"],
  ],
] as [string, [number, string][], string[]][])("corrects %s", (_, bodies, want) => {
  expect(shown(...bodies)).toEqual(want);
});

test("what is corrected says when", () => {
  const [first] = corrected(said([1, "helo"], [1, "s/helo/hello/"]));
  expect(first?.edited).toBe(event(2).time);
});

test("without corrections nothing is made anew", () => {
  const events = said([1, "hello"]);
  expect(corrected(events)).toBe(events);
});
