import { expect, test } from "vitest";
import { Recall } from "./recall";

test("what was sent comes back, and at the end what was being written", () => {
  const r = new Recall();
  expect(r.older("x")).toBeUndefined();
  for (const t of ["one", "two", "two"]) r.add(t);
  expect([r.older("half"), r.older("two"), r.older("one")]).toEqual(["two", "one", undefined]);
  expect([r.newer(), r.newer(), r.newer()]).toEqual(["two", "half", undefined]);
  r.add("three");
  expect(r.older("")).toBe("three");
});

test("fifty are kept", () => {
  const r = new Recall();
  for (let i = 1; i <= 60; i++) r.add(`${i}`);
  let last: string | undefined;
  for (let t = r.older(""); t !== undefined; t = r.older(t)) last = t;
  expect(last).toBe("11");
});
