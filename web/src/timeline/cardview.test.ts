import { expect, test } from "vitest";
import { cardView } from "./cardview";

const card = { style: "application", id: "1", title: "Title" };

test.each([
  ["nothing", undefined],
  ["a string that is not JSON", "{"],
  ["a list", []],
  ["no style", { id: "1", title: "t" }],
  ["an unknown style", { ...card, style: "poll" }],
  ["no id", { style: "link", title: "t" }],
  ["a title that is a number", { ...card, title: 7 }],
])("%s is not drawn", (_, raw) => {
  expect(cardView(raw)).toBeUndefined();
});

test("a card may come as a JSON string", () => {
  expect(cardView(JSON.stringify(card))?.title).toBe("Title");
});

test.each(["file", "image", "application", "link", "media"])("style %s is drawn", (style) => {
  expect(cardView({ ...card, style, url: "https://x.test/a.png" })?.style).toBe(style);
});

test("both forms of description, icon and value icon are read", () => {
  expect(cardView({ ...card, description: "d" })?.description).toEqual({ html: false, value: "d" });
  const html = { value: "<b>d</b>", format: "html" };
  expect(cardView({ ...card, description: html })?.description).toEqual({ html: true, value: "<b>d</b>" });
  expect(cardView({ ...card, icon: "https://x.test/i" })?.icon).toBe("https://x.test/i");
  expect(cardView({ ...card, icon: { url: "https://x.test/i" } })?.icon).toBe("https://x.test/i");
  const attributes = [{ value: { label: "a", icon: { url: "https://x.test/i" } } }];
  expect(cardView({ ...card, attributes })?.attributes[0]?.icon).toBe("https://x.test/i");
});

test.each(["javascript:alert(1)", "data:text/html,x", "//x.test", "", 7, null])(
  "the address %j is not linked",
  (url) => {
    const v = cardView({
      ...card,
      url,
      icon: url,
      thumbnail: { url },
      attributes: [{ value: { label: "a", url } }],
    });
    expect([v?.url, v?.icon, v?.thumbnail, v?.attributes[0]?.url]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  },
);

test("lozenges are known by name, and others are plain", () => {
  const attributes = ["lozenge-error", "lozenge", "lozenge-new", "bold", undefined].map((style) => ({
    value: { label: "a", style },
  }));
  expect(cardView({ ...card, attributes })?.attributes.map((a) => a.lozenge)).toEqual([
    "error",
    "default",
    "default",
    undefined,
    undefined,
  ]);
});

test("attributes that say nothing are left out, and there are at most ten", () => {
  const attributes = [
    null,
    {},
    { value: {} },
    ...Array.from({ length: 20 }, () => ({ value: { label: "a" } })),
  ];
  expect(cardView({ ...card, attributes })?.attributes).toHaveLength(7);
});

test("a thumbnail has its size before it is loaded, inside the box", () => {
  const thumbnail = { url: "https://x.test/t", "url@2x": "https://x.test/t2", width: 640, height: 720 };
  const t = cardView({ ...card, thumbnail })?.thumbnail;
  expect([t?.width, t?.height]).toEqual([160, 180]);
  expect(t?.srcset).toBe("https://x.test/t 1x, https://x.test/t2 2x");
  const unknown = cardView({ ...card, thumbnail: { url: "https://x.test/t", width: "640" } })?.thumbnail;
  expect([unknown?.width, unknown?.height]).toEqual([320, 180]);
});

test("files and images take their title from the address when they have none", () => {
  expect(cardView({ style: "file", id: "1", url: "https://x.test/a/report%202.pdf?x" })?.title).toBe(
    "report 2.pdf",
  );
  expect(cardView({ style: "file", id: "1", url: "https://x.test/%E0%A4%A" })?.title).toBe("%E0%A4%A");
});
