import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { signIn } from "./browser.mjs";
import { Client } from "./client.mjs";
import { card, curl, day, shell } from "./day.mjs";
import { bodies } from "./story.mjs";
import { tools } from "./two.mjs";

const ada = { name: "Ada Lovelace", email: "ada@example.com", password: "correct horse battery" };
const grace = { name: "Grace Hopper", email: "grace@example.com", password: "a long enough password" };

let d;
before(async () => {
  d = await day();
});
after(() => d?.close());

const box = (page, where = "Ops") => page.getByRole("textbox", { name: `Message ${where}` });
const log = (page) => page.locator(".room-talk").getByRole("log");
const side = (page, name) => page.getByRole("navigation").getByRole("link", { name });
const say = async (page, text) => {
  await box(page).fill(text);
  await box(page).press("Enter");
};

test("a team's day, two people at once", { timeout: 240_000 }, async (t) => {
  const its = {};
  let done = true;
  for (const [name, step] of steps) {
    await t.test(name, { skip: !done && "a step before it failed" }, async () => {
      done = false;
      await step(its);
      done = true;
    });
  }
  assert.deepEqual(d.errors, []);
});

/** The steps in their order; what one makes the next ones find in its. */
const steps = [
  ["the link that the server printed sets it up, and the first room is made", setUp],
  ["the second person comes in by an invitation", invite],
  ["two people chat", chat],
  ["a thread stays beside the room", thread],
  ["a reaction is seen by the other", react],
  ["what the Integrate page shows is pasted into a shell and posts", integrate],
  ["a card", cardByCurl],
  ["a message is edited, and deleted", change],
  ["a mention is unread on both devices of a person, and read on both", mention],
  ["what was said is searched, and jumped to", search],
  ["a file shows how far it is, and arrives", file],
  ["a guest comes in by a link, and is out when it is switched off", guest],
  ["what is written without a connection goes once when it is back", offline],
  ["the server is killed and started again, and nobody has to do anything", restart],
  ["the rest of the day on a phone", phone],
];

async function setUp(its) {
  const page = await d.open(d.link);
  await page.getByLabel("Name of the group").fill("Acme");
  await page.getByLabel("Your name").fill(ada.name);
  await page.getByLabel("E-mail").fill(ada.email);
  await page.getByLabel("Password").fill(ada.password);
  await page.getByRole("button", { name: "Set up" }).click();
  await page.getByRole("button", { name: "Create a room" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Create a room" });
  await dialog.getByLabel("Name").fill("Ops");
  await dialog.getByRole("button", { name: "Create" }).click();
  await page.getByText("This is the beginning of Ops.").waitFor();
  its.ada = page;
}

async function invite(its) {
  await side(its.ada, "Lobby").click();
  await its.ada.getByRole("button", { name: "Invite a person" }).click();
  const dialog = its.ada.getByRole("dialog");
  await dialog.getByLabel("Name").fill(grace.name);
  await dialog.getByLabel("E-mail").fill(grace.email);
  await dialog.getByRole("button", { name: "Invite" }).click();
  await dialog.getByRole("heading", { name: "Grace Hopper is invited" }).waitFor();
  const link = await dialog.locator(".secret code").innerText();
  await dialog.getByRole("button", { name: "Done" }).click();
  await its.ada.getByRole("link", { name: "Chat with Grace Hopper" }).waitFor();

  const page = await d.open(link);
  await page.getByRole("heading", { name: "Welcome, Grace Hopper" }).waitFor();
  await page.getByLabel("Password").fill(grace.password);
  await page.getByRole("button", { name: "Come in" }).click();
  await page.getByRole("link", { name: "Join Ops" }).click();
  await box(page).waitFor();
  its.grace = page;
}

async function chat(its) {
  await side(its.ada, "Ops").click();
  await say(its.grace, "good morning");
  await log(its.ada).getByText("good morning").waitFor();
  await box(its.ada).pressSequentially("mor");
  await its.grace.getByText("Ada Lovelace is typing…").waitFor();
  await box(its.ada).fill("morning! **4.12** goes out today");
  await box(its.ada).press("Enter");
  await log(its.grace).locator("strong", { hasText: "4.12" }).waitFor();
  assert.deepEqual(await bodies(its.ada), await bodies(its.grace));
}

async function thread(its) {
  await (await tools(its.grace, "goes out today")).getByRole("button", { name: "Reply in thread" }).click();
  const hers = its.grace.getByRole("complementary", { name: "Thread" });
  await hers.getByRole("textbox").fill("before lunch?");
  await hers.getByRole("textbox").press("Enter");
  await its.ada.getByRole("button", { name: /1 reply.*1 new/ }).click();
  const mine = its.ada.getByRole("complementary", { name: "Thread" });
  await mine.getByText("before lunch?").waitFor();
  await mine.getByRole("textbox").fill("at eleven");
  await mine.getByRole("textbox").press("Enter");
  await hers.getByText("at eleven").waitFor();
  await its.grace.getByRole("button", { name: "Close the thread" }).click();
  await its.ada.getByRole("button", { name: "Close the thread" }).click();
  assert.equal((await bodies(its.grace)).length, 2, "replies stay out of the room");
}

async function react(its) {
  await (await tools(its.ada, "good morning")).getByRole("button", { name: "React with 👍" }).click();
  await its.grace.getByRole("button", { name: "👍 1: Ada Lovelace" }).click();
  await its.ada.getByRole("button", { name: "👍 2: You, Grace Hopper" }).waitFor();
}

async function integrate(its) {
  await its.ada.getByRole("link", { name: "Integrate" }).click();
  await its.ada.getByLabel("Name of the integration").fill("Build server");
  await its.ada.getByRole("button", { name: "Create", exact: true }).click();
  its.url = await its.ada.getByRole("region", { name: "Address, the v2 address" }).innerText();
  await shell(await its.ada.getByRole("region", { name: /Try it in a shell/ }).innerText());
  const posted = log(its.grace).locator(".row-notification");
  await posted.waitFor();
  assert.match(await posted.innerText(), /Build server/);
  await its.ada.getByRole("button", { name: "Done" }).click();
  await its.ada.goBack();
  await log(its.ada).locator(".row-notification").waitFor();
}

async function cardByCurl(its) {
  await curl(its.url, card);
  for (const page of [its.ada, its.grace]) {
    await log(page).getByRole("link", { name: "Build 512" }).waitFor();
    await log(page).getByText("All 1,204 tests passed.").waitFor();
  }
}

async function change(its) {
  await say(its.grace, "the certifcate of the queue is renewed");
  await box(its.grace).press("ArrowUp");
  const edit = its.grace.getByRole("textbox", { name: "Edit message" });
  await edit.fill("the certificate of the queue is renewed");
  await edit.press("Enter");
  await log(its.ada).getByText("the certificate of the queue is renewed").waitFor();
  await log(its.ada).getByText("(edited)").waitFor();
  await say(its.grace, "not meant for here");
  await log(its.ada).getByText("not meant for here").waitFor();
  await (await tools(its.grace, "not meant for here")).getByRole("button", { name: "Delete" }).click();
  await its.grace.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
  await log(its.ada).getByText("Message deleted").waitFor();
  assert.equal(await its.ada.getByText("not meant for here").count(), 0);
}

async function mention(its) {
  its.phone = await d.open("/chat", {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  await signIn(its.phone, grace);
  await side(its.grace, "Lobby").click();
  await its.grace.getByRole("heading", { name: "Lobby" }).waitFor();
  await say(its.ada, "@GraceHopper can you look at db-2?");
  await say(its.ada, "it is slow");
  for (const page of [its.grace, its.phone]) {
    await side(page, /^Ops.*2 unread, 1 mentioning you/).waitFor();
    await page.waitForFunction(() => document.title.startsWith("(1)"));
  }
  await its.phone.bringToFront();
  await side(its.phone, /^Ops/).tap();
  await log(its.phone).getByText("it is slow").waitFor();
  await side(its.grace, /^Ops$/).waitFor();
  await its.grace.waitForFunction(() => !document.title.startsWith("("));
}

async function search(its) {
  const client = await Client.signIn(d.net.base, grace);
  await client.found("certificate");
  for (let n = 1; n <= 120; n++) await client.say(its.room ?? (await opsOf(its, client)), `reading ${n}`);
  await its.grace.bringToFront();
  await its.grace.keyboard.press("Control+Alt+f");
  const words = its.grace.getByRole("combobox", { name: "Search messages" });
  await words.fill("certificate from:me in:Ops");
  await words.press("Enter");
  await its.grace.locator("mark", { hasText: "certificate" }).waitFor();
  await its.grace.getByRole("link", { name: "Open in Ops" }).click();
  await its.grace.locator("[data-key]:focus").getByText("the certificate of the queue is renewed").waitFor();
  await its.grace.getByRole("button", { name: "Jump to newest" }).click();
  await log(its.grace).getByText("reading 120").waitFor();
}

async function opsOf(its, client) {
  const { items } = await client.call("GET", "/api/conversations");
  its.room = items.find((c) => c.room?.name === "Ops").id;
  return its.room;
}

async function file(its) {
  const slow = await its.ada.context().newCDPSession(its.ada);
  const sent = Buffer.alloc(200_000, "slow query\n");
  await its.ada
    .locator("input[type=file]")
    .first()
    .setInputFiles([{ name: "trace.txt", mimeType: "text/plain", buffer: sent }]);
  const conditions = { offline: false, latency: 0, downloadThroughput: -1 };
  await slow.send("Network.enable");
  await slow.send("Network.emulateNetworkConditions", { ...conditions, uploadThroughput: 60 << 10 });
  await say(its.ada, "what db-2 does all day");
  await its.ada.waitForFunction(() => {
    const bar = document.querySelector("progress");
    return bar && bar.value > 0 && bar.value < 1;
  });
  await slow.send("Network.emulateNetworkConditions", { ...conditions, uploadThroughput: -1 });
  await log(its.grace).getByText("what db-2 does all day").waitFor();
  const address = await log(its.grace)
    .getByRole("link", { name: /trace\.txt/ })
    .getAttribute("href");
  const got = await its.grace.evaluate(async (a) => (await fetch(a)).text(), address);
  assert.equal(got, sent.toString());
}

async function guest(its) {
  const settings = async (way) => {
    await its.ada.getByRole("button", { name: "Room settings" }).click();
    await its.ada.getByRole("checkbox", { name: /^Guests/ })[way]();
    await its.ada.getByRole("button", { name: "Save" }).click();
  };
  await settings("check");
  const link = await its.ada.locator(".guest-link code").innerText();
  await its.ada.keyboard.press("Escape");
  const page = await d.open(link);
  await page.getByLabel("Your name").fill("Eve");
  await page.getByRole("button", { name: "Come in" }).click();
  await say(page, "hello from outside");
  await log(its.grace).getByText("hello from outside").waitFor();
  await log(its.grace).getByText("Eve (guest)").first().waitFor();
  assert.deepEqual(await bodies(page), ["hello from outside"]);
  await settings("uncheck");
  await page.getByText("leads nowhere").waitFor();
  await page.context().close();
}

async function offline(its) {
  d.net.cut();
  for (const page of [its.ada, its.grace]) await page.getByText("Not connected.").waitFor();
  await say(its.ada, "is anybody there?");
  await say(its.grace, "I hear nothing");
  await say(its.ada, "never mind");
  for (const page of [its.ada, its.grace])
    await page.getByText("waiting for the connection").first().waitFor();
  d.net.mend();
  await same(its, 3, ["is anybody there?", "I hear nothing", "never mind"]);
}

async function restart(its) {
  await say(its.grace, "the server goes down");
  await d.restart();
  await say(its.ada, "and is back");
  await same(its, 2, ["the server goes down", "and is back"]);
}

/** same waits until both pages end with as many messages, each once and in the same order. */
async function same(its, count, texts) {
  for (const page of [its.ada, its.grace]) {
    for (const text of texts) await log(page).getByText(text, { exact: true }).waitFor({ timeout: 60_000 });
    await page.locator(".row-pending, .row-failed").first().waitFor({ state: "detached", timeout: 60_000 });
  }
  const ends = (await bodies(its.ada)).slice(-count);
  assert.deepEqual((await bodies(its.grace)).slice(-count), ends);
  assert.deepEqual([...ends].sort(), [...texts].sort());
}

async function phone(its) {
  const page = its.phone;
  await page.bringToFront();
  await log(page).getByText("and is back", { exact: true }).waitFor({ timeout: 60_000 });
  const wide = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok((await wide()) <= 0, "the room is wider than the phone");
  await box(page).fill("on the train now");
  await page.getByRole("button", { name: "Send", exact: true }).tap();
  await log(its.ada).getByText("on the train now").waitFor();
  await log(page).getByText("and is back", { exact: true }).tap();
  const bar = page.getByRole("toolbar", { name: "Message actions" });
  await bar.getByRole("button", { name: "Add a reaction" }).tap();
  await page.getByLabel("Search emoji").fill("tada");
  await page.getByRole("button", { name: "tada", exact: true }).tap();
  await log(its.ada).getByRole("button", { name: "🎉 1: Grace Hopper" }).waitFor();
  await page.getByRole("link", { name: "Back to conversations" }).tap();
  await side(page, "Lobby").waitFor();
  assert.ok((await wide()) <= 0, "the list is wider than the phone");
}
