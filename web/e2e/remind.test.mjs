import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "./axe.mjs";
import { signIn, watchErrors } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";
import { tools } from "./two.mjs";

const s = story();

const line = (page, text) => page.locator(".room-talk [data-event]", { hasText: text });
const entry = (page, says) => page.getByRole("link", { name: `Saved for later ${says}`, exact: true });
const saved = (page, text) => page.getByRole("main").getByRole("listitem").filter({ hasText: text });
const inSeconds = (n) => new Date(Date.now() + n * 1000).toISOString();

/** enter opens a new room in which something has been said, with nothing saved. */
async function enter(name, context = {}) {
  const ada = await Client.signIn(s.server.base, admin);
  for (const m of (await ada.call("GET", "/api/me/saved/marks")).items)
    await ada.call("DELETE", `/api/conversations/${m.conversation}/events/${m.event}/saved`);
  const room = await ada.room(name);
  const said = [];
  for (const text of ["renew the certificate", "lunch at noon", "nothing much"])
    said.push(await ada.say(room.conversation, text));
  const errors = [];
  const page = await s.open(`/chat/room/${room.id}`, context);
  watchErrors(page, errors);
  await signIn(page, admin);
  return { ada, page, said, errors };
}

test("a reminder is set at a message, comes back in all tabs with a notification, and is done with", async () => {
  const { ada, page, said, errors } = await enter("Ops", { permissions: ["notifications"] });
  await page.evaluate(() => {
    window.shown = [];
    window.Notification = class {
      static permission = "granted";
      constructor(title, { body }) {
        window.shown.push(`${title}: ${body}`);
      }
    };
  });
  const bar = await tools(page, "renew the certificate");
  await bar.getByRole("button", { name: "Remind me" }).click();
  const menu = page.getByRole("menu", { name: "Remind me" });
  await inspect(page, "when to remind");
  await menu.getByRole("menuitem", { name: /^Tomorrow/ }).click();
  await line(page, "renew the certificate")
    .getByText(/^Reminder, /)
    .waitFor();
  await entry(page, "1 left").waitFor();
  const [mark] = (await ada.call("GET", "/api/me/saved/marks")).items;
  assert.equal(new Date(mark.remind).getHours(), 9);

  // It is changed and taken back where it was set.
  await bar.locator('[aria-label="Remind me"][aria-pressed=true]').click();
  await menu.getByRole("menuitem", { name: "Cancel the reminder" }).click();
  await line(page, "renew the certificate").getByText("Saved for later").waitFor();

  const [first, second] = said;
  const path = (e) => `/api/conversations/${e.conversation}/events/${e.id}`;
  const two = await page.context().newPage();
  watchErrors(two, errors);
  await two.goto(`${s.server.base}/chat/saved`);
  await ada.call("PUT", `${path(second)}/saved`, { done: false });
  await saved(two, "lunch").waitFor();
  const order = () =>
    two
      .getByRole("main")
      .getByRole("listitem")
      .evaluateAll((all) => all.map((li) => /certificate|lunch/.exec(li.textContent)[0]));
  assert.deepEqual(await order(), ["lunch", "certificate"]);
  await ada.call("PUT", `${path(first)}/reminder`, { at: inSeconds(2) });
  await saved(two, "certificate")
    .getByText(/^Reminder, /)
    .waitFor();
  await entry(page, "1 reminded").waitFor();
  await entry(two, "1 reminded").waitFor();
  await two.waitForFunction(() => /certificate/.test(document.querySelector("main li")?.textContent ?? ""));
  assert.deepEqual(await order(), ["certificate", "lunch"]);
  await page.waitForFunction(() => window.shown.length > 0);
  assert.deepEqual(await page.evaluate(() => window.shown), [
    "Reminder: Administrator in Ops: renew the certificate",
  ]);
  await inspect(two, "what somebody is reminded of");

  await saved(two, "certificate").getByRole("button", { name: "Remind me" }).click();
  await two.getByRole("menuitem", { name: /^In 30 minutes/ }).click();
  await entry(two, "2 left").waitFor();
  await saved(two, "certificate").getByRole("button", { name: "Remind me" }).click();
  await two.getByRole("menuitem", { name: "Cancel the reminder" }).click();
  await saved(two, "certificate")
    .getByText(/^Reminder, /)
    .waitFor({ state: "detached" });
  await saved(two, "certificate").getByRole("button", { name: "Done" }).click();
  await entry(page, "1 left").waitFor();
  assert.deepEqual(errors, []);
});

test("the keyboard and a finger set a reminder", async () => {
  const { page, errors } = await enter("Small", { viewport: { width: 390, height: 844 }, hasTouch: true });
  await page.getByText("nothing much").tap();
  await page.getByRole("button", { name: "Remind me" }).tap();
  await page.getByRole("menu", { name: "Remind me" }).waitFor();
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Remind me" }).getByLabel("Date and time").press("Enter");
  await line(page, "nothing much")
    .getByText(/^Reminder, /)
    .waitFor();
  await page.getByRole("link", { name: "Back to conversations" }).tap();
  await entry(page, "1 left").tap();
  for (const button of await saved(page, "nothing much").getByRole("button").all()) {
    const { height } = await button.boundingBox();
    assert.ok(height >= 44, `${height} px`);
  }
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 390, `the page is ${width} px wide`);
  assert.deepEqual(errors, []);
});
