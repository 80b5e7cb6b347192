import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, signIn } from "./browser.mjs";
import { Client } from "./client.mjs";
import { proxy } from "./proxy.mjs";
import { admin, startServer } from "./server.mjs";
import { bodies } from "./story.mjs";

const rounds = 10;
let data;
let server;
let net;
let browser;
before(async () => {
  data = await mkdtemp(join(tmpdir(), "stoa-survive-"));
  server = await startServer({ data });
  net = await proxy(server.base);
  browser = await launch();
});
after(async () => {
  for (const thing of [browser, net, server]) await thing?.close();
  await rm(data, { recursive: true, force: true });
});

async function open(path) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  await page.goto(net.base + path);
  return page;
}

async function say(page, text) {
  const box = page.getByRole("textbox", { name: /^Message / });
  await box.fill(text);
  await box.press("Enter");
}

/** all waits until a page shows as many messages and none that is on its way, and gives them. */
async function all(page, count) {
  await page.waitForFunction(
    (n) =>
      document.querySelectorAll('[role="log"] .row-message').length >= n &&
      !document.querySelector(".row-pending, .row-failed"),
    count,
    { timeout: 60_000 },
  );
  return await bodies(page);
}

test("what two people type while the server is killed ten times arrives once each, in order, on both sides", {
  timeout: 300_000,
}, async () => {
  const ada = await Client.signIn(server.base, admin);
  const grace = await ada.person("Grace Hopper", "grace@example.com");
  const room = await ada.room("Ops");
  await grace.client.call("POST", `/api/rooms/${room.id}/join`);
  const people = { ada: await open(`/chat/room/${room.id}`), grace: await open(`/chat/room/${room.id}`) };
  await signIn(people.ada, admin);
  await signIn(people.grace, grace);
  const typed = { ada: [], grace: [] };
  const type = async (who) => {
    const text = `${who} ${typed[who].length + 1}`;
    typed[who].push(text);
    await say(people[who], text);
  };
  for (let round = 0; round < rounds; round++) {
    await Promise.all([type("ada"), type("grace")]);
    // Killed while the second ones are on their way, or at the latest when they are typed.
    const killed = server.kill();
    await Promise.all([type("ada"), type("grace")]);
    await killed;
    net.cut();
    await Promise.all([type("ada"), type("grace")]);
    server = await startServer({ data });
    net.mend(server.base);
    await type(round % 2 ? "ada" : "grace");
  }
  const count = typed.ada.length + typed.grace.length;
  const [left, right] = await Promise.all([all(people.ada, count), all(people.grace, count)]);
  assert.deepEqual(left, right);
  assert.deepEqual([...left].sort(), [...typed.ada, ...typed.grace].sort());
  for (const who of ["ada", "grace"]) {
    assert.deepEqual(
      left.filter((t) => t.startsWith(who)),
      typed[who],
    );
  }
});

test("what was typed without a connection is still there after a reload, and goes when there is one", async () => {
  const ada = await Client.signIn(server.base, admin);
  const room = await ada.room("Night");
  const page = await open(`/chat/room/${room.id}`);
  await signIn(page, admin);
  await page.getByRole("textbox", { name: "Message Night" }).waitFor();
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  net.cut();
  await say(page, "first");
  await say(page, "second");
  await page.getByText("waiting for the connection").first().waitFor();
  await page.reload();
  await page.getByText("The server cannot be reached").waitFor();
  net.mend(server.base);
  await page.getByRole("link", { name: "Try again" }).click();
  await page.getByRole("textbox", { name: "Message Night" }).waitFor();
  assert.deepEqual(await all(page, 2), ["first", "second"]);
  await page.reload();
  assert.deepEqual(await all(page, 2), ["first", "second"]);
});

test("what was replied in a thread without a connection goes once when it is back, whether the thread is open or not", async () => {
  const ada = await Client.signIn(server.base, admin);
  const room = await ada.room("Threads");
  await ada.say(room.conversation, "shall we ship?");
  const page = await open(`/chat/room/${room.id}`);
  await signIn(page, admin);
  const row = page.locator(".room-talk [data-event]", { hasText: "shall we ship?" });
  await row.hover();
  await row.getByRole("button", { name: "Reply in thread" }).click();
  const thread = page.getByRole("complementary", { name: "Thread" });
  const box = thread.getByRole("textbox", { name: "Message the thread" });
  await box.waitFor();
  net.cut();
  for (const text of ["not yet", "on Monday"]) {
    await box.fill(text);
    await box.press("Enter");
  }
  await thread.getByText("waiting for the connection").waitFor();
  await page.getByRole("button", { name: "Close the thread" }).click();
  net.mend(server.base);
  await row.getByRole("button", { name: /2 replies/ }).click({ timeout: 60_000 });
  await thread.getByText("on Monday").waitFor();
  assert.deepEqual(await thread.locator(".row-main .text").allInnerTexts(), [
    "shall we ship?",
    "not yet",
    "on Monday",
  ]);
});
