import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "./axe.mjs";
import { signIn, watchErrors } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { bodies, story } from "./story.mjs";

const s = story();

const box = (page, name) => page.getByRole("textbox", { name: `Message ${name}`, exact: true });
const later = (page) => page.getByRole("main").getByRole("button", { name: "Send later" });
const entry = (page, says) =>
  page.getByRole("link", { name: says ? `Scheduled ${says}` : "Scheduled", exact: true });
/** waiting is a message in the list of those that are scheduled. */
const waiting = (page, text) => page.getByRole("main").getByRole("listitem").filter({ hasText: text });
const said = (page, text) => page.locator(".room-talk [data-event]", { hasText: text });
const inSeconds = (n) => new Date(Date.now() + n * 1000).toISOString();

/** tabs opens a new room in two tabs of the administrator's, with nothing scheduled. */
async function tabs(name, context) {
  const ada = await Client.signIn(s.server.base, admin);
  for (const m of (await ada.call("GET", "/api/me/scheduled")).items)
    await ada.call("DELETE", `/api/me/scheduled/${m.id}`);
  const room = await ada.room(name);
  const errors = [];
  const one = await s.open(`/chat/room/${room.id}`, context);
  watchErrors(one, errors);
  await signIn(one, admin);
  const two = await one.context().newPage();
  watchErrors(two, errors);
  await two.goto(`${s.server.base}/chat/room/${room.id}`);
  return { ada, room, one, two, errors };
}

test("a message is scheduled from the box, seen in another tab, changed and sent", async () => {
  const { ada, room, one, two, errors } = await tabs("Ops");
  assert.equal(await later(one).isDisabled(), true);
  assert.equal(await entry(one).count(), 0);
  await box(one, "Ops").fill("the release notes are ready\n\n- one");
  await later(one).click();
  const menu = one.getByRole("menu", { name: "Send later" });
  await menu.getByRole("menuitem", { name: /^Tomorrow/ }).click();
  await one.getByRole("status").filter({ hasText: "It will be sent on" }).waitFor();
  assert.equal(await box(one, "Ops").inputValue(), "");
  const [kept] = (await ada.call("GET", "/api/me/scheduled")).items;
  const tomorrow = new Date();
  tomorrow.setDate(tomorrow.getDate() + 1);
  tomorrow.setHours(9, 0, 0, 0);
  assert.equal(new Date(kept.at).getTime(), tomorrow.getTime());
  assert.deepEqual(await bodies(one), []);

  await entry(two, "1 waiting").click();
  await waiting(two, "release notes").getByText("Ops").waitFor();
  await two.reload();
  await inspect(two, "what is scheduled");
  await waiting(two, "release notes").getByRole("button", { name: "Edit" }).click();
  const words = two.getByRole("textbox", { name: "Edit message" });
  await words.fill("thrown away");
  await words.press("Escape");
  await waiting(two, "release notes").getByRole("button", { name: "Edit" }).click();
  await words.fill("the notes are ready");
  await words.press("Enter");
  await waiting(two, "the notes are ready").getByRole("button", { name: "Change the time" }).click();
  const dialog = two.getByRole("dialog", { name: "Send later" });
  await dialog.getByLabel("Date and time").evaluate((input) => input.removeAttribute("min"));
  await dialog.getByLabel("Date and time").fill("2020-01-01T10:00");
  await dialog.getByRole("button", { name: "Schedule" }).click();
  await dialog.getByText("Choose a time that is to come.").waitFor();
  const then = new Date(Date.now() + 50 * 60 * 60_000);
  then.setSeconds(0, 0);
  const local = new Date(then.getTime() - then.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  await dialog.getByLabel("Date and time").fill(local);
  await dialog.getByRole("button", { name: "Schedule" }).click();
  await two
    .getByRole("status")
    .filter({ hasText: "The time has been changed" })
    .waitFor({ state: "attached" });
  assert.equal(new Date((await ada.call("GET", "/api/me/scheduled")).items[0].at).getTime(), then.getTime());

  await waiting(two, "the notes are ready").getByRole("button", { name: "Send now" }).click();
  await said(one, "the notes are ready").waitFor();
  await two.getByText("Nothing is scheduled.").waitFor();
  await entry(one).waitFor({ state: "detached" });

  await ada.call("POST", `/api/conversations/${room.conversation}/scheduled`, {
    body: "not this",
    at: inSeconds(900),
  });
  await entry(two, "1 waiting").waitFor();
  await waiting(two, "not this").getByRole("button", { name: "Delete" }).click();
  await two.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await two.getByText("Nothing is scheduled.").waitFor();
  assert.deepEqual(errors, []);
});

test("it is sent by itself when its time has come, and what may not be said then says why", async () => {
  const { ada, room, one, two, errors } = await tabs("Timely");
  await ada.call("POST", `/api/conversations/${room.conversation}/scheduled`, {
    body: "on time",
    at: inSeconds(3),
  });
  await entry(one, "1 waiting").waitFor();
  await said(one, "on time").waitFor();
  await entry(one).waitFor({ state: "detached" });

  await entry(two).waitFor({ state: "detached" });
  await ada.call("POST", `/api/conversations/${room.conversation}/scheduled`, {
    body: "too late",
    at: inSeconds(3),
  });
  await entry(two, "1 waiting").click();
  await ada.call("PATCH", `/api/rooms/${room.id}`, { archived: true });
  await entry(two, "1 not sent").waitFor();
  const line = waiting(two, "too late");
  await line.getByText("Not sent: Room 'Timely' is archived").waitFor();
  await inspect(two, "what was not sent");
  await line.getByRole("button", { name: "Send now" }).click();
  await two.getByRole("alert").filter({ hasText: "archived" }).waitFor();
  await ada.call("PATCH", `/api/rooms/${room.id}`, { archived: false });
  await line.getByRole("button", { name: "Send now" }).click();
  await two.getByText("Nothing is scheduled.").waitFor();
  await said(one, "too late").waitFor();
  // The browser notes the answer that refused.
  assert.deepEqual(
    errors.filter((e) => !e.includes("400")),
    [],
  );
});

test("the keyboard does all of it, also in a thread; commands and files are not for later", async () => {
  const { ada, room, one, errors } = await tabs("Keys");
  const first = await ada.say(room.conversation, "shall we ship?");
  await ada.call("POST", `/api/conversations/${room.conversation}/events`, {
    body: "soon",
    thread: first.id,
  });
  await one.getByRole("button", { name: /1 reply/ }).click();
  const thread = one.getByRole("complementary", { name: "Thread" });
  await thread.getByRole("textbox", { name: "Message the thread" }).fill("now");
  await thread.getByRole("button", { name: "Send later" }).focus();
  await one.keyboard.press("Enter");
  await one.getByRole("menu", { name: "Send later" }).waitFor();
  await one.keyboard.press("End");
  await one.keyboard.press("Enter");
  const dialog = one.getByRole("dialog", { name: "Send later" });
  await inspect(one, "another time");
  await dialog.getByLabel("Date and time").press("Enter"); // an hour from now
  await entry(one, "1 waiting").waitFor();
  const [kept] = (await ada.call("GET", "/api/me/scheduled")).items;
  assert.deepEqual([kept.body, kept.thread], ["now", first.id]);

  await box(one, "Keys").fill("/topic something");
  await one.locator(".room-talk").getByRole("button", { name: "Send later" }).focus();
  await one.keyboard.press("Enter");
  await one.getByRole("menuitem", { name: /^In 30 minutes/ }).press("Enter");
  await one.getByRole("alert").filter({ hasText: "A command is carried out at once" }).waitFor();
  assert.equal(await box(one, "Keys").inputValue(), "/topic something");
  await one.locator(".room-talk").getByRole("button", { name: "Send later" }).focus();
  await one.keyboard.press("Enter");
  await one.keyboard.press("Escape");
  await one.getByRole("menu").waitFor({ state: "detached" });

  await box(one, "Keys").fill("with a file");
  await one
    .locator(".room-talk input[type=file]")
    .setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("x") });
  await one.locator(".room-talk").getByRole("button", { name: "Send later", disabled: true }).waitFor();
  assert.deepEqual(errors, []);
});

test("on a phone a finger schedules a message and comes back to it", async () => {
  const { one, errors } = await tabs("Small", { viewport: { width: 390, height: 844 }, hasTouch: true });
  await box(one, "Small").fill("good morning");
  await later(one).tap();
  await one.getByRole("menuitem", { name: /^In 30 minutes/ }).tap();
  await one.getByRole("status").filter({ hasText: "It will be sent on" }).waitFor();
  await one.getByRole("link", { name: "Back to conversations" }).tap();
  await entry(one, "1 waiting").tap();
  for (const button of await waiting(one, "good morning").getByRole("button").all()) {
    const { height } = await button.boundingBox();
    assert.ok(height >= 44, `${height} px`);
  }
  const width = await one.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 390, `the page is ${width} px wide`);
  assert.deepEqual(errors, []);
});
