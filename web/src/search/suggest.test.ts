import { expect, test } from "vitest";
import { user } from "../test/fakes";
import { accept, isFilter, lastWord, parts, suggest, withoutPart } from "./suggest";

const known = { users: [user(2, "Grace Hopper"), user(3, "Linus Bauer")], rooms: ["Ops", "Big Room"] };
const texts = (query: string) => suggest(query, known).map((s) => s.text);

test("a search is cut as the server cuts it", () => {
  expect(parts('from:@a "two words" in:"Big Room" -x "open')).toEqual([
    "from:@a",
    '"two words"',
    'in:"Big Room"',
    "-x",
    '"open',
  ]);
  expect(lastWord("deploy in:")).toBe("in:");
  expect(lastWord("deploy ")).toBe("");
  expect(lastWord('in:"Big R')).toBe('in:"Big R');
});

test("filters are offered by what is being written", () => {
  expect(texts("deploy ")).toContain("from:");
  expect(texts("deploy be")).toEqual(["before:"]);
  expect(texts("-ha")).toEqual(["-has:"]);
  expect(texts("deploy")).toEqual([]);
});

test("values are offered, with people and rooms by any part of their names", () => {
  expect(texts("from:gra")).toEqual(["from:@GraceHopper"]);
  expect(texts("from:")).toEqual(["from:me", "from:@GraceHopper", "from:@LinusBauer"]);
  expect(texts("in:big")).toEqual(['in:"Big Room"']);
  expect(texts("in:@lin")).toEqual(["in:@LinusBauer"]);
  expect(texts("has:")).toEqual(["has:file", "has:image", "has:link", "has:card"]);
  expect(texts("-has:f")).toEqual(["-has:file"]);
});

test("a suggestion takes the word's place", () => {
  expect(accept("deploy in:bi", { text: 'in:"Big Room"', note: "" })).toBe('deploy in:"Big Room" ');
  expect(accept("deploy fr", { text: "from:", note: "" })).toBe("deploy from:");
  expect(accept("", { text: "from:", note: "" })).toBe("from:");
});

test("parts can be taken out again", () => {
  expect(withoutPart('deploy in:"Big Room" x', 1)).toBe("deploy x");
  expect(isFilter('-in:"Big Room"')).toBe(true);
  expect(isFilter("in")).toBe(false);
});
