import { expect, test } from "vitest";
import { asked, fromLocalInput, localInput } from "./period";

const now = new Date("2026-11-22T12:00:00Z");

test("a period by name becomes a moment, and takes the place of others", () => {
  const q = asked(new URLSearchParams("within=24h&until=2026-11-22T00:00:00Z&state=failed"), now);
  expect(Object.fromEntries(q)).toEqual({ state: "failed", since: "2026-11-21T12:00:00.000Z" });
});

test("an unknown period is none, and moments stay", () => {
  const q = asked(new URLSearchParams("within=ever&since=2026-11-22T00:00:00Z"), now);
  expect(Object.fromEntries(q)).toEqual({ since: "2026-11-22T00:00:00Z" });
});

test("a moment survives the way through an input", () => {
  const time = "2026-11-22T15:04:00.000Z";
  expect(fromLocalInput(localInput(time))).toBe(time);
  expect(localInput("nonsense")).toBe("");
  expect(fromLocalInput("")).toBe("");
  expect(fromLocalInput("12026-11-22T15:04")).toBe("");
});
