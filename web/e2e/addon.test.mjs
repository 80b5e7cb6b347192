import assert from "node:assert/strict";
import { test } from "node:test";
import { addon } from "./addon.mjs";
import { signIn } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();

test("an add-on is installed after consent, and removed again", async (t) => {
  const bot = await addon();
  t.after(() => bot.close());
  const ada = await Client.signIn(s.server.base, admin);
  const ops = await ada.call("POST", "/api/rooms", { name: "Ops" });
  const page = await s.open(`/rooms/addons/${ops.id}`);
  await signIn(page, admin);
  await page.getByText("None yet.").waitFor();
  await page.getByLabel("Descriptor URL").fill(bot.url);
  await page.getByRole("button", { name: "Continue" }).click();
  const consent = page.getByRole("region", { name: "Deploy bot" });
  await consent.getByText("By Example").waitFor();
  await consent.getByText("send_notification").waitFor();
  await consent.getByText("^/deploy").waitFor();
  assert.equal(await consent.getByLabel("Install in").inputValue(), String(ops.id));
  await consent.getByRole("button", { name: "Allow and install" }).click();

  await page.getByText(/^By Example · installed/).waitFor();
  await page.getByRole("button", { name: "Remove Deploy bot" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await page.getByText("None yet.").waitFor();
});

test("an update that asks for more is agreed to, and an add-on is disabled and enabled", async (t) => {
  const bot = await addon();
  t.after(() => bot.close());
  const ada = await Client.signIn(s.server.base, admin);
  const dev = await ada.call("POST", "/api/rooms", { name: "Dev" });
  const offer = await ada.call("POST", "/api/installations/preview", { url: bot.url, room: dev.id });
  const made = await ada.call("POST", "/api/installations", { preview: offer.preview, room: dev.id });
  const page = await s.open(`/addons?room=${dev.id}`);
  await signIn(page, admin);
  const update = page.getByRole("button", { name: "Update Deploy bot" });
  await update.click();
  await page.getByText("Its descriptor has not changed.").waitFor();

  bot.grow("view_messages");
  await update.click();
  const consent = page.getByRole("region", { name: "Deploy bot" });
  await consent.getByText("It is installed there already, and this is an update.").waitFor();
  await consent.getByRole("link", { name: "Cancel" }).click();
  await page.getByText("Update pending").waitFor();
  await page.getByText("The update also asks for view_messages.").waitFor();
  await page.goto(`${s.server.base}/addons/com.example.deploy?room=${dev.id}&update=true`);
  await consent.getByRole("button", { name: "Allow and update" }).click();
  await page.getByText(/^By Example · installed .*view_messages$/).waitFor();
  assert.equal(await page.getByText("Update pending").count(), 0);

  await page.getByRole("button", { name: "Disable Deploy bot" }).click();
  await page.getByText("Disabled", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Enable Deploy bot" }).click();
  await page.getByRole("button", { name: "Disable Deploy bot" }).waitFor();
  const [now] = (await ada.call("GET", `/api/installations?room=${dev.id}`)).items;
  assert.ok(!now.disabled && now.id !== made.id);
  assert.deepEqual(now.scopes, ["send_notification", "view_room", "view_messages"]);
});

test("a descriptor that cannot be had says so", async () => {
  const page = await s.open(
    `/addons/install?url=${encodeURIComponent("http://127.0.0.1:1/none.json")}&room=Ops`,
  );
  await signIn(page, admin);
  await page.getByRole("alert").waitFor();
});

test("whoever is in a room reads in plain words what the add-ons there see and do", async (t) => {
  const bot = await addon();
  t.after(() => bot.close());
  const ada = await Client.signIn(s.server.base, admin);
  const hall = await ada.call("POST", "/api/rooms", { name: "Hall" });
  const offer = await ada.call("POST", "/api/installations/preview", { url: bot.url, room: hall.id });
  await ada.call("POST", "/api/installations", { preview: offer.preview, room: hall.id });
  const bob = await ada.person("Bob Reads", "bobreads@example.com");
  const page = await s.open(`/chat/room/${hall.id}`);
  await signIn(page, bob);
  await page.getByRole("button", { name: "Room settings" }).click();
  await page.getByRole("dialog").getByRole("link", { name: "Add-ons…" }).click();
  await page.getByRole("heading", { name: "What add-ons see and do here" }).waitFor();
  assert.equal(await page.getByLabel("Descriptor URL").count(), 0);
  await page.getByRole("link", { name: "Deploy bot" }).click();
  const about = page.getByRole("region", { name: "About Deploy bot" });
  await about.getByText("Who is in this room, its topic and its settings.").waitFor();
  await about.getByText("Post in this room, as “Deploy bot”.").waitFor();
  await about
    .getByText(/^Messages in this room that match .*\/deploy.*, sent to 127\.0\.0\.1:\d+\.$/)
    .waitFor();
});
