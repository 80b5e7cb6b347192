import { expect, test } from "vitest";
import { defaults, type Level, type Preferences } from "./preferences";
import { Settings } from "./settings";

function settings(over: Partial<ConstructorParameters<typeof Settings>[0]> = {}): Settings {
  return new Settings({
    changePreferences: async (patch) => ({ ...defaults, ...patch }),
    setLevel: async () => {},
    ...over,
  });
}

test("a setting shows at once and is taken back when the server refuses it", async () => {
  let refuse = (_: Error) => {};
  const s = settings({
    changePreferences: () => new Promise<Preferences>((_, no) => (refuse = no)),
  });
  const done = s.change({ density: "tighter" });
  expect(s.preferences.value.density).toBe("tighter");
  refuse(new Error("no"));
  await expect(done).rejects.toThrow("no");
  expect(s.preferences.value.density).toBe("normal");
});

test("a conversation is as loud as usual until it has a level of its own", async () => {
  const s = settings();
  s.load({ ...defaults, globalNotificationSetting: "normal" }, { "7": "quiet" });
  expect([s.level(7), s.level(8)]).toEqual(["quiet", "normal"]);
  await s.setLevel(7, null);
  await s.setLevel(8, "loud");
  expect([s.level(7), s.level(8)]).toEqual(["normal", "loud"]);
});

test("a level that is not kept is taken back", async () => {
  const s = settings({ setLevel: () => Promise.reject(new Error("no")) });
  await expect(s.setLevel(7, "quiet")).rejects.toThrow("no");
  expect(s.level(7)).toBe("loud");
});

test("what another page has set is followed, what is no setting is not", () => {
  const s = settings();
  expect(s.hear("prefs", { ...defaults, theme: "dark" })).toBe(true);
  expect(s.hear("level", { conversation: 7, level: "quiet" as Level })).toBe(true);
  expect(s.hear("read", [])).toBe(false);
  expect([s.preferences.value.theme, s.level(7)]).toEqual(["dark", "quiet"]);
  s.hear("level", { conversation: 7, level: "" });
  expect(s.level(7)).toBe("loud");
});
