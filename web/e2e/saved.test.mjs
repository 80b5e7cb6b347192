import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "./axe.mjs";
import { signIn, watchErrors } from "./browser.mjs";
import { Client, notify } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";
import { tools } from "./two.mjs";

const s = story();

const log = (page) => page.locator(".room-talk").getByRole("log");
const line = (page, text) => log(page).locator("[data-event]", { hasText: text });
const entry = (page, left) =>
  page.getByRole("link", {
    name: left ? `Saved for later ${left} left` : "Saved for later",
    exact: true,
  });
/** saved is a message in the list of those that were saved. */
const saved = (page, text) => page.getByRole("main").getByRole("listitem").filter({ hasText: text });

/** twoTabs opens a new room in two tabs of the administrator's. */
async function twoTabs(name, path) {
  const ada = await Client.signIn(s.server.base, admin);
  for (const m of (await ada.call("GET", "/api/me/saved/marks")).items)
    await ada.call("DELETE", `/api/conversations/${m.conversation}/events/${m.event}/saved`);
  const room = await ada.room(name);
  const errors = [];
  const one = await s.open(`/chat/room/${room.id}`);
  watchErrors(one, errors);
  await signIn(one, admin);
  const two = await one.context().newPage();
  watchErrors(two, errors);
  await two.goto(s.server.base + (path ?? `/chat/room/${room.id}`));
  return { ada, room, one, two, errors };
}

test("a message is saved in one tab, found in the other, and done with in both", async () => {
  const { ada, room, one, two, errors } = await twoTabs("Ops", "/chat/saved");
  const grace = await ada.person("Grace Hopper", "grace@example.com");
  await two.getByText("Nothing is saved for later.").waitFor();
  const first = await ada.say(room.conversation, "renew the certificate");
  for (let n = 0; n < 60; n++) await ada.say(room.conversation, `line ${n}`);
  await notify(room.token.v2.url, { message: "Build <b>417</b> failed" });
  const { id } = await ada.call("POST", `/api/users/${grace.user.id}/conversation`);
  const lunch = await grace.client.say(id, "lunch at noon?");

  const bar = await tools(one, "417");
  await bar.getByRole("button", { name: "Save for later" }).click();
  await line(one, "417").getByText("Saved for later").waitFor();
  await bar.locator('[aria-label="Save for later"][aria-pressed=true]').waitFor();
  await saved(two, "417").locator("b", { hasText: "417" }).waitFor();
  await entry(two, 1).waitFor();
  for (const e of [first, lunch])
    await ada.call("PUT", `/api/conversations/${e.conversation}/events/${e.id}/saved`, { done: false });
  await entry(one, 3).waitFor();
  await saved(two, "lunch at noon?").getByText("Grace Hopper").first().waitFor();
  assert.deepEqual(
    await two
      .getByRole("main")
      .getByRole("listitem")
      .evaluateAll((all) => all.map((li) => /417|certificate|lunch/.exec(li.textContent)[0])),
    ["lunch", "certificate", "417"],
  );

  // It leads to its place, however long ago that was.
  await saved(two, "certificate").getByRole("link", { name: "Show in Ops" }).click();
  await two.locator("[data-event]:focus", { hasText: "renew the certificate" }).waitFor();
  await entry(two, 3).click();

  await saved(two, "417").getByRole("button", { name: "Done" }).click();
  await line(one, "417").getByText("Saved for later").waitFor({ state: "detached" });
  await entry(one, 2).waitFor();
  await two.getByRole("status").filter({ hasText: "Done" }).waitFor({ state: "attached" });
  const undo = saved(two, "417").getByRole("button", { name: "Undo" });
  assert.equal(await undo.evaluate((b) => b === document.activeElement), true);
  await undo.press("Enter");
  await line(one, "417").getByText("Saved for later").waitFor();
  await saved(two, "417").getByRole("button", { name: "Remove" }).click();
  await undo.waitFor();
  assert.equal(await undo.evaluate((b) => b === document.activeElement), true);
  await entry(one, 2).waitFor();
  await saved(two, "lunch").getByRole("button", { name: "Done" }).click();
  await two.getByRole("button", { name: "Done", pressed: false }).first().click();
  await saved(two, "lunch").getByRole("button", { name: "Not done" }).click();
  await entry(two, 2).waitFor();
  await two.getByRole("button", { name: "To do" }).click();
  await saved(two, "lunch").waitFor();
  assert.equal(await saved(two, "417").count(), 0);

  await ada.call("DELETE", `/api/conversations/${first.conversation}/events/${first.id}`);
  await entry(one, 1).waitFor();
  await two.reload();
  await saved(two, "lunch").waitFor();
  assert.equal(await saved(two, "certificate").count(), 0);
  await inspect(two, "what was saved");

  const hers = await s.open("/chat/saved");
  await signIn(hers, grace);
  await hers.getByText("Nothing is saved for later.").waitFor();
  assert.deepEqual(errors, []);
});

test("a reply is saved in its thread and leads there; the keyboard does all of it", async () => {
  const { ada, room, one, two, errors } = await twoTabs("Thread");
  const first = await ada.say(room.conversation, "shall we ship?");
  await ada.call("POST", `/api/conversations/${room.conversation}/events`, {
    body: "not before the tests are green",
    thread: first.id,
  });
  const thread = (page) => page.getByRole("complementary", { name: "Thread" });
  await one.getByRole("button", { name: /1 reply/ }).click();
  await thread(one).getByText("not before the tests are green").waitFor();
  await thread(one).getByRole("log").focus();
  await one.keyboard.press("ArrowUp");
  await one.keyboard.press("s");
  await thread(one).getByText("Saved for later").waitFor();
  await one.keyboard.press("s");
  await thread(one).getByText("Saved for later").waitFor({ state: "detached" });
  await one.keyboard.press("s");
  await entry(two, 1).waitFor();
  // Who writes writes.
  await thread(one).getByRole("textbox", { name: "Message the thread" }).press("s");
  await thread(one).getByText("Saved for later").waitFor();

  await two.keyboard.press("Control+Alt+s");
  await two.getByRole("heading", { name: "Saved for later" }).waitFor();
  const show = saved(two, "tests are green").getByRole("link", { name: "Show in Thread" });
  await show.focus();
  await two.keyboard.press("Enter");
  await thread(two).getByText("not before the tests are green").waitFor();
  assert.deepEqual(errors, []);
});

test("long lists come page by page, and what fails says so", async () => {
  const { ada, room, one, errors } = await twoTabs("Long");
  for (let n = 0; n < 23; n++) {
    const e = await ada.say(room.conversation, `keep ${n}.`);
    await ada.call("PUT", `/api/conversations/${room.conversation}/events/${e.id}/saved`, { done: false });
  }
  await one.route("**/api/me/saved?*", (r) => r.abort());
  await entry(one, 23).click();
  await one.getByRole("alert").waitFor();
  await one.unroute("**/api/me/saved?*");
  await one.getByRole("button", { name: "Try again" }).click();
  await saved(one, "keep 22.").waitFor();
  assert.equal(await saved(one, "keep 1.").count(), 0);
  await one.getByRole("button", { name: "Show more" }).click();
  await saved(one, "keep 0.").waitFor();
  assert.equal(await one.getByRole("main").getByRole("listitem").count(), 23);

  await one.route("**/saved", (r) => r.abort());
  await saved(one, "keep 0.").getByRole("button", { name: "Done" }).click();
  await one.getByRole("alert").waitFor();
  await saved(one, "keep 0.").getByRole("button", { name: "Done" }).waitFor();
  await one.goto(`${s.server.base}/chat/room/${room.id}`);
  await (await tools(one, "keep 22.")).getByRole("button", { name: "Save for later" }).click();
  await one.getByRole("alert").waitFor();
  await line(one, "keep 22.").getByText("Saved for later").waitFor();
  assert.deepEqual(errors, []);
});

test("what another page adds takes its place, and the reader stays at theirs", async () => {
  const { ada, room, two, errors } = await twoTabs("Stays");
  const save = async (text) => {
    const e = await ada.say(room.conversation, text);
    await ada.call("PUT", `/api/conversations/${room.conversation}/events/${e.id}/saved`, { done: false });
  };
  for (let n = 0; n < 45; n++) await save(`keep ${n}.`);
  await entry(two, 45).click();
  await saved(two, "keep 44.").waitFor();
  await two.getByRole("button", { name: "Show more" }).click();
  const done = saved(two, "keep 10.").getByRole("button", { name: "Done" });
  await done.focus();
  const before = await done.boundingBox();
  await save("one more");
  await saved(two, "one more").waitFor({ state: "attached" });
  assert.ok(Math.abs((await done.boundingBox()).y - before.y) <= 1);
  assert.equal(await done.evaluate((b) => b === document.activeElement), true);
  assert.equal(await two.getByRole("main").getByRole("listitem").count(), 41);
  await two.getByRole("button", { name: "Show more" }).click();
  await saved(two, "keep 0.").waitFor();
  assert.equal(await two.getByRole("main").getByRole("listitem").count(), 46);
  assert.deepEqual(errors, []);
});

test("what somebody may not read any more is neither counted nor shown", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const mary = await ada.person("Mary Jackson", "mary@example.com");
  const board = await ada.call("POST", "/api/rooms", { name: "Board", privacy: "private" });
  const plans = await ada.call("POST", "/api/rooms", { name: "Plans" });
  const member = `/api/rooms/${board.id}/members/${mary.user.id}`;
  await ada.call("PUT", member, { role: "room_member" });
  for (const room of [board, plans]) {
    const e = await ada.say(room.conversation, `said in ${room.name}`);
    await mary.client.call("PUT", `/api/conversations/${room.conversation}/events/${e.id}/saved`, {
      done: false,
    });
  }
  const page = await s.open("/chat/saved");
  await signIn(page, mary);
  await entry(page, 2).waitFor();
  await saved(page, "said in Board").waitFor();
  await ada.call("DELETE", member);
  await entry(page, 1).waitFor();
  await saved(page, "said in Board").waitFor({ state: "detached" });
  await ada.call("PUT", member, { role: "room_member" });
  await saved(page, "said in Board").waitFor();
  await ada.call("DELETE", `/api/rooms/${plans.id}`);
  await entry(page, 1).waitFor();
  await saved(page, "said in Plans").waitFor({ state: "detached" });
});

test("on a phone a finger saves a message and comes back to it", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const room = await ada.call("POST", "/api/rooms", { name: "Small" });
  await ada.say(room.conversation, "tap me");
  const page = await s.open(`/chat/room/${room.id}`, {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
  });
  await signIn(page, admin);
  await page.getByText("tap me").tap();
  await page.getByRole("button", { name: "Save for later" }).tap();
  await line(page, "tap me").getByText("Saved for later").waitFor();
  await page.getByRole("link", { name: "Back to conversations" }).tap();
  await page.getByRole("link", { name: /^Saved for later/ }).tap();
  for (const button of await saved(page, "tap me").getByRole("button").all()) {
    const { height } = await button.boundingBox();
    assert.ok(height >= 44, `${height} px`);
  }
  await saved(page, "tap me").getByRole("link", { name: "Show in Small" }).tap();
  await line(page, "tap me").waitFor();
});
