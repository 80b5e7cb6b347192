import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Part } from "../api/addontypes";
import { part } from "../test/fakes";
import type { Content } from "./content";
import { Glances } from "./glances";

let parts: Part[];
let answers: ((c: Content) => void)[];
let refuse: ((err: Error) => void)[];
let wanted: boolean;
let signed: number;
let glances: Glances;

beforeEach(() => {
  vi.useFakeTimers();
  parts = [part("k", { queryUrl: "https://bot.test/q" })];
  answers = [];
  refuse = [];
  wanted = true;
  signed = 0;
  glances = new Glances({
    parts: async () => ({ items: parts }),
    sign: async () => {
      signed++;
      return { url: "https://bot.test/q?s", until: new Date(Date.now() + 300_000).toISOString() };
    },
    ask: () =>
      new Promise((done, fail) => {
        answers.push(done);
        refuse.push(fail);
      }),
    wanted: () => wanted,
  });
});

afterEach(() => {
  glances.close();
  vi.useRealTimers();
});

const says = (value: string) => ({ label: { type: "html", value } });
const content = (label: string): Content => ({ label, status: undefined, metadata: {} });
const settle = () => vi.advanceTimersByTimeAsync(0);
const labels = () => glances.all.value.map((g) => g.content?.label ?? g.name);

function push(value: string, to: { room?: number; user?: number } = {}, key = "k"): void {
  glances.hear({
    type: "glances",
    ...to,
    glances: [{ installation: 1, addon_key: "a", key, content: says(value) }],
  });
}

async function open(): Promise<void> {
  glances.open(7);
  await settle();
}

test("a glance shows its name, then what the add-on answers, and is asked again when the signature ends", async () => {
  await open();
  expect(labels()).toEqual(["Name of k"]);
  answers[0]?.(content("one"));
  await settle();
  expect(labels()).toEqual(["one"]);
  await vi.advanceTimersByTimeAsync(299_000);
  expect(signed).toBe(1);
  await vi.advanceTimersByTimeAsync(2_000);
  answers[1]?.(content("two"));
  await settle();
  expect([signed, ...labels()]).toEqual([2, "two"]);
});

test("what add-ons have said by themselves shows at once, other parts do not", async () => {
  parts = [part("k", {}, { content: says("kept") }), part("p", {}, { kind: "webPanel" })];
  await open();
  expect(labels()).toEqual(["kept"]);
  expect(signed).toBe(0);
});

test("what is said to fewer people counts more, and what is said elsewhere does not", async () => {
  parts = [part("k", {}, { content: says("here"), for_room: true })];
  await open();
  push("all");
  push("other room", { room: 8 });
  push("unknown", {}, "x");
  expect(labels()).toEqual(["here"]);
  push("here again", { room: 7 });
  expect(labels()).toEqual(["here again"]);
  push("you", { user: 1 });
  push("here once more", { room: 7 });
  expect(labels()).toEqual(["you"]);
  push("you here", { user: 1, room: 7 });
  expect(labels()).toEqual(["you here"]);
});

test("what was said while the add-on was asked is newer than its answer", async () => {
  await open();
  push("said");
  answers[0]?.(content("answered"));
  await settle();
  expect(labels()).toEqual(["said"]);
});

test("a failure shows the name and the reason, but not in place of what was said", async () => {
  await open();
  refuse[0]?.(new Error("x"));
  await settle();
  expect(labels()).toEqual(["Name of k"]);
  expect(glances.all.value[0]?.trouble).toBe("Something went wrong in this page.");
  push("said");
  expect(glances.all.value[0]?.trouble).toBeUndefined();
  await vi.advanceTimersByTimeAsync(301_000);
  refuse[1]?.(new Error("x"));
  await settle();
  expect(labels()).toEqual(["said"]);
});

test("what is hidden whatever the answer is not asked for", async () => {
  wanted = false;
  await open();
  expect(signed).toBe(0);
});

test("changed modules are asked for once, and a glance shows what it did until it has been asked again", async () => {
  await open();
  answers[0]?.(content("one"));
  await settle();
  parts = [part("n"), ...parts];
  glances.changed(8);
  glances.changed(7);
  glances.changed();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(labels()).toEqual(["Name of n", "one"]);
  expect(signed).toBe(2);
});

test("an answer for a room that is not open any more is dropped, and nobody is asked again", async () => {
  await open();
  glances.close();
  answers[0]?.(content("late"));
  await vi.advanceTimersByTimeAsync(600_000);
  expect(labels()).toEqual([]);
  expect(signed).toBe(1);
});
