import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { install, startAddon, startStoa } from "../../examples/plain-node/test/world.mjs";
import { addon } from "./addon.mjs";
import { inspect } from "./axe.mjs";
import { launch, watchErrors } from "./browser.mjs";
import { devScene, startDev } from "./devserver.mjs";

let bot;
let dev;
let browser;
before(async () => {
  bot = await addon();
  dev = await startDev();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await dev?.close();
  await bot?.close();
});

test("the printed link leads into the room, and the inspector shows what goes in and out", {
  timeout: 120_000,
}, async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const errors = watchErrors(page);
  await page.goto(dev.enter_url);
  await page.getByRole("link", { name: "Inspector" }).click();
  await page.getByText("Nothing has called yet.").waitFor();
  await devScene(dev, bot.url);
  const lines = page.getByRole("list", { name: "Calls, newest first" });
  await lines.getByText("/v2/rooms/message").waitFor();
  const wrong = lines
    .locator("details", { hasText: "The field 'color'" })
    .or(lines.locator("details", { hasText: "400" }))
    .first();
  await wrong.locator("summary").press("Enter");
  await wrong.getByRole("region", { name: "Body of asked" }).getByText('"color": "pink"').waitFor();
  assert.equal(await wrong.getByText(dev.room_token).count(), 0, "a token is shown");
  await inspect(page, "the inspector");

  await page.getByLabel("Verdict").selectOption("advice");
  await lines.getByText("IG-03").first().waitFor();
  await page.getByLabel("Verdict").selectOption("");
  await page.getByLabel("Contains").fill("v2/rooms/message");
  await lines.getByText("IG-14").waitFor();
  await page.getByLabel("Contains").fill("");

  await page.getByRole("radio", { name: "503" }).check({ force: true });
  await page.getByRole("button", { name: "Move the API" }).click();
  await page.getByText("/moved-1/v2/").waitFor();
  const down = await fetch(dev.url_v2, { method: "POST" });
  assert.equal(down.status, 503);
  await page.getByRole("radio", { name: "Fine" }).check({ force: true });
  await page.getByRole("button", { name: "Move it back" }).click();
  await page.getByText("/moved-1/v2/").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "room_topic_change" }).click();
  await page.getByText("room_topic_change").and(page.getByRole("status")).waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

test("every event can be made by keyboard on a phone, where nothing is too small to touch", {
  timeout: 120_000,
}, async () => {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    colorScheme: "dark",
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  await page.goto(`${dev.base_url}/dev`);
  await page.getByLabel("E-mail").fill(dev.email);
  await page.getByLabel("Password").fill(dev.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.locator("summary", { hasText: "Make it happen" }).press("Enter");
  const events = page.getByRole("list", { name: "Events" }).getByRole("button");
  await events.first().waitFor();
  assert.equal(await events.count(), 10);
  for (const event of await events.all()) {
    const name = await event.innerText();
    await event.press("Enter");
    await page.getByRole("status").filter({ hasText: name }).waitFor();
    const box = await event.boundingBox();
    assert.ok(box.height >= 44, `${name} is ${box.height} high`);
  }
  await inspect(page, "the inspector on a phone");
  assert.ok(
    await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
    "it scrolls sideways",
  );
  await context.close();
});

test("the example's glance counts, and its panel shortens the list", { timeout: 120_000 }, async () => {
  const todo = await startAddon();
  const stoa = await startStoa("--level", "2.2");
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    context.setDefaultTimeout(15_000);
    await install(stoa, todo.url);
    for (const text of ["/todo buy milk", "/todo paint the <b>door</b>"])
      await stoa.call("POST", "/api/dev/events/room_message", { text });
    const page = await context.newPage();
    const errors = watchErrors(page);
    await page.goto(stoa.enter_url);
    await page.getByRole("button", { name: /2 to do/ }).click();
    const panel = page.locator("iframe").contentFrame();
    await panel.getByText("paint the <b>door</b>").waitFor();
    await panel.getByRole("button", { name: "Done: buy milk" }).click();
    await panel.getByText("buy milk").waitFor({ state: "detached" });
    await page.getByText("1 to do").first().waitFor();
    await page.getByRole("link", { name: "Inspector" }).click();
    await page.getByText("like HipChat Server 2.2").waitFor();
    assert.deepEqual(errors, []);
  } finally {
    await context.close();
    await stoa.stop();
    await todo.stop();
  }
});
