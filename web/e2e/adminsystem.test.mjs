import assert from "node:assert/strict";
import { test } from "node:test";
import { addon } from "./addon.mjs";
import { signIn, watchErrors } from "./browser.mjs";
import { Client, notify } from "./client.mjs";
import { hook, receiver } from "./receiver.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();

test("after an outage an administrator sees what was not taken, and replays what the receiver lost", async (t) => {
  const r = await receiver();
  t.after(() => r.close());
  const ada = await Client.signIn(s.server.base, admin);
  const ops = await ada.room("Ops");
  await hook(s.server.base, admin, ops.id, r.url, "archive");
  const page = await s.open("/admin/deliveries");
  const errors = watchErrors(page);
  await signIn(page, admin);
  await page.getByText("Nothing has been sent yet.").waitFor();

  const post = (message) => notify(ops.token.v2.url, { message, message_format: "text" });
  const row = (state) => page.getByRole("link", { name: new RegExp(`^${state}.*archive.* in Ops`) });
  await post("high water at nine");
  await row("Delivered").waitFor(); // without a reload
  r.status = 503;
  await post("low water at three");
  await row("Waiting").waitFor();
  await row("Waiting")
    .getByText(/503.*attempt/)
    .waitFor();
  r.status = 200;
  await row("Delivered").nth(1).waitFor();
  assert.equal(r.took.length, 2);

  await row("Delivered").first().click();
  await page.getByRole("heading", { name: /archive to 127/ }).waitFor();
  await page.getByText("the queue is down").first().waitFor({ state: "attached" });
  await page.getByRole("button", { name: "As a curl command" }).click();
  await page.getByRole("region", { name: "Command" }).getByText(/^curl/).waitFor();
  const last = r.took.at(-1);
  const tried = Number.parseInt(await page.getByRole("heading", { name: /attempts$/ }).innerText(), 10);
  await page.getByRole("button", { name: "Redeliver" }).click();
  await page.getByRole("heading", { name: `${tried + 1} attempts` }).waitFor();
  assert.deepEqual(r.took.slice(2), [last]);

  await page.goto(`${s.server.base}/admin/deliveries?state=done`);
  await page.getByRole("button", { name: /^Replay/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("2 deliveries of that time are over").waitFor();
  const taken = r.took.length;
  await dialog.getByRole("button", { name: "Replay" }).click();
  await dialog.getByText("All 2 have been made once more.").waitFor();
  await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
  assert.deepEqual(new Set(r.took.slice(taken)), new Set(r.took.slice(0, 2)));

  await page
    .getByRole("button", { name: /^Pause archive/, includeHidden: true })
    .waitFor({ state: "attached" });
  await page.getByText("1 webhook", { exact: true }).click();
  await page.getByRole("button", { name: /^Pause archive/ }).click();
  await post("kept for later");
  await page.goto(`${s.server.base}/admin/deliveries`);
  await page.getByText("1 waiting").waitFor();
  await page.getByText("Why: paused by Administrator").waitFor();
  await page.getByRole("button", { name: /^Resume archive/ }).click();
  await page.goto(`${s.server.base}/admin/deliveries?text=kept`);
  await row("Delivered").waitFor();
  assert.equal(await row("Delivered").count(), 1);
  assert.deepEqual(errors, []);
});

test("what integrations call is shown with what was said, and without secrets", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const dev = await ada.room("Dev");
  const page = await s.open("/admin/calls");
  await signIn(page, admin);
  await notify(dev.token.v2.url, { message: "the build broke", message_format: "text" });
  await fetch(dev.token.v2.url.replace(/auth_token=.*/, "auth_token=wrong"), { method: "POST" });
  await page.getByRole("link", { name: /^401 POST/ }).waitFor();
  await page.getByLabel("Room", { exact: true }).selectOption("Dev");
  await page.getByRole("link", { name: /^204 POST/ }).click();
  await page.getByText("the build broke").waitFor();
  assert.ok(!(await page.content()).includes(dev.token.v2.token));
  await page.goto(`${s.server.base}/admin/calls?failed=true`);
  await page.getByRole("link", { name: /^401 POST/ }).waitFor();
  assert.equal(await page.getByRole("link", { name: /^204/ }).count(), 0);
});

test("statistics are drawn, and can be read as tables", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const ops = await ada.room("Counting");
  for (const word of ["one", "two", "three"]) await ada.say(ops.conversation, word);
  const page = await s.open("/admin/statistics");
  const errors = watchErrors(page);
  await signIn(page, admin);
  const said = page.getByRole("figure", { name: "What was said" });
  await said.getByText(/^[3-9] messages/).waitFor();
  await said.getByText("As a table").click();
  const table = said.getByRole("table");
  assert.equal(await table.getByRole("row").count(), 25);
  const last = await table.getByRole("row").last().getByRole("cell").first().innerText();
  assert.ok(Number(last) >= 3, last);
  await page.getByRole("radio", { name: "Last month" }).check();
  await said.getByText("As a table").click();
  await page.waitForFunction(() => document.querySelectorAll("figure tbody")[0]?.rows.length === 30);
  assert.deepEqual(errors, []);
});

test("the system page begins with what ought to be changed, and looks in both directions", async () => {
  const page = await s.open("/admin/system");
  const errors = watchErrors(page);
  await signIn(page, admin);
  const warnings = page.getByRole("list", { name: "Warnings" });
  await warnings.getByText("can only be reached from this machine").waitFor();
  await page.getByText(/^SQLite 3/).waitFor();
  await page.getByRole("button", { name: "Look at the public address" }).click();
  await page.getByRole("list", { name: "Findings" }).getByText("ok", { exact: true }).waitFor();
  await page.getByLabel("Or at another address").fill("http://127.0.0.1:1/");
  await page.getByRole("button", { name: "Look there" }).click();
  await page.getByRole("list", { name: "Findings" }).getByText("tcp_refused").waitFor();
  const settings = page.getByRole("region", { name: "Configuration in force" });
  await settings.getByText("--rate-limits").waitFor();
  assert.ok(!(await page.content()).includes(admin.password));
  assert.deepEqual(errors, []);
});

test("an address from the Integrate page is tested on the page, and a token of API v1 is made and revoked", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const room = await ada.call("POST", "/api/rooms", { name: "Byo" });
  const page = await s.open(`/rooms/tokens/${room.id}`);
  const errors = watchErrors(page);
  await signIn(page, admin);
  await page.getByLabel("Name of the integration").fill("Nightly");
  await page.getByLabel(/API v1/).check();
  await page.getByRole("button", { name: "Create", exact: true }).click();
  for (const version of ["v2", "v1"]) {
    await page.getByRole("button", { name: `Test the ${version} address` }).click();
  }
  await page.getByText(/204.*In the room, Nightly says:.*It works/).waitFor();
  await page.getByText(/200.*In the room, Nightly says:.*It works/).waitFor();

  await page.goto(`${s.server.base}/admin/api`);
  await page.getByLabel("Label").fill("Okta");
  await page.getByLabel("Type").selectOption("Admin");
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await page.getByRole("region", { name: "Address, the v1 address" }).getByText("auth_token=").waitFor();
  await page.getByRole("button", { name: "Done" }).click();
  const row = page.getByRole("listitem").filter({ hasText: "Okta" });
  await row.getByText(/By Administrator/).waitFor();
  await row.getByRole("button", { name: "Revoke Okta" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await row.waitFor({ state: "detached" });
  assert.deepEqual(errors, []);
});

test("add-ons of the group and of rooms stand together, and say why one is disabled", async (t) => {
  const bot = await addon();
  t.after(() => bot.close());
  const ada = await Client.signIn(s.server.base, admin);
  const room = await ada.call("POST", "/api/rooms", { name: "Bots" });
  for (const where of [null, room.id]) {
    const offer = await ada.call("POST", "/api/installations/preview", { url: bot.url, room: where });
    await ada.call("POST", "/api/installations", { preview: offer.preview, room: where });
  }
  const page = await s.open("/admin/addons");
  const errors = watchErrors(page);
  await signIn(page, admin);
  const inRoom = page.getByRole("region", { name: "In Bots" });
  await inRoom.getByRole("button", { name: "Disable Deploy bot" }).click();
  await inRoom.getByText(/^Administrator disabled it/).waitFor();
  await inRoom.getByRole("link", { name: "Deliveries" }).click();
  await page.getByText("Nothing was sent that is like this.").waitFor();
  assert.equal((await page.getByLabel("Add-on", { exact: true }).inputValue()) !== "", true);
  assert.deepEqual(errors, []);
});

test("a mail server is set, and says on the page what is wrong with it", async () => {
  const page = await s.open("/admin/mail");
  const errors = watchErrors(page);
  await signIn(page, admin);
  const form = page.getByRole("form", { name: "Mail server" });
  await form.getByLabel("Encryption").selectOption("TLS from the first byte");
  assert.equal(await form.getByLabel("Port").inputValue(), "465");
  await form.getByLabel("Host").fill("127.0.0.1:25");
  await form.getByLabel("Mail comes from").fill("stoa@example.org");
  await form.getByRole("button", { name: "Save" }).click();
  await form.getByRole("alert").waitFor();
  await form.getByLabel("Host").fill("127.0.0.1");
  await form.getByLabel("Port").fill("1");
  await form.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "Mail goes to 127.0.0.1:1" }).waitFor();
  await page.getByRole("button", { name: "Send me a test mail" }).click();
  await page.getByText(/refused/).waitFor();
  await page.getByRole("button", { name: "Remove…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await page.getByRole("heading", { name: "Set a mail server" }).waitFor();
  assert.deepEqual(errors, []);
});

test("a slash command of the Integrate page is completed in the room and sent to its address", async (t) => {
  const r = await receiver();
  t.after(() => r.close());
  const ada = await Client.signIn(s.server.base, admin);
  const room = await ada.call("POST", "/api/rooms", { name: "Slash" });
  const page = await s.open(`/addons/byo/anything?room=${room.id}`);
  const errors = watchErrors(page);
  await signIn(page, admin);
  const form = page.getByRole("form", { name: "New slash command" });
  await form.getByLabel("Command").fill("/tide");
  await form.getByLabel("Address to post to").fill(r.url);
  await form.getByRole("button", { name: "Add the command" }).click();
  await page.getByRole("button", { name: "Remove /tide" }).waitFor();
  await page.goto(`${s.server.base}/chat/room/${room.id}`);
  const box = page.getByRole("textbox", { name: "Message Slash" });
  await box.fill("/ti");
  await page.getByRole("option", { name: /tide/ }).waitFor();
  await page.keyboard.press("Escape");
  await box.fill("/tide now");
  await box.press("Enter");
  await r.some();
  assert.equal(r.took.length, 1);
  assert.deepEqual(errors, []);
});

test("people make tokens of their own with the scopes that they choose", async () => {
  const page = await s.open("/account/api");
  const errors = watchErrors(page);
  await signIn(page, admin);
  await page.getByLabel("Label").fill("Backup");
  await page.getByLabel(/^View Group/).check();
  await page.getByRole("button", { name: "Create", exact: true }).click();
  const token = await page.getByRole("region", { name: "Token", exact: true }).innerText();
  const res = await fetch(`${s.server.base}/v2/user`, {
    headers: { Authorization: `Bearer ${token.trim()}` },
  });
  assert.equal(res.status, 200);
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: "Revoke Backup" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await page.getByRole("button", { name: "Revoke Backup" }).waitFor({ state: "detached" });
  assert.deepEqual(errors, []);
});
