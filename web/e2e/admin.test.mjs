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
