import { expect, test } from "vitest";
import type { Part } from "../api/addontypes";
import { event } from "../test/fakes";
import { ledBy } from "./links";

const part = (addon_key: string, key: string) =>
  ({ installation: 1, addon_key, key, kind: "dialog" }) as Part;
const parts = [part("a.b", "berth"), part("c.d", "other")];
const sent = event(1, { kind: "notification", addon_key: "a.b", body: "in" });

test.each<[string, DOMStringMap, unknown]>([
  ["its own view", { target: "berth" }, "berth"],
  ["its own view by its whole name", { target: "a.b:berth" }, "berth"],
  [
    "its own view with options",
    { target: "berth", targetOptions: '{"options":{"size":"large"}}' },
    { key: "berth", options: { size: "large" } },
  ],
])("a link of an add-on leads to %s", (_, data, want) => {
  expect(ledBy(sent, data, parts)).toMatchObject({ installation: 1, target: want });
});

test.each<[string, DOMStringMap]>([
  ["another add-on's view", { target: "other" }],
  ["another add-on's view by its whole name", { target: "c.d:other" }],
  ["a view that there is not", { target: "none" }],
  ["nothing", { target: "" }],
])("a link of an add-on to %s leads nowhere", (_, data) => {
  expect(ledBy(sent, data, parts)).toBeNull();
});

test("what is no add-on's leads nowhere", () => {
  const { addon_key: _, ...plain } = sent;
  expect(ledBy(plain, { target: "berth" }, parts)).toBeNull();
});

test("a link without a target is a link, and one of the first add-ons leads to no view", () => {
  expect(ledBy(sent, {}, parts)).toBeUndefined();
  expect(ledBy(sent, { target: "dialog" }, parts)).toBeUndefined();
});

test("a view gets the link's parameters, or else the message", () => {
  const targetOptions = '{"parameters":{"n":4},"urlTemplateValues":{"ship":"Ada"}}';
  expect(ledBy(sent, { target: "berth", targetOptions }, parts)).toMatchObject({
    event: { name: "receive-parameters", payload: { n: 4 } },
    values: { ship: "Ada" },
  });
  expect(ledBy(sent, { target: "berth", targetOptions: "{" }, parts)).toMatchObject({
    event: { payload: { body: "in", type: "notification" } },
    values: { message: { body: "in" } },
  });
});
