import { beforeEach, expect, test, vi } from "vitest";
import { commandsIn, type Deeds, runCommand } from "./commands";

const deeds = {
  room: 3 as number | undefined,
  setTopic: vi.fn(async () => {}),
  rename: vi.fn(async () => {}),
  clear: vi.fn(),
  join: vi.fn(async (name: string) => name === "Ops"),
  part: vi.fn(async () => {}),
  setPresence: vi.fn(async () => {}),
  openShortcuts: vi.fn(),
  openSettings: vi.fn(),
} satisfies Deeds;

beforeEach(() => {
  vi.clearAllMocks();
  deeds.room = 3;
});

test.each<[string, keyof Deeds, unknown[]]>([
  ["/topic Deploys on Tuesday", "setTopic", ["Deploys on Tuesday"]],
  ["/rename Ops 2", "rename", ["Ops 2"]],
  ["/clear", "clear", []],
  ["/join Ops", "join", ["Ops"]],
  ["/enter  Ops ", "join", ["Ops"]],
  ["/part", "part", []],
  ["/leave", "part", []],
  ["/close", "part", []],
  ["/here", "setPresence", ["chat", undefined]],
  ["/available", "setPresence", ["chat", undefined]],
  ["/back at the desk", "setPresence", ["chat", "at the desk"]],
  ["/away lunch", "setPresence", ["xa", "lunch"]],
  ["/dnd", "setPresence", ["dnd", undefined]],
  ["/shortcuts", "openShortcuts", []],
  ["/keys", "openShortcuts", []],
  ["/settings", "openSettings", []],
  ["/prefs", "openSettings", []],
])("%s", async (text, deed, args) => {
  const outcome = await runCommand(text, deeds);
  expect(outcome?.refused).toBeUndefined();
  expect(deeds[deed]).toHaveBeenCalledExactlyOnceWith(...args);
});

test.each([
  "/me waves",
  "/quote x",
  "/code x",
  "/deploy now",
  "/topics x",
  "/Topic x",
  "hello /clear",
  "/",
  "//clear",
])("%s is sent as it is", (text) => {
  expect(runCommand(text, deeds)).toBeUndefined();
});

test.each(["/topic", "/rename  ", "/join", "/join Nowhere"])("%j is refused in words", async (text) => {
  expect((await runCommand(text, deeds))?.refused).toMatch(/^(Write|There is no room)/);
  expect(deeds.setTopic).not.toHaveBeenCalled();
});

test("what a room has alone is text in a one-to-one chat", () => {
  deeds.room = undefined;
  expect(runCommand("/topic x", deeds)).toBeUndefined();
});

test("what fails says why", async () => {
  deeds.setTopic.mockRejectedValueOnce(new Error("no"));
  await expect(runCommand("/topic x", deeds)).rejects.toThrow("no");
});

test("add-ons' commands are listed behind ours, which they do not hide", () => {
  const addon = (name: string) => ({ name, args: "", help: "Deploy bot" });
  const names = commandsIn(true, [addon("deploy"), addon("leave"), addon("topic")]).map((c) => c.name);
  expect(names.at(-1)).toBe("deploy");
  expect(names.filter((n) => n === "topic")).toHaveLength(1);
  expect(commandsIn(false, []).map((c) => c.name)).not.toContain("topic");
});
