import { expect, test } from "vitest";
import { lasted } from "./lasted";

const at = (time: string) => lasted("2026-11-22T00:00:00Z", time);

test("a span of time is said in its two largest units", () => {
  expect(at("2026-11-22T00:00:59Z")).toBe("less than a minute");
  expect(at("2026-11-22T00:01:00Z")).toBe("1 minute");
  expect(at("2026-11-22T02:05:00Z")).toBe("2 hours, 5 minutes");
  expect(at("2026-11-24T01:59:00Z")).toBe("2 days, 1 hour");
  expect(at("2026-11-24T00:30:00Z")).toBe("2 days");
  expect(at("2026-11-21T00:00:00Z")).toBe("less than a minute");
});
