import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();

/** notifying opens a page whose browser keeps what it is to show in window.told, and answers yes when it is asked. */
async function notifying(path, permission) {
  const page = await s.open(path);
  await page.addInitScript((now) => {
    window.told = [];
    window.Notification = class {
      static permission = sessionStorage.getItem("permission") ?? now;
      static async requestPermission() {
        sessionStorage.setItem("permission", "granted");
        window.Notification.permission = "granted";
        return "granted";
      }
      constructor(title, options) {
        window.told.push({ title, ...options });
        window.latest = this;
      }
      close() {}
    };
  }, permission);
  await page.reload();
  return page;
}

test("a browser that has not been asked for notifications is asked by the page, once", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const tom = await ada.person("Tom", "tom@example.com");
  const room = await ada.room("Ops");
  await tom.client.call("POST", `/api/rooms/${room.id}/join`);
  const page = await notifying("/chat/lobby", "default");
  await signIn(page, admin);
  const offer = page.getByRole("status").filter({ hasText: "while you look elsewhere" });
  await offer.getByRole("button", { name: "Show notifications" }).press("Enter");
  await offer.waitFor({ state: "hidden" });
  await tom.client.say(room.conversation, "is anybody there?");
  await page.waitForFunction(() => window.told.length === 1);
  await page.reload();
  await page.getByRole("searchbox").waitFor();
  await tom.client.say(room.conversation, "and now?");
  await page.waitForFunction(() => window.told.length === 1); // all that there is to ask has been asked by then
  assert.equal(await offer.isVisible(), false);
});

test("the first message that somebody writes to the reader is told of", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const pam = await ada.person("Pam", "pam@example.com");
  const page = await notifying("/chat/lobby", "granted");
  await signIn(page, admin);
  await page.getByRole("searchbox").waitFor();
  const chat = await pam.client.call("POST", "/api/users/1/conversation");
  await pam.client.say(chat.id, "are you there?");
  await page.waitForFunction(() => window.told.length === 1);
  assert.equal(await page.evaluate(() => window.told[0].title), "Pam");
  await page.getByRole("link", { name: "Pam 1 unread" }).waitFor();
});

test("who wants no notifications here is not asked again", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const ray = await ada.person("Ray", "ray@example.com");
  const page = await notifying("/chat/lobby", "default");
  await signIn(page, admin);
  const decline = page.getByRole("button", { name: "Not here" });
  await decline.click();
  await decline.waitFor({ state: "detached" });
  await page.reload();
  await page.getByRole("searchbox").waitFor();
  const chat = await ray.client.call("POST", "/api/users/1/conversation");
  await ray.client.say(chat.id, "are you there?");
  await page.getByRole("link", { name: "Ray 1 unread" }).waitFor();
  assert.equal(await decline.count(), 0);
});

test("a quiet room leaves the tab's title alone until it names the reader", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const sue = await ada.person("Sue", "sue@example.com");
  const room = await ada.room("Quiet");
  const loud = await ada.room("Loud");
  for (const r of [room, loud]) await sue.client.call("POST", `/api/rooms/${r.id}/join`);
  await ada.call("PUT", `/api/me/levels/${room.conversation}`, { level: "quiet" });
  await ada.call("POST", "/api/me/read", { rooms: false });
  const page = await s.open("/chat/lobby");
  await signIn(page, admin);
  await page.waitForFunction(() => document.title === "Lobby · Stoa");
  await sue.client.say(room.conversation, "for nobody");
  await page.getByRole("link", { name: "Quiet 1 unread" }).waitFor();
  assert.equal(await page.title(), "Lobby · Stoa");
  await sue.client.say(loud.conversation, "for all");
  await page.waitForFunction(() => document.title === "• Lobby · Stoa");
  await sue.client.say(room.conversation, "for @admin");
  await page.waitForFunction(() => document.title === "(1) Lobby · Stoa");
});

test("a notification of a reply leads to its thread", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const tim = await ada.person("Tim", "tim@example.com");
  const room = await ada.room("Threads");
  await tim.client.call("POST", `/api/rooms/${room.id}/join`);
  const first = await ada.say(room.conversation, "What do you think?");
  const page = await notifying("/chat/lobby", "granted");
  await signIn(page, admin);
  await page.getByRole("searchbox").waitFor();
  const reply = { body: "It is good.", client_id: crypto.randomUUID(), thread: first.id };
  await tim.client.call("POST", `/api/conversations/${room.conversation}/events`, reply);
  await page.waitForFunction(() => window.told.length === 1);
  await page.evaluate(() => window.latest.onclick());
  await page.getByRole("complementary", { name: "Thread" }).getByText("It is good.").waitFor();
});
