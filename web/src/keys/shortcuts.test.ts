import { expect, test } from "vitest";
import { actionOf, keyNames, shortcuts } from "./shortcuts";

function press(key: string, over: Partial<KeyboardEventInit> = {}, target?: HTMLElement): KeyboardEvent {
  const e = new KeyboardEvent("keydown", { key, bubbles: true, ...over });
  (target ?? document.body).dispatchEvent(e);
  return e;
}

test.each([
  ["k", { ctrlKey: true }, "switcher"],
  ["K", { metaKey: true }, "switcher"],
  ["k", { ctrlKey: true, shiftKey: true }, undefined],
  ["k", {}, undefined],
  ["ArrowUp", { altKey: true }, "previous"],
  ["ArrowUp", { altKey: true, shiftKey: true }, "previousUnread"],
  ["ArrowDown", { altKey: true, ctrlKey: true }, "next"],
  ["Escape", {}, "read"],
  ["Escape", { shiftKey: true }, "readAll"],
  ["m", { ctrlKey: true, altKey: true }, "readRooms"],
  ["M", { ctrlKey: true, altKey: true, shiftKey: true }, "readAll"],
  ["ƒ", { metaKey: true, altKey: true, code: "KeyF" }, "search"],
  ["?", { shiftKey: true }, "help"],
  ["/", {}, "search"],
  ["/", { ctrlKey: true }, "help"],
])("%s with %j is %s", (key, over, want) => {
  expect(actionOf(press(key, over))).toBe(want);
});

test("bare keys are left to whoever types, the others are not", () => {
  const box = document.body.appendChild(document.createElement("textarea"));
  expect(actionOf(press("?", {}, box))).toBeUndefined();
  expect(actionOf(press("/", {}, box))).toBeUndefined();
  expect(actionOf(press("k", { ctrlKey: true }, box))).toBe("switcher");
});

test("no combination is taken twice", () => {
  const all = shortcuts.flatMap((s) => s.list.filter((l) => l.action).flatMap((l) => l.keys));
  expect(new Set(all).size).toBe(all.length);
});

test("keys are called as on the keyboard", () => {
  expect(keyNames("mod+alt+arrowup", false)).toEqual(["Ctrl", "Alt", "↑"]);
  expect(keyNames("mod+k", true)).toEqual(["⌘", "K"]);
  expect(keyNames("ctrl+arrowup", false)).toEqual(["Ctrl", "↑"]);
});
