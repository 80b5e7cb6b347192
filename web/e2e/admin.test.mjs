import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn, watchErrors } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true };

test("administrators find their area, whose sections are one after the other on a phone", async () => {
  const page = await s.open("/chat/lobby", phone);
  const errors = watchErrors(page);
  await signIn(page, admin);
  await page.goto(`${s.server.base}/admin`);
  const nav = page.getByRole("navigation", { name: "Administration" });
  await nav.getByRole("link", { name: "Add-ons" }).click();
  await page.getByRole("heading", { name: "Add-ons", level: 1 }).waitFor();
  assert.equal(new URL(page.url()).pathname, "/admin/addons");
  assert.equal(await nav.isVisible(), false);
  await page.getByRole("link", { name: "Back", exact: true }).click();
  await nav.waitFor();
  await page.goto(`${s.server.base}/admin/no-such-thing`);
  await page.getByText("There is nothing for you at this address.").waitFor();
  assert.deepEqual(errors, []);
});

test("who is no administrator is told who is", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const grace = await ada.person("Grace Hopper", "grace@example.com");
  const page = await s.open("/admin/addons");
  await signIn(page, grace);
  await page.getByText("Only administrators of the group come here.").waitFor();
  await page.getByRole("link", { name: "Administrator" }).waitFor();
  assert.equal(await page.getByRole("navigation", { name: "Administration" }).count(), 0);
});

test("the audit log tells who did what, finds it by person and kind, and follows what happens", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const linus = await ada.person("Linus Bauer", "linus@example.com");
  await ada.call("PATCH", `/api/users/${linus.user.id}`, { title: "Gardener" });
  const page = await s.open("/admin/audit");
  const errors = watchErrors(page);
  await signIn(page, admin);
  const log = page.getByRole("list", { name: "Entries, newest first" });
  await log.getByText("title: Gardener").waitFor();
  await page.getByLabel("About").selectOption("room");
  await page.getByText("Nothing like that.").waitFor();
  const room = await linus.client.call("POST", "/api/rooms", { name: "Greenhouse" });
  await log.getByText("Linus Bauer made the room Greenhouse").waitFor();
  await ada.call("DELETE", `/api/rooms/${room.id}`);
  await log.getByText("Administrator deleted the room Greenhouse").waitFor();
  await page.getByLabel("Person", { exact: true }).selectOption({ label: "Linus Bauer" });
  await log.getByText("deleted the room").waitFor({ state: "detached" });
  await log.getByText("made the room").waitFor();
  await page.getByLabel("Text").fill("no such thing");
  await page.getByText("Nothing like that.").waitFor();
  assert.deepEqual(errors, []);
});
