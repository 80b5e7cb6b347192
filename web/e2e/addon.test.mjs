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

test("a descriptor that cannot be had says so", async () => {
  const page = await s.open(
    `/addons/install?url=${encodeURIComponent("http://127.0.0.1:1/none.json")}&room=Ops`,
  );
  await signIn(page, admin);
  await page.getByRole("alert").waitFor();
});
