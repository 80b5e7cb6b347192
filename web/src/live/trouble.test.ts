import { expect, test } from "vitest";
import { troubleWords } from "./trouble";

test.each([
  [[], undefined],
  [["bus"], /^This server is cut off/],
  [["bus", "database"], /does not reach its database/],
  [["something newer"], undefined],
])("of %j it says the worst", (parts, want) => {
  if (want) expect(troubleWords(parts)).toMatch(want);
  else expect(troubleWords(parts)).toBeUndefined();
});
