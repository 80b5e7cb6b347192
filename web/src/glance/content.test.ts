import { expect, test } from "vitest";
import { contentOf } from "./content";
import { picture } from "./raw";

const label = { type: "html", value: "<b>3</b> open" };
const shows = (status: unknown) => contentOf({ label, status })?.status;
const icon = { url: "https://a.test/i.png", srcset: undefined };

test.each<[string, unknown, unknown]>([
  [
    "a lozenge",
    { type: "lozenge", value: { label: "FULL", type: "error" } },
    { type: "lozenge", label: "FULL", style: "error" },
  ],
  [
    "a lozenge of no known type",
    { type: "lozenge", value: { label: "x", type: "mauve" } },
    { type: "lozenge", label: "x", style: "default" },
  ],
  [
    "a lozenge that is too long",
    { type: "lozenge", value: { label: "😀".repeat(30) } },
    { type: "lozenge", label: "😀".repeat(20), style: "default" },
  ],
  ["a lozenge without a label", { type: "lozenge", value: { type: "error" } }, undefined],
  ["an icon", { type: "icon", value: { url: "https://a.test/i.png" } }, { type: "icon", icon }],
  ["an icon of a script", { type: "icon", value: { url: "javascript:alert(1)" } }, undefined],
  ["a text", { type: "text", value: "12" }, { type: "text", label: "12" }],
  ["an unknown kind", { type: "gauge", value: { label: "x" } }, undefined],
  ["no object", "full", undefined],
])("%s", (_, status, want) => {
  expect(shows(status)).toEqual(want);
});

test.each([undefined, null, "x", {}, { label: "x" }, { label: { value: " " } }, { label: { value: 7 } }])(
  "%j is no content",
  (raw) => {
    expect(contentOf(raw)).toBeUndefined();
  },
);

test("a label is cut after a thousand characters", () => {
  expect(contentOf({ label: { value: "x".repeat(5000) } })?.label).toHaveLength(1000);
});

test("pictures come in two densities, from the web or from the address itself", () => {
  const data = "data:image/png;base64,AAAA";
  const both = { url: "https://a.test/i,1.png", "url@2x": "https://a.test/i@2x.png" };
  expect(picture(both)).toEqual({
    url: "https://a.test/i%2C1.png",
    srcset: "https://a.test/i%2C1.png 1x, https://a.test/i@2x.png 2x",
  });
  expect(picture({ url: data, "url@2x": data })).toEqual({ url: data, srcset: undefined });
  expect(picture({ url: "/i.png" })).toBeUndefined();
});
