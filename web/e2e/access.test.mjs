import assert from "node:assert/strict";
import { test } from "node:test";
import { addon } from "./addon.mjs";
import { inspect } from "./axe.mjs";
import { signIn } from "./browser.mjs";
import { Client } from "./client.mjs";
import { pictures } from "./pictures.mjs";
import { scene } from "./scene.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();
const phone = { width: 390, height: 844 };
let made;

test("nothing serious stands in the way of anyone on the main views", async (t) => {
  const drawings = await pictures();
  t.after(() => drawings.close());
  const bot = await addon();
  t.after(() => bot.close());
  made = { ...(await scene(await Client.signIn(s.server.base, admin), drawings.url)), bot: bot.url };
  for (const colorScheme of ["light", "dark"]) {
    for (const viewport of [{ width: 1280, height: 800 }, phone]) {
      const page = await s.open("/chat", { colorScheme, viewport, reducedMotion: "reduce" });
      await page.getByLabel("E-mail").waitFor();
      await inspect(page, `sign-in ${colorScheme} ${viewport.width}`);
      await signIn(page, admin);
      for (const [path, ready] of views()) {
        await page.goto(s.server.base + path);
        await page.getByText(ready).first().waitFor();
        await inspect(page, `${path} ${colorScheme} ${viewport.width}`);
      }
      await page.context().close();
    }
  }
});

function views() {
  return [
    [`/chat/room/${made.ops.id}`, "I will write it up"],
    ["/chat/lobby", "Deploys on Tuesday"],
    [`/rooms/tokens/${made.ops.id}`, "Integrations of this room"],
    [`/rooms/addons/${made.ops.id}`, "None yet."],
    [`/addons/install?${new URLSearchParams({ url: made.bot, room: "Ops" })}`, "Allow and install"],
  ];
}

test("on a phone list and room are two screens, nothing is cut off, and what is touched is large enough", async () => {
  const page = await s.open(`/chat/room/${made.ops.id}`, { viewport: phone, hasTouch: true });
  await signIn(page, admin);
  await page.getByText("I will write it up").waitFor();
  assert.ok(await page.getByRole("navigation", { name: "Conversations" }).isHidden());
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok((await overflow()) <= 0, "the room is wider than the screen");
  await tall(page.locator(".room-head :is(.button-icon, .button):visible, .composer button:visible"));

  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Room or person" }).and(page.locator(":focus")).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });

  await page.getByRole("link", { name: "Back to conversations" }).click();
  await page.getByRole("navigation", { name: "Conversations" }).waitFor();
  assert.ok((await overflow()) <= 0, "the list is wider than the screen");
  await tall(page.locator(".sidebar a.side-link, .sidebar button:visible"));
  await page.getByRole("link", { name: /^Ops/ }).click();
  await page.getByRole("textbox", { name: "Message Ops" }).waitFor();
});

async function tall(targets) {
  for (const el of await targets.all()) {
    const box = await el.boundingBox();
    assert.ok(
      box && box.height >= 44 && box.width >= 44,
      `${await el.evaluate((e) => e.outerHTML.slice(0, 120))} is ${box?.width} × ${box?.height}`,
    );
  }
  assert.ok((await targets.count()) > 0);
}
