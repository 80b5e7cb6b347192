import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";
import { twoInARoom } from "./two.mjs";

const s = story();

test("everything is done with the keyboard", async () => {
  const { ada, room, mine } = await twoInARoom(s, "Keys");
  await ada.say(room.conversation, "first");
  await ada.say(room.conversation, "second");
  await mine.getByText("second").waitFor();
  await mine.getByRole("log").focus();
  await mine.keyboard.press("ArrowUp");
  await mine.keyboard.press("ArrowUp");
  const row = mine.locator("[data-event]:focus");
  assert.match(await row.innerText(), /first/);
  await mine.keyboard.press("Tab");
  await mine.keyboard.press("Enter");
  await mine.getByRole("button", { name: "👍 1: You" }).waitFor();
  await mine.keyboard.press("Escape");
  const box = mine.getByRole("textbox", { name: "Message Keys" });
  await mine.waitForFunction(() => document.activeElement?.matches(".composer textarea"));
  await box.press("ArrowUp");
  await mine.getByRole("textbox", { name: "Edit message" }).and(mine.locator(":focus")).waitFor();
  await mine.keyboard.type(" thing");
  await mine.keyboard.press("Enter");
  await mine.getByText("second thing").waitFor();
});

test("on a phone a tap brings what can be done", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const room = await ada.call("POST", "/api/rooms", { name: "Taps" });
  await ada.say(room.conversation, "tap me");
  const page = await s.open(`/chat/room/${room.id}`, {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
  });
  await signIn(page, admin);
  await page.getByText("tap me").tap();
  const bar = page.getByRole("toolbar", { name: "Message actions" });
  await bar.waitFor();
  for (const tool of await bar.getByRole("button").all()) {
    const at = await tool.boundingBox();
    if (at)
      assert.ok(at.width >= 44 && at.height >= 44 && at.x >= 0 && at.x + at.width <= 390, JSON.stringify(at));
  }
  await bar.getByRole("button", { name: "Edit" }).tap();
  await page.getByRole("textbox", { name: "Edit message" }).fill("tapped");
  await page.getByRole("button", { name: "Save" }).tap();
  await page.getByText("tapped", { exact: true }).waitFor();
});
