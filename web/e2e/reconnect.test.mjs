import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn } from "./browser.mjs";
import { Client, notify } from "./client.mjs";
import { proxy } from "./proxy.mjs";
import { admin } from "./server.mjs";
import { bodies, story } from "./story.mjs";
import { listening } from "./told.mjs";

const s = story();

test("after a lost connection nothing is missing, nothing stands twice, all in order", async (t) => {
  const ada = await Client.signIn(s.server.base, admin);
  const room = await ada.room("Ops");
  const post = (n) => notify(room.token.v2.url, { message: `line ${n}`, message_format: "text" });
  const net = await proxy(s.server.base);
  t.after(() => net.close());
  const page = await s.open(`${net.base}/chat/room/${room.id}`);
  await signIn(page, admin);
  await page.getByRole("textbox", { name: "Message Ops" }).waitFor();
  for (let n = 1; n <= 3; n++) await post(n);
  await page.getByText("line 3", { exact: true }).waitFor();

  net.cut();
  const offline = page.getByRole("status").getByText("Not connected.");
  await offline.waitFor();
  for (let n = 4; n <= 23; n++) await post(n);
  await page.getByRole("textbox", { name: "Message Ops" }).fill("written while away");
  await page.getByRole("textbox", { name: "Message Ops" }).press("Enter");
  await page.getByText("waiting for the connection").waitFor();

  net.mend();
  await page.getByText("line 23", { exact: true }).waitFor({ timeout: 40_000 });
  await page.locator(".row-failed, .row-pending").waitFor({ state: "detached" });
  await post(24);
  await page.getByText("line 24", { exact: true }).waitFor();
  const lines = Array.from({ length: 23 }, (_, i) => `line ${i + 1}`);
  assert.deepEqual(await bodies(page), [...lines, "written while away", "line 24"]);
  await offline.waitFor({ state: "hidden" });
});

test("the page goes on when the browser itself says that it is offline", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const room = await ada.room("Night");
  const page = await s.open(`/chat/room/${room.id}`);
  await signIn(page, admin);
  await page.getByRole("textbox", { name: "Message Night" }).waitFor();
  await page.context().setOffline(true);
  for (let n = 1; n <= 5; n++)
    await notify(room.token.v2.url, { message: `night ${n}`, message_format: "text" });
  await page.context().setOffline(false);
  await page.getByText("night 5", { exact: true }).waitFor({ timeout: 40_000 });
  assert.deepEqual(
    await bodies(page),
    [1, 2, 3, 4, 5].map((n) => `night ${n}`),
  );
});

test("what the reader set elsewhere while the connection was lost holds when it is back", async (t) => {
  const ada = await Client.signIn(s.server.base, admin);
  const room = await ada.room("Muted elsewhere");
  const net = await proxy(s.server.base);
  t.after(() => net.close());
  const page = await s.open(`${net.base}/chat/room/${room.id}`);
  await signIn(page, admin);
  await page.getByRole("button", { name: "Notifications: Loud" }).waitFor();
  await page.getByText("In the room · 1").waitFor();
  net.cut();
  await page.getByRole("status").getByText("Not connected.").waitFor();
  await ada.call("PUT", `/api/me/levels/${room.conversation}`, { level: "quiet" });
  net.mend();
  await page.getByRole("button", { name: "Notifications: Quiet" }).waitFor({ timeout: 40_000 });
});

test("nobody is told of what came while the connection was lost, once they have read it elsewhere or are not to be disturbed", async (t) => {
  const ada = await Client.signIn(s.server.base, admin);
  const pam = await ada.person("Pam", "pam@example.com");
  const chat = await pam.client.call("POST", "/api/users/1/conversation");
  const net = await proxy(s.server.base);
  t.after(() => net.close());
  const page = await s.open(`${net.base}/chat/lobby`);
  await page.context().addInitScript(listening);
  const heardTwo = new Promise((heard) => {
    page.on("websocket", (socket) =>
      socket.on("framereceived", ({ payload }) => String(payload).includes('"two"') && heard()),
    );
  });
  await signIn(page, admin);
  await page.getByRole("searchbox").waitFor();
  const told = (words) => page.waitForFunction((w) => window.told.includes(w), words);
  const offline = page.getByRole("status").getByText("Not connected.");
  const away = async (deed) => {
    net.cut();
    await offline.waitFor();
    await deed();
    // What the page asks for before it tells of anything.
    const knows = ["/api/conversations", "/api/users", "/api/me"].map(async (path) => {
      const answered = await page.waitForResponse((r) => new URL(r.url()).pathname === path);
      await answered.finished();
    });
    net.mend();
    await Promise.all(knows);
    await offline.waitFor({ state: "hidden", timeout: 40_000 });
  };
  const quiet = page.getByRole("button", { name: /do not disturb/i }).first();
  await pam.client.say(chat.id, "one");
  await told("one");

  await away(async () => {
    await pam.client.say(chat.id, "two");
    await ada.call("PUT", "/api/me/presence", { show: "dnd" });
  });
  await page.getByRole("link", { name: "Pam 2 unread" }).waitFor();
  await quiet.waitFor();
  await heardTwo; // the list counts it sooner than the feed tells of it
  await ada.call("PUT", "/api/me/presence", { show: "chat" });
  await quiet.waitFor({ state: "detached" });

  await away(async () => {
    const { seq } = await pam.client.say(chat.id, "three");
    await ada.call("PUT", `/api/conversations/${chat.id}/read`, { seq });
  });
  await page.getByRole("link", { name: /^Pam .*unread/ }).waitFor({ state: "detached" });
  await pam.client.say(chat.id, "four");
  await told("four");
  assert.deepEqual(await page.evaluate(() => window.told), ["one", "four"]);
});

test("a room renamed before a slow line's first connection has its new name", async (t) => {
  const ada = await Client.signIn(s.server.base, admin);
  const room = await ada.room("Before");
  const page = await s.open(`/chat/room/${room.id}`);
  await signIn(page, admin);
  await page.getByRole("textbox", { name: "Message Before" }).waitFor();
  let connect;
  const gate = new Promise((open) => (connect = open));
  t.after(connect);
  await page.routeWebSocket("**", async (socket) => {
    await gate;
    socket.connectToServer();
  });
  await page.reload();
  await page.getByRole("textbox", { name: "Message Before" }).waitFor();
  await ada.call("PATCH", `/api/rooms/${room.id}`, { name: "After" });
  // The line is slow: the lists are old when the connection comes.
  const shown = await page.evaluate(() => performance.now());
  await page.waitForFunction((at) => performance.now() - at > 1_500, shown);
  connect();
  await page.getByRole("textbox", { name: "Message After" }).waitFor();
});
