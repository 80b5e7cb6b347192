import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn } from "./browser.mjs";
import { Client } from "./client.mjs";
import { Keys } from "./keys.mjs";
import { pictures } from "./pictures.mjs";
import { scene } from "./scene.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();
let made;
/** prepare fills the group, once. */
async function prepare(t) {
  if (made) return made;
  const drawings = await pictures();
  t.after(() => drawings.close());
  made = await scene(await Client.signIn(s.server.base, admin), drawings.url);
  return made;
}

test("at 200 % nothing is cut off sideways, and all of it is reached", async (t) => {
  const { ops } = await prepare(t);
  // What a window of 1280 by 800 is at twice the size.
  const page = await s.open(`/chat/room/${ops.id}`, {
    viewport: { width: 640, height: 400 },
    deviceScaleFactor: 2,
  });
  await signIn(page, admin);
  const wide = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  for (const [path, ready] of [
    [`/chat/room/${ops.id}`, "I will write it up"],
    ["/chat/lobby", "Deploys on Tuesday"],
    ["/account", "this one"],
    ["/chat/search?q=eu-2", "Show what was said around it"],
    [`/rooms/tokens/${ops.id}`, "Name of the integration"],
  ]) {
    await page.goto(s.server.base + path);
    await page.getByText(ready).first().waitFor();
    assert.ok((await wide()) <= 0, `${path} is wider than the window`);
  }
  await page.goto(`${s.server.base}/chat/room/${ops.id}`);
  const k = await Keys.on(page);
  const box = k.see.getByRole("textbox", { name: "Message Ops" });
  await k.write(box, "large letters");
  await k.press("Enter");
  await page.getByRole("log").getByText("large letters").waitFor();
  await k.use(k.see.getByRole("button", { name: "More", exact: true }), "Shift+Tab");
  await page.locator("[role=menuitem]:focus").waitFor();
  await k.press("ArrowUp");
  await k.press("Enter");
  await k.reach(k.see.getByRole("button", { name: "Delete the room…" }));
  await k.press("Escape");
  await k.use(k.see.getByRole("link", { name: "Back to conversations" }), "Shift+Tab");
  await k.use(k.see.getByRole("link", { name: "Lobby" }));
  await page.getByRole("heading", { name: "Lobby" }).waitFor();
});

test("who wants no motion gets none", async (t) => {
  const { ops } = await prepare(t);
  for (const [reducedMotion, moves] of [
    ["reduce", false],
    ["no-preference", true],
  ]) {
    const page = await s.open(`/chat/room/${ops.id}`, { reducedMotion });
    await signIn(page, admin);
    await page.getByText("I will write it up").waitFor();
    const kept = await page.evaluate(() => {
      const seconds = (list) => Math.max(...list.split(",").map((v) => Number.parseFloat(v)));
      return [...document.querySelectorAll("*")].some((el) => {
        const { transitionDuration, animationDuration } = getComputedStyle(el);
        return seconds(transitionDuration) > 0.01 || seconds(animationDuration) > 0.01;
      });
    });
    assert.equal(kept, moves, reducedMotion);
    await page.context().close();
  }
});

test("words from right to left stand on the right, and only they", async (t) => {
  const { ops, grace } = await prepare(t);
  const page = await s.open(`/chat/room/${ops.id}`);
  await signIn(page, admin);
  const arabic = "مرحبا";
  await grace.client.say(ops.conversation, `${arabic} 4.12\n\n- أولا`);
  await grace.client.say(ops.conversation, "and a line from left to right");
  const log = page.getByRole("log");
  await log.getByText("and a line from left to right").waitFor();
  /** ends gives how far words stand from both ends of their line. */
  const ends = (text) =>
    log
      .getByText(text)
      .last()
      .evaluate((el) => {
        const words = document.createRange();
        words.selectNodeContents(el);
        const at = words.getBoundingClientRect();
        const line = el.closest(".row-main").getBoundingClientRect();
        return { left: at.left - line.left, right: line.right - at.right };
      });
  const hers = await ends(arabic);
  assert.ok(hers.right < 2 && hers.left > 100, JSON.stringify(hers));
  const item = await ends("أولا");
  assert.ok(item.right < 40 && item.left > 100, JSON.stringify(item));
  const other = await ends("and a line");
  assert.ok(other.left < 2 && other.right > 100, JSON.stringify(other));
  const box = page.getByRole("textbox", { name: "Message Ops" });
  await box.fill(arabic);
  assert.equal(await box.evaluate((el) => getComputedStyle(el).direction), "rtl");
  await box.fill("hello");
  assert.equal(await box.evaluate((el) => getComputedStyle(el).direction), "ltr");
});
