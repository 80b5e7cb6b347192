import { expect, test } from "vitest";
import { outcome } from "./state";
import type { Delivery } from "./types";

test("a delivery that was taken says what was wrong with its answer", () => {
  const taken = { state: "done", status: 200, attempts: 2, error: "" } as Delivery;
  expect(outcome(taken)).toBe("200 after 2 attempts");
  expect(outcome({ ...taken, error: "the answer was not posted: it is no notification" })).toBe(
    "200, but the answer was not posted: it is no notification",
  );
});
