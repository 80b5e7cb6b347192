import assert from "node:assert/strict";
import { test } from "node:test";
import { against } from "./axe.mjs";
import { signIn, watchErrors } from "./browser.mjs";
import { Client, notify } from "./client.mjs";
import { grant } from "./glance.mjs";
import { frameAt, toolbox } from "./scripted.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();
let made = 0;

const onMessage = "hipchat.message.action";
const whileWriting = "hipchat.input.action";
const is = (condition, params = {}) => [{ condition, params }];

/** action declares what an add-on does. */
const action = (key, name, location, target, more = {}) => ({
  key,
  name: { value: name },
  location,
  target,
  ...more,
});

/** docked installs an add-on with actions in a room, and opens it. */
async function docked(t, actions, context) {
  const n = ++made;
  const bot = await toolbox({
    host: s.server.base,
    key: `com.example.dock${n}`,
    name: "Dock",
    scopes: ["view_room", "send_notification"],
    actions,
  });
  t.after(() => bot.close());
  const ada = await Client.signIn(s.server.base, admin);
  const ops = await ada.room(`Ops ${n}`);
  await bot.install(ada, ops.id);
  const page = await s.open(`/chat/room/${ops.id}`, context);
  const errors = watchErrors(page);
  await signIn(page, admin);
  return { bot, ada, ops, page, errors };
}

const lineOf = (page, text) => page.locator("[data-event]", { hasText: text });

/** menuOn opens the menu of what add-ons do with a message. */
async function menuOn(page, text) {
  await lineOf(page, text).hover();
  await lineOf(page, text).getByRole("button", { name: "Add-ons’ actions" }).click();
  return page.getByRole("menu", { name: "Add-ons’ actions" });
}

const names = async (menu) => {
  await menu.locator(".menu-label").first().waitFor();
  return await menu.getByRole("menuitem").locator(".menu-label").allInnerTexts();
};

test("a message's action opens its dialog, which is told of the message", async (t) => {
  const { bot, ada, ops, page, errors } = await docked(t, [
    action("berth", "Assign a berth", onMessage, "dialog"),
  ]);
  await ada.say(ops.conversation, "the Ada comes in & stays");
  const menu = await menuOn(page, "the Ada comes in");
  assert.deepEqual(await names(menu), ["Assign a berth"]);
  await menu.getByText("Dock").waitFor();
  await menu.getByRole("menuitem", { name: "Assign a berth" }).click();
  const dialog = await frameAt(page, "/dialog");
  assert.equal(bot.last("/dialog").searchParams.get("of"), "the Ada comes in & stays");
  await dialog.evaluate(() => handle("berth"));
  await dialog.waitForFunction(() => events.length === 1);
  const [[name, message]] = await dialog.evaluate(() => events);
  assert.equal(name, "berth");
  assert.equal(message.body, "the Ada comes in & stays");
  assert.equal(message.type, "message");
  assert.equal(message.sender.id, 1);
  assert.deepEqual(message.metadata, {});
  assert.match(message.mid, /^[0-9a-f-]{36}$/);
  assert.deepEqual(errors, []);
});

test("an action on a file gets an address that needs no session", async (t) => {
  const { page } = await docked(t, [action("look", "Look at it", onMessage, { key: "panel" })]);
  const chosen = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Share files" }).click();
  await (await chosen).setFiles({
    name: "tide table.txt",
    mimeType: "text/plain",
    buffer: Buffer.from("low at noon"),
  });
  await page.getByRole("button", { name: "Send", exact: true }).click();
  const menu = await menuOn(page, "tide table.txt");
  await menu.getByRole("menuitem", { name: "Look at it" }).click();
  const panel = await frameAt(page, "/panel");
  await panel.evaluate(() => handle("look"));
  await panel.waitForFunction(() => events.length === 1);
  const [[, { type, media }]] = await panel.evaluate(() => events);
  assert.deepEqual([type, media.type, media.name, media.size], ["file", "text", "tide table.txt", 11]);
  const res = await fetch(media.url);
  assert.equal(await res.text(), "low at noon");
});

test("actions hide by their conditions, and a pattern that takes for ever keeps nobody", async (t) => {
  const { ada, ops, page, errors } = await docked(t, [
    action("a", "Own", onMessage, "dialog", { weight: 1, conditions: is("message_sent_by_current_user") }),
    action("b", "Link", onMessage, "dialog", { weight: 2, conditions: is("message_contains_link") }),
    action("c", "Ticket", onMessage, "dialog", {
      weight: 3,
      conditions: is("message_matches", { regex: { pattern: "#\\d+", flags: "i" } }),
    }),
    action("d", "Build", onMessage, "dialog", {
      weight: 4,
      conditions: is("card_matches", { style: "application", metadata: [{ attr: "build.number", gt: 6 }] }),
    }),
    action("e", "Endless", onMessage, "dialog", {
      weight: 5,
      conditions: is("message_matches", { regex: { pattern: "^(a+)+$" } }),
    }),
    action("f", "For guests", onMessage, "dialog", { conditions: is("user_is_guest") }),
    action("g", "Notification", onMessage, "dialog", {
      weight: 6,
      conditions: is("message_matches", { type: "notification", sender: "CI" }),
    }),
  ]);
  await ada.say(ops.conversation, "see #7 at https://a.example");
  await ada.say(ops.conversation, `${"a".repeat(40)}!`);
  await notify(ops.token.v2.url, {
    message: "build 7 is red",
    message_format: "text",
    from: "CI",
    card: {
      id: "1",
      style: "application",
      format: "medium",
      title: "Build 7",
      url: "https://ci.example/7",
      description: "red",
      metadata: { build: { number: 7 } },
      activity: { html: "built" },
    },
  });
  assert.deepEqual(await names(await menuOn(page, "see #7")), ["Own", "Link", "Ticket"]);
  await page.keyboard.press("Escape");
  assert.deepEqual(await names(await menuOn(page, "aaaaa")), ["Own"]);
  await page.keyboard.press("Escape");
  assert.equal((await names(await menuOn(page, "Build 7"))).includes("Build"), true);
  assert.deepEqual(errors, []);
});

test("where nothing is done with a message, the menu says so; it is left by Escape and by scrolling", async (t) => {
  const { ada, ops, page } = await docked(t, [
    action("a", "Link", onMessage, "dialog", { conditions: is("message_contains_link") }),
  ]);
  await ada.say(ops.conversation, "nothing here");
  const menu = await menuOn(page, "nothing here");
  await menu.getByText("No add-on does anything with this message.").waitFor();
  await page.keyboard.press("Escape");
  await menu.waitFor({ state: "detached" });
});

test("the keyboard alone opens a message's action", async (t) => {
  const { ada, ops, page } = await docked(t, [
    action("one", "One", onMessage, "panel", { weight: 1 }),
    action("two", "Two", onMessage, "dialog", { weight: 2 }),
  ]);
  await ada.say(ops.conversation, "by keys");
  await lineOf(page, "by keys").evaluate((el) => {
    el.tabIndex = -1;
    el.focus();
  });
  await lineOf(page, "by keys").getByRole("button", { name: "Add-ons’ actions" }).press("Enter");
  const menu = page.getByRole("menu", { name: "Add-ons’ actions" });
  await menu.getByRole("menuitem", { name: "Two" }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await frameAt(page, "/dialog");
});

test("what is done while writing stands in the menu beside the box, above files", async (t) => {
  const { page, errors, ada, ops } = await docked(t, [
    action("insert", "Insert a berth", whileWriting, "panel"),
    action("secret", "In private rooms", whileWriting, "panel", {
      conditions: [{ condition: "room_is_public", invert: true }],
    }),
  ]);
  const chosen = page.waitForEvent("filechooser"); // from before the key: the browser is told to say so meanwhile
  await page.getByRole("button", { name: "Add something" }).click();
  const menu = page.getByRole("menu", { name: "Add something" });
  assert.deepEqual(await names(menu), ["Insert a berth", "Share files"]);
  for (let n = 1; n <= 30; n++) await ada.say(ops.conversation, `line ${n}`);
  await page.getByText("line 30").waitFor();
  await page.waitForFunction(() => document.querySelector("[role=log]").scrollTop > 0);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Share files");
  await page.keyboard.press("Enter");
  await chosen;
  await page.getByRole("button", { name: "Add something" }).click();
  await menu.getByRole("menuitem", { name: "Insert a berth" }).click();
  const panel = await frameAt(page, "/panel");
  await panel.evaluate(() => handle("insert"));
  await panel.waitForFunction(() => events.length === 1);
  assert.deepEqual(await panel.evaluate(() => events), [["insert", {}]]);
  assert.deepEqual(errors, []);
});

test("an action opens a page in a window of its own, unsigned and without a way back", async (t) => {
  const { bot, ada, ops, page } = await docked(t, [action("out", "Open a page", onMessage, "page")]);
  await ada.say(ops.conversation, "out there");
  const popup = page.waitForEvent("popup");
  await (await menuOn(page, "out there")).getByRole("menuitem", { name: "Open a page" }).click();
  const window = await popup;
  await window.getByText("A page of its own").waitFor();
  assert.equal(await window.evaluate(() => window.opener), null);
  const asked = bot.last("/page");
  assert.equal(asked.searchParams.get("signed_request"), null);
  assert.ok(asked.searchParams.get("by").length > 0);
});

test("a link of a notification opens the add-on's own view, and nobody else's", async (t) => {
  const { bot, ops, page } = await docked(t, []);
  const token = await grant(s.server.base, bot.clients[0], "send_notification");
  const key = `com.example.dock${made}`;
  await notify(`${s.server.base}/v2/room/${ops.id}/notification?auth_token=${token}`, {
    message: `<a href="https://x.example" data-target="${key}:dialog" data-target-options='{"parameters":{"n":4}}'>own</a>
      <a href="https://x.example" data-target="com.example.other:dialog">foreign</a>`,
    message_format: "html",
  });
  await page.getByRole("link", { name: "foreign" }).click();
  assert.equal(await page.locator("dialog[open]").count(), 0);
  await page.getByRole("link", { name: "own" }).click();
  const dialog = await frameAt(page, "/dialog");
  await dialog.evaluate(() => handle("receive-parameters"));
  await dialog.waitForFunction(() => events.length === 1);
  assert.deepEqual(await dialog.evaluate(() => events), [["receive-parameters", { n: 4 }]]);
  assert.equal(page.context().pages().length, 1);
});

test("on a phone the actions are there as well", async (t) => {
  const { ada, ops, page } = await docked(t, [action("berth", "Assign a berth", onMessage, "dialog")], {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  await ada.say(ops.conversation, "on a phone");
  await lineOf(page, "on a phone").tap();
  await lineOf(page, "on a phone").getByRole("button", { name: "Add-ons’ actions" }).tap();
  const item = page
    .getByRole("menu", { name: "Add-ons’ actions" })
    .getByRole("menuitem", { name: "Assign a berth" });
  assert.ok((await item.boundingBox()).height >= 44);
  assert.deepEqual(await against(page), []);
  await item.tap();
  await frameAt(page, "/dialog");
});
