import { expect, test } from "vitest";
import type { Line } from "./devapi";
import { heard, statusOf } from "./words";

const message = { event: "room_message", what: "", global: false };

test("an event tells how many deliveries it led to", () => {
  expect(heard(message, 1)).toBe("room_message: one delivery.");
  expect(heard(message, 3)).toBe("room_message: 3 deliveries.");
});

test("an event that nobody waits for says who could", () => {
  expect(heard(message, 0)).toContain("no webhook waits for it");
  expect(heard({ ...message, global: true }, 0)).toContain("of the whole group");
});

test("a line without an answer says whether one may come", () => {
  const line: Line = {
    kind: "delivery",
    id: 1,
    at: "",
    title: "",
    status: 0,
    look: "waiting",
    says: "",
    guideline: "",
  };
  expect(statusOf(line)).toBe("waiting");
  expect(statusOf({ ...line, look: "bad" })).toBe("none");
  expect(statusOf({ ...line, status: 204 })).toBe("204");
});
