import { expect, test } from "vitest";
import { faceOf, outcome } from "./state";
import type { Delivery } from "./types";

test("a delivery that was taken says what was wrong with its answer", () => {
  const taken = { state: "done", status: 200, attempts: 2, error: "" } as Delivery;
  expect(outcome(taken)).toBe("200 after 2 attempts");
  expect(outcome({ ...taken, error: "the answer was not posted: it is no notification" })).toBe(
    "200, but the answer was not posted: it is no notification",
  );
});

test("a state that the page does not know yet is shown by its name", () => {
  expect(faceOf("failed").word).toBe("Given up");
  expect(faceOf("expired")).toEqual({ word: "expired", look: "current" });
  expect(faceOf("toString").word).toBe("toString");
});
