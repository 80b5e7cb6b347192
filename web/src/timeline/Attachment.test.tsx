// @vitest-environment jsdom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Event, SharedFile } from "../api/types";
import { event } from "../test/fakes";
import { Attachment } from "./Attachment";
import { bytes } from "./attachment";

let root: HTMLElement;

beforeEach(() => {
  root = document.createElement("div");
  document.body.append(root);
});

afterEach(() => {
  render(null, root);
  root.remove();
});

function show(fields: Partial<Event>): HTMLElement {
  act(() => render(<Attachment event={event(1, { user_id: 4, ...fields })} />, root));
  return root;
}

const file: SharedFile = { key: "K3Y", name: "the log 1.txt", size: 2048, type: "text/plain" };

test("a file is a link with its name and size", () => {
  const a = show({ file }).querySelector("a");
  expect(a?.getAttribute("href")).toBe("/files/1/4/K3Y/the%20log%201.txt");
  expect(a?.textContent).toBe("the log 1.txt2.0 KB");
  expect(root.querySelector("img")).toBeNull();
});

test.each([
  ["graph.png", "/files/1/4/K3Y/graph_thumb.png"],
  ["my.graph.png", "/files/1/4/K3Y/my.graph_thumb.png"],
  ["graph", "/files/1/4/K3Y/graph_thumb"],
])("a picture called %s shows its small copy", (name, src) => {
  const img = show({
    file: { ...file, name, type: "image/png", thumb: true, width: 9, height: 6 },
  }).querySelector("img");
  expect(img?.getAttribute("src")).toBe(src);
});

test("a page is shown by its title, a picture by itself", () => {
  show({
    links: [
      { type: "link", url: "https://a.example/", title: "<b>The</b> title", description: "what it is" },
      { type: "image", url: "https://a.example/b.png", image_url: "https://a.example/b.png" },
    ],
  });
  expect(root.querySelector(".preview")?.textContent).toBe("a.example<b>The</b> titlewhat it is");
  expect(root.querySelector("img")?.getAttribute("src")).toBe("https://a.example/b.png");
});

test("a message without either has nothing more", () => {
  expect(show({}).childElementCount).toBe(0);
});

test.each([
  [0, "0 bytes"],
  [1, "1 byte"],
  [999, "999 bytes"],
  [1000, "1.0 KB"],
  [48213, "47 KB"],
  [50 << 20, "50 MB"],
  [2 * 1024 ** 4, "2.0 TB"],
])("%i is %s", (n, want) => {
  expect(bytes(n)).toBe(want);
});
