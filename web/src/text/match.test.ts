import { expect, test } from "vitest";
import { match } from "./match";

test.each([
  ["", "Operations", 0],
  ["oper", "Operations", 0],
  ["ÉQUIPE", "Equipe Web", 0],
  ["web", "Equipe Web", 1],
  ["gra hop", "Grace Hopper", 2],
  ["hop gra", "Grace Hopper", 2],
  ["ration", "Operations", 3],
  ["gh", "Grace Hopper", 4],
  ["oeprat", "Operations", 5],
  ["oprat", "Operations", 5],
  ["grace hoper", "Grace Hopper", 5],
  ["xyz", "Operations", undefined],
  ["opx", "Operations", undefined],
  ["مرحبا", "مرحبا بالعالم", 0],
])("%j for %j is %s", (typed, name, want) => {
  expect(match(typed, name)).toBe(want);
});
