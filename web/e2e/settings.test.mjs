import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn, watchErrors } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();

test("settings are kept, and another page of the same person follows them", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const grace = await ada.person("Grace Hopper", "grace@example.com");
  const page = await s.open("/account");
  const errors = watchErrors(page);
  await signIn(page, grace);
  const other = await s.open("/account");
  await signIn(other, grace);
  await other.getByRole("heading", { name: "Profile" }).waitFor();

  await page.getByRole("radio", { name: "Dark" }).first().check({ force: true });
  await other.locator("html[data-theme=dark]").waitFor({ state: "attached" });
  await page.getByRole("radio", { name: "Tighter" }).check({ force: true });
  await other.locator("html[data-density=tighter]").waitFor({ state: "attached" });
  await page.reload();
  await page.locator("html[data-theme=dark][data-density=tighter]").waitFor({ state: "attached" });

  await page.getByLabel("Name", { exact: true }).fill("Rear Admiral Hopper");
  await page.getByLabel("Title").fill("Admiral");
  await page.getByLabel("Mention name").fill("not a name");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText(/mention_name/).waitFor();
  await page.getByLabel("Mention name").fill("amazing");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved", { exact: true }).waitFor();
  await page.getByRole("button", { name: /Rear Admiral Hopper/ }).waitFor();
  await page.getByLabel("Photo").setInputFiles({ name: "me.png", mimeType: "image/png", buffer: dot });
  await page.locator(".photo img").waitFor();
  await page.waitForFunction(() => document.querySelector(".photo img").naturalWidth > 0);

  await page.getByRole("listitem").filter({ hasText: "Signed in" }).nth(1).waitFor();
  await page
    .getByRole("button", { name: /^Sign out of/ })
    .first()
    .click();
  await other.getByLabel("E-mail").waitFor();
  assert.deepEqual(errors, []);
});

test("a new password leaves this page signed in and no other", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const linus = await ada.person("Linus Bauer", "linus@example.com");
  const page = await s.open("/account");
  await signIn(page, linus);
  const other = await s.open("/chat");
  await signIn(other, linus);
  await page.getByLabel("Password now").fill(linus.password);
  await page.getByLabel("New password").fill("something else entirely");
  await page.getByRole("button", { name: "Change the password" }).click();
  await page.getByText("Changed", { exact: true }).waitFor();
  await other.getByLabel("E-mail").waitFor();
  await page.goto(`${s.server.base}/chat/lobby`);
  await page.locator(".shell").waitFor();
});

test("presence and status are seen by others, and idleness ends with a key", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const zoe = await ada.person("Zoë Park", "zoe@example.com");
  const hers = await s.open("/chat/lobby");
  await hers.clock.install();
  await signIn(hers, zoe);
  const mine = await s.open(`/chat/user/${zoe.user.id}`);
  await signIn(mine, admin);
  const head = mine.locator(".room-head");
  await head.getByText("available").waitFor();
  await head.getByText(/there$/).waitFor();
  await hers.getByRole("button", { name: /Zoë Park/ }).click();
  await hers.getByRole("radio", { name: "Do not disturb" }).check({ force: true });
  await hers.getByPlaceholder("What are you doing?").fill("in a meeting");
  await hers.getByRole("button", { name: "Set" }).click();
  await head.getByText(/do not disturb · in a meeting/).waitFor();
  await hers.getByRole("radio", { name: "Available" }).check({ force: true });
  await head.getByText(/available · in a meeting/).waitFor();
  await hers.clock.fastForward("16:00");
  await head.getByText(/idle · in a meeting/).waitFor();
  await hers.keyboard.press("Shift");
  await head.getByText(/available · in a meeting/).waitFor();
});

test("who looks elsewhere is told, as loudly as they have set it, in one notification per room", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const tom = await ada.person("Tom", "tom@example.com");
  const room = await ada.room("Ops");
  const quiet = await ada.room("Design");
  for (const r of [room, quiet]) await tom.client.call("POST", `/api/rooms/${r.id}/join`);
  const context = { permissions: ["notifications"] };
  const page = await s.open(`/chat/room/${room.id}`, context);
  await page.addInitScript(() => {
    window.told = [];
    window.Notification = class {
      static permission = "granted";
      constructor(title, options) {
        window.told.push({ title, ...options });
        window.latest = this;
      }
      close() {}
    };
  });
  await page.reload();
  await signIn(page, admin);
  const told = () => page.evaluate(() => window.told.map((n) => n.title));
  await page.getByRole("textbox", { name: "Message Ops" }).waitFor();

  await tom.client.say(room.conversation, "while it is looked at");
  await page.getByRole("log").getByText("while it is looked at").waitFor();
  await tom.client.say(quiet.conversation, "elsewhere");
  await page.waitForFunction(() => window.told.length === 1);
  assert.deepEqual(await told(), ["Tom in Design"]);
  await page.evaluate(() => window.latest.onclick());
  await page.waitForURL(/\/chat\/room\/\d+$/);
  await page.getByRole("log").getByText("elsewhere").waitFor();

  await page.getByRole("button", { name: "Notifications: Loud" }).click();
  await page.getByRole("radio", { name: /Quiet/ }).check();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Notifications: Quiet" }).waitFor();
  await page.locator(".side-muted", { hasText: "Design" }).waitFor();
  await page.getByRole("link", { name: "Ops" }).click();
  await page.getByRole("textbox", { name: "Message Ops" }).waitFor();
  await tom.client.say(quiet.conversation, "nobody is named");
  await tom.client.say(quiet.conversation, "@admin is named");
  await page.waitForFunction(() => window.told.length === 2);
  assert.deepEqual(await told(), ["Tom in Design", "Tom in Design"]);
  assert.match(await page.evaluate(() => window.told[1].body), /is named$/);
});

const dot = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
