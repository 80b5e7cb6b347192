import assert from "node:assert/strict";
import { after, test } from "node:test";
import { addon } from "./addon.mjs";
import { signIn } from "./browser.mjs";
import { catalogue } from "./catalogue.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const bot = await addon();
const listed = await catalogue(bot.url);
const s = story({ env: { STOA_DIRECTORY: listed.path } });
after(async () => {
  await listed.close();
  await bot.close();
});

test("an add-on is found in the directory, looked at and installed", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const ops = await ada.call("POST", "/api/rooms", { name: "Ops" });
  const page = await s.open(`/addons?room=${ops.id}`);
  await signIn(page, admin);
  const directory = page.getByRole("region", { name: "Directory" });
  const entries = directory.getByRole("listitem");
  await directory.getByText("Polls").waitFor();
  assert.equal(await entries.count(), 2);
  await directory.getByLabel(/not known to work on self-hosted servers/).check();
  await directory.getByText("(not known to work on self-hosted servers)").waitFor();
  assert.equal(await entries.count(), 3);
  await directory.getByLabel("Find").fill("deployments bot");
  assert.equal(await entries.count(), 1);
  await directory.getByText("Deploy bot").click();
  await directory.getByText("It calls this server's API.").waitFor();
  await directory.getByText("must reach deploy.example.com:443, hooks.example.com:8443").waitFor();
  const instructions = directory.getByRole("link", { name: "Installation instructions" });
  assert.equal(await instructions.getAttribute("href"), "https://example.com/deploy/install");

  await directory.getByRole("link", { name: "Look at what it asks for" }).click();
  assert.equal(new URL(page.url()).searchParams.get("key"), "com.example.deploy");
  const consent = page.getByRole("region", { name: "Deploy bot" });
  assert.equal(await consent.getByLabel("Install in").inputValue(), String(ops.id));
  await consent.getByRole("button", { name: "Allow and install" }).click();
  await page.getByText(/^By Example · installed/).waitFor();
});

test("a key that the directory does not have says so", async () => {
  const page = await s.open("/addons/install?key=com.example.none");
  await signIn(page, admin);
  await page.getByText("The directory has no add-on 'com.example.none'").waitFor();
});
