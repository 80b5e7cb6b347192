import { expect, test } from "vitest";
import { changed, lookOf, opened, plainOptions } from "./look";

const close = { key: undefined, name: "Close", enabled: true };
const declared = {
  title: { value: "Take a berth", i18n: "t" },
  options: {
    size: "large",
    hint: { value: "Berths are taken for a day" },
    filter: { placeholder: { value: "Find" } },
    primaryAction: { name: { value: "Take" }, key: "take", enabled: false },
  },
};

test("a declared dialog looks as it was declared", () => {
  expect(lookOf(declared)).toEqual({
    title: "Take a berth",
    width: "800px",
    height: "500px",
    warning: false,
    hint: "Berths are taken for a day",
    filter: "Find",
    primary: { key: "take", name: "Take", enabled: false },
    secondary: [close],
  });
});

test.each<[string, unknown, string, string]>([
  ["none", undefined, "600px", "300px"],
  ["small", "small", "400px", "200px"],
  ["xlarge", "xlarge", "980px", "500px"],
  ["a size that is none", "vast", "600px", "300px"],
  ["what every object has", "constructor", "600px", "300px"],
  ["pixels", { width: "321.5px", height: "90px" }, "321.5px", "90px"],
  ["hundredths", { width: "50%", height: "120%" }, "calc(0.5 * 100vw)", "calc(1 * var(--dialog-room))"],
  ["one of the two", { height: "400px" }, "600px", "400px"],
  ["another unit", { width: "10em", height: "calc(1px)" }, "600px", "300px"],
  ["numbers", { width: 100, height: 100 }, "600px", "300px"],
])("size: %s", (_, size, width, height) => {
  expect(lookOf({ title: "t", options: { size } })).toMatchObject({ width, height });
});

test.each<[string, object, object]>([
  ["no options", {}, { primary: undefined, secondary: [close], filter: undefined, hint: "" }],
  ["no secondary buttons", { secondaryActions: [] }, { secondary: [] }],
  [
    "secondary buttons",
    { secondaryActions: [{ name: "Later", key: "later" }, { name: "No" }, { key: "nameless" }, 7] },
    {
      secondary: [
        { key: "later", name: "Later", enabled: true },
        { key: undefined, name: "No", enabled: true },
      ],
    },
  ],
  [
    "a primary button without a key",
    { primaryAction: { name: "Go" } },
    { primary: { key: "primary-action-selected", name: "Go", enabled: true } },
  ],
  ["a filter without words", { filter: {} }, { filter: "" }],
  ["a warning", { style: "warning" }, { warning: true }],
])("%s", (_, options, want) => {
  expect(lookOf({ title: "t", options })).toMatchObject(want);
});

test("a page changes what it names and leaves the rest", () => {
  const after = changed(declared, { options: { primaryAction: { enabled: true }, hint: "Now" } });
  expect(lookOf(after)).toMatchObject({
    title: "Take a berth",
    hint: "Now",
    width: "800px",
    primary: { key: "take", name: "Take", enabled: true },
  });
  expect(lookOf(changed(after, { title: "Taken", options: { filter: null } }))).toMatchObject({
    title: "Taken",
    filter: undefined,
  });
  expect(lookOf(changed(declared, "nonsense"))).toEqual(lookOf(declared));
});

test("it is opened with a title and options, or with options alone", () => {
  expect(lookOf(opened(declared, { title: "T", options: { size: "small" } }))).toMatchObject({
    title: "T",
    width: "400px",
  });
  expect(lookOf(opened(declared, { size: "small" }))).toMatchObject({
    title: "Take a berth",
    width: "400px",
  });
  expect(lookOf(opened(declared, undefined))).toEqual(lookOf(declared));
});

test("a frame is told the options with plain labels", () => {
  expect(plainOptions(declared)).toEqual({
    size: "large",
    hint: "Berths are taken for a day",
    filter: { placeholder: "Find" },
    primaryAction: { name: "Take", key: "take", enabled: false },
  });
});

test("options that cannot be written down are none", () => {
  const round: Record<string, unknown> = {};
  round.round = round;
  for (const hint of [round, 7n]) expect(plainOptions({ options: { hint } })).toEqual({});
});
