import { expect, test } from "vitest";
import { ago, lasted } from "./lasted";

const at = (time: string) => lasted("2026-11-22T00:00:00Z", time);

test("a span of time is said in its two largest units", () => {
  expect(at("2026-11-22T00:00:59Z")).toBe("less than a minute");
  expect(at("2026-11-22T00:01:00Z")).toBe("1 minute");
  expect(at("2026-11-22T02:05:00Z")).toBe("2 hours, 5 minutes");
  expect(at("2026-11-24T01:59:00Z")).toBe("2 days, 1 hour");
  expect(at("2026-11-24T00:30:00Z")).toBe("2 days");
  expect(at("2026-11-21T00:00:00Z")).toBe("less than a minute");
});

test("what was heard a moment ago is told to the second", () => {
  const heard = (then: string) => ago(then, "2026-11-22T00:10:00Z");
  expect(heard("2026-11-22T00:09:56Z")).toBe("just now");
  expect(heard("2026-11-22T00:10:02Z")).toBe("just now");
  expect(heard("2026-11-22T00:09:50Z")).toBe("10 seconds ago");
  expect(heard("2026-11-22T00:08:00Z")).toBe("2 minutes ago");
});
