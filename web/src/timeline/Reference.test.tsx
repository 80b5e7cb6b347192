// @vitest-environment jsdom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Event } from "../api/types";
import { event } from "../test/fakes";
import { Reference } from "./Reference";

let root: HTMLElement;
const reveal = vi.fn<(key: string) => void>();

beforeEach(() => {
  reveal.mockClear();
  root = document.createElement("div");
  document.body.append(root);
});

afterEach(() => {
  render(null, root);
  root.remove();
});

function show(parent: Event | undefined): string {
  act(() => render(<Reference parent={parent} nameOf={(e) => e.sender} reveal={reveal} />, root));
  return root.textContent ?? "";
}

test.each<[string, Partial<Event>, string]>([
  ["a text", { body: "the disk\nis full" }, "in reply to Grace: the disk is full"],
  ["a prefix is not words", { body: "/quote so it was" }, "in reply to Grace: so it was"],
  [
    "html is read, not shown",
    {
      kind: "notification",
      format: "html",
      body: "Build <b>12</b> broke<table><tr><td>a</td><td>b</td></tr></table>",
    },
    "in reply to Grace: Build 12 broke a b",
  ],
  ["markup in a text stays text", { body: "<b>x</b>" }, "in reply to Grace: <b>x</b>"],
  ["no body", { body: "" }, "in reply to Grace"],
  ["long", { body: "é".repeat(90) }, `in reply to Grace: ${"é".repeat(80)}…`],
  [
    "characters of two units are not cut",
    { body: "😀".repeat(90) },
    `in reply to Grace: ${"😀".repeat(80)}…`,
  ],
  ["just short enough", { body: "😀".repeat(80) }, `in reply to Grace: ${"😀".repeat(80)}`],
])("a loaded parent is named by its sender and first words: %s", (_, over, want) => {
  expect(show(event(3, over))).toBe(want);
});

test("a click leads to the parent's line", () => {
  show(event(3));
  root.querySelector("button")?.click();
  expect(reveal.mock.calls).toEqual([["seq-3"]]);
});

test("a parent that is not loaded is an earlier message, with nothing to press", () => {
  expect(show(undefined)).toBe("in reply to an earlier message");
  expect(root.querySelector("button")).toBeNull();
});
