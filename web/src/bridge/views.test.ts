import { signal } from "@preact/signals";
import { beforeEach, expect, test, vi } from "vitest";
import type { Part } from "../api/addontypes";
import { part } from "../test/fakes";
import { dialogMethods } from "./dialogs";
import type { Method } from "./method";
import { openingOf, sidebarMethods } from "./sidebar";
import { type Place, type Shown, Views } from "./views";

const facts = { public: true, admin: false, guest: false, roomOwner: false, metadata: undefined };
const panel = part("panel", {}, { kind: "webPanel" });
const other = part("panel", {}, { kind: "webPanel", installation: 2, addon_key: "b" });
const admins = part("admins", { conditions: [{ condition: "user_is_admin" }] }, { kind: "webPanel" });
const page = part("page", {}, { kind: "externalPage" });
const glance = part("glance", { target: "panel" });
const rich = part("rich", { target: { key: "panel" } });
const circle = part("circle", { target: "circle" });

const place = signal<Place | undefined>(undefined);
let remembered: string;
let pages: Shown[];
let views: Views;

beforeEach(() => {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  remembered = "";
  pages = [];
  at(7, panel, other, admins, page, glance, rich, circle);
  views = new Views({
    place: () => place.value,
    remembered: () => remembered,
    remember: (p) => {
      remembered = p;
    },
    makeWay: () => {},
    page: (p) => pages.push(p),
  });
});

function at(room: number, ...parts: Part[]): void {
  place.value = { room, parts, framed: {}, facts };
}

test.each<[string, unknown, boolean, Part | undefined]>([
  ["a panel by its key", "panel", true, panel],
  ["a panel by an object", { key: "panel", options: {} }, true, panel],
  ["what a glance leads to", "glance", true, panel],
  ["a panel that is hidden", "admins", true, undefined],
  ["nothing of that key", "none", false, undefined],
  ["no key", undefined, false, undefined],
  ["something else", 7, false, undefined],
  ["a glance that leads to itself", "circle", false, undefined],
])("%s", (_, target, found, shown) => {
  expect(views.open(1, target)).toBe(found);
  expect(views.panel.value?.part).toBe(shown);
});

test("nothing opens for a guest, also where an address names it or it was left open", () => {
  place.value = { room: 7, parts: [panel, page, glance], framed: {}, facts: { ...facts, guest: true } };
  remembered = "a:panel";
  views.restore();
  expect([views.open(1, "panel"), views.open(1, "glance"), views.openOf("a", "page", {})]).toEqual([
    false,
    false,
    false,
  ]);
  expect([views.panel.value, pages]).toEqual([undefined, []]);
});

test("a page opens in a window of its own and leaves the panel", () => {
  views.open(1, "panel");
  views.open(1, { key: "page", options: 1 }, { values: { a: 1 } });
  expect(pages).toEqual([{ part: page, room: 7, opening: { values: { a: 1 }, options: 1 } }]);
  expect(views.panel.value?.part).toBe(panel);
});

test("a panel goes along into a room that has its add-on, and comes back with it", () => {
  views.open(1, "panel", { values: 1 });
  const there = { ...panel, installation: 5 };
  at(8, there);
  expect(views.panel.value).toEqual({ part: there, room: 8, opening: { values: 1 } });
  at(9, other);
  expect(views.panel.value).toBeUndefined();
  place.value = undefined;
  expect(views.panel.value).toBeUndefined();
  at(7, panel);
  expect(views.panel.value?.room).toBe(7);
});

test("what was left open is open again, and what was closed is not", () => {
  views.open(1, "panel");
  expect(remembered).toBe("a:panel");
  views.closePanel();
  expect(remembered).toBe("");
  remembered = "b:panel";
  views.restore();
  expect(views.panel.value?.part).toBe(other);
  remembered = "nonsense";
  views.closePanel();
  views.restore();
  expect(views.panel.value).toBeUndefined();
});

test("an add-on opens and closes its own panels and nobody else's", () => {
  const caller = { installation: 1, addonKey: "a", kind: "dialog", key: "d", room: 7, scopes: [] };
  const { openView, closeView } = sidebarMethods(views);
  openView?.run(caller, [{ key: "panel", parameters: { id: 1 } }], () => {});
  expect(views.panel.value).toEqual({
    part: panel,
    room: 7,
    opening: { event: { name: "receive-parameters", payload: { id: 1 } } },
  });
  closeView?.run({ ...caller, installation: 2 }, [], () => {});
  expect(views.panel.value?.part).toBe(panel);
  closeView?.run(caller, [], () => {});
  expect(views.panel.value).toBeUndefined();
  for (const [data, want] of [
    [{ key: "rich" }, undefined],
    [{ key: "page" }, undefined],
    [undefined, undefined],
    [{ key: "glance" }, panel],
  ] as const) {
    openView?.run(caller, [data], () => {});
    expect(views.panel.value?.part).toBe(want);
  }
});

test("an add-on opens, changes and closes its own dialog, which goes with its room and its add-on", () => {
  const dialog = part("d", { title: { value: "D" }, options: { size: "small" } }, { kind: "dialog" });
  at(7, panel, dialog, other);
  const caller = { installation: 1, addonKey: "a", kind: "webPanel", key: "panel", room: 7, scopes: [] };
  const { open, update, updatePrimaryAction, close } = dialogMethods(views);
  const run = (m: Method | undefined, arg?: unknown, who = caller) => m?.run(who, [arg], () => {});
  run(open, { key: "d", options: { title: "T", options: { hint: "H" } }, parameters: 1 });
  const shown = () => views.dialog.value;
  expect(shown()?.look).toEqual({ title: "T", options: { size: "small", hint: "H" } });
  expect(shown()?.opening.event).toEqual({ name: "receive-parameters", payload: 1 });
  run(update, { title: "U" });
  run(updatePrimaryAction, { name: "Go", enabled: false });
  expect(shown()?.look).toEqual({
    title: "U",
    options: { size: "small", hint: "H", primaryAction: { name: "Go", enabled: false } },
  });
  run(update, { title: "not mine" }, { ...caller, installation: 2 });
  run(close, undefined, { ...caller, installation: 2 });
  expect(shown()?.look.title).toBe("U");
  run(open, { key: "panel" });
  run(open);
  expect(shown()?.look.title).toBe("U");
  run(close);
  expect(shown()).toBeUndefined();

  views.open(1, { key: "d", options: { size: "large" } });
  expect(shown()?.look.options).toEqual({ size: "large" });
  const first = shown()?.opening;
  views.open(1, "d");
  views.closeDialog(first);
  expect(shown()).toBeDefined();
  at(8, dialog);
  expect(shown()).toBeUndefined();
  at(7, panel);
  expect(shown()).toBeUndefined();
});

test("an opening is what an add-on says of it", () => {
  expect(openingOf({ key: "k", urlTemplateValues: { a: 1 }, options: { title: "T" } })).toEqual({
    values: { a: 1 },
    options: { title: "T" },
  });
  expect(openingOf("nothing")).toEqual({});
});
