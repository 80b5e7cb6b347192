import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { addon } from "./addon.mjs";
import { watchErrors } from "./browser.mjs";
import { catalogue } from "./catalogue.mjs";
import { notify } from "./client.mjs";
import { shell } from "./day.mjs";
import { hook, receiver } from "./receiver.mjs";
import { admin } from "./server.mjs";
import { hasSlapd, startSlapd } from "./slapd.mjs";
import { story } from "./story.mjs";

const listed = await addon();
const bot = await addon({ key: "com.example.reports", name: "Reports" });
const shop = await catalogue(listed.url);
const s = story({ setup: true, env: { STOA_DIRECTORY: shop.path } });
const errors = [];
let archive;
before(async () => {
  archive = await receiver();
});
after(async () => {
  for (const thing of [archive, shop, listed, bot]) await thing?.close();
});

/** The steps in their order; what one makes the next ones find in its. */
const steps = [
  ["the first start", setUp],
  ["a person is invited", invite],
  ["people come in by a directory", directory],
  ["an address of the administrator's own is copied, tested on the page and used", build],
  ["an add-on is installed from its address", fromAddress],
  ["an add-on is installed from the directory", fromDirectory],
  ["a receiver is out, and is sent again what it lost", outage],
  ["the doctor looks in both directions", doctor],
  ["the statistics show what there was", statistics],
  ["an add-on is removed", remove],
  ["the audit log tells of all of it", audit],
];

test("an administrator's first day", { timeout: 240_000 }, async (t) => {
  const its = {};
  let done = true;
  for (const [name, step] of steps) {
    await t.test(name, { skip: !done && "a step before it failed" }, async (part) => {
      done = false;
      await step(its, part);
      done = true;
    });
  }
  assert.deepEqual(errors, []);
});

const open = (its, path) => its.page.goto(new URL(path, s.server.base).href);

async function setUp(its) {
  const page = await s.open(s.server.link);
  watchErrors(page, errors);
  await page.getByLabel("Name of the group").fill("Acme");
  await page.getByLabel("Your name").fill("Ada Lovelace");
  await page.getByLabel("E-mail").fill(admin.email);
  await page.getByLabel("Password").fill(admin.password);
  await page.getByRole("button", { name: "Set up" }).click();
  await page.getByRole("button", { name: "Create a room" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Create a room" });
  await dialog.getByLabel("Name").fill("Ops");
  await dialog.getByRole("button", { name: "Create" }).click();
  await page.getByText("This is the beginning of Ops.").waitFor();
  its.room = Number(new URL(page.url()).pathname.split("/").at(-1));
  its.page = page;
}

async function invite(its) {
  await open(its, "/admin/users");
  await its.page.getByRole("button", { name: "Add people" }).click();
  const dialog = its.page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("Ben Bitdiddle");
  await dialog.getByLabel("E-mail").fill("ben@example.com");
  await dialog.getByRole("button", { name: "Invite" }).click();
  await dialog.getByText(/\/invite\?token=/).waitFor();
  await dialog.getByRole("button", { name: "Done" }).click();
  await its.page.getByRole("list", { name: "People" }).getByRole("link", { name: "Ben Bitdiddle" }).waitFor();
}

async function directory(its, part) {
  if (!hasSlapd) {
    part.skip("slapd is missing");
    return;
  }
  const slapd = await startSlapd();
  try {
    await open(its, "/admin/authentication");
    await its.page.getByRole("button", { name: "Add a directory" }).click();
    const form = its.page.locator(".source-form");
    await form.getByLabel("Name", { exact: true }).first().fill("Yellow pages");
    await form.getByLabel("Encryption").selectOption("none");
    await form.getByLabel("Host").fill("127.0.0.1");
    await form.getByLabel("Port").fill(String(slapd.port));
    await form.getByLabel("Who looks people up (bind DN)").fill("cn=reader,dc=example,dc=test");
    await form.getByLabel("Its password").fill("reads everything");
    await form.getByLabel(/^Below which/).fill("ou=people,dc=example,dc=test");
    await form.getByRole("button", { name: "Save" }).click();
    await its.page.getByRole("button", { name: "Edit Yellow pages" }).waitFor();
    const hers = await s.open("/account");
    watchErrors(hers, errors);
    await hers.getByLabel("E-mail or user name").fill("grace");
    await hers.getByLabel("Password").fill("nanoseconds");
    await hers.getByRole("button", { name: "Sign in", exact: true }).click();
    await hers.getByText("with the password of Yellow pages").waitFor();
    its.grace = true;
  } finally {
    await slapd.close();
  }
}

async function build(its) {
  await open(its, `/rooms/tokens/${its.room}`);
  await its.page.getByLabel("Name of the integration").fill("Nightly");
  await its.page.getByRole("button", { name: "Create", exact: true }).click();
  await its.page.getByRole("button", { name: "Test the v2 address" }).click();
  await its.page.getByText(/204.*In the room, Nightly says:.*It works/).waitFor();
  const texts = await its.page.getByRole("region").locator("code").allInnerTexts();
  its.url = texts.find((text) => text.includes("/v2/") && text.startsWith("http"));
  await shell(texts.find((text) => text.startsWith("curl")));
  await open(its, `/chat/room/${its.room}`);
  const log = its.page.locator(".room-talk").getByRole("log");
  await log.getByText("It works: this is a test").waitFor();
  assert.equal(await log.locator(".notification").count(), 2);
}

async function fromAddress(its) {
  await open(its, "/admin/addons");
  await its.page.getByLabel("Descriptor URL").fill(bot.url);
  await its.page.getByLabel("Descriptor URL").press("Enter");
  await its.page.getByRole("button", { name: "Allow and install" }).click();
  await its.page.getByText(/^By Example · installed/).waitFor();
  await open(its, "/admin/addons");
  await its.page.getByRole("button", { name: "Disable Reports" }).waitFor();
}

async function fromDirectory(its) {
  const shelf = its.page.getByRole("region", { name: "Directory" });
  await shelf.getByText("Deploy bot").click();
  await shelf.getByRole("link", { name: "Look at what it asks for" }).click();
  await its.page.getByRole("button", { name: "Allow and install" }).click();
  await its.page.getByRole("button", { name: "Remove Deploy bot" }).waitFor();
}

async function outage(its) {
  await hook(s.server.base, admin, its.room, archive.url, "archive");
  const row = (state) => its.page.getByRole("link", { name: new RegExp(`^${state}.*archive.* in Ops`) });
  await open(its, "/admin/deliveries");
  await notify(its.url, { message: "before the outage", message_format: "text" });
  await row("Delivered").waitFor();
  archive.status = 503;
  await notify(its.url, { message: "in the outage", message_format: "text" });
  await row("Waiting").getByText(/503/).waitFor();
  archive.status = 200;
  await row("Delivered").nth(1).waitFor();
  const took = [...archive.took];
  await open(its, "/admin/deliveries?state=done");
  await its.page.getByRole("button", { name: /^Replay/ }).click();
  const dialog = its.page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Replay" }).click();
  await dialog.getByText("All 2 have been made once more.").waitFor();
  assert.deepEqual(new Set(archive.took.slice(took.length)), new Set(took));
}

async function doctor(its) {
  await open(its, "/admin/system");
  await its.page.getByRole("button", { name: "Look at the public address" }).click();
  const findings = its.page.getByRole("list", { name: "Findings" });
  await findings.getByText("ok", { exact: true }).waitFor();
  await its.page.getByLabel("Or at another address").fill(archive.url);
  await its.page.getByRole("button", { name: "Look there" }).click();
  await its.page.getByText(new URL(archive.url).host).first().waitFor();
}

async function statistics(its) {
  await open(its, "/admin/statistics");
  await its.page
    .getByRole("figure", { name: "What was said" })
    .getByText(/ 4 notifications/)
    .waitFor();
  await its.page
    .getByRole("figure", { name: "Deliveries to webhooks" })
    .getByText(/^[4-9] delivered, [1-9]/)
    .waitFor();
}

async function remove(its) {
  await open(its, "/admin/addons");
  await its.page.getByRole("button", { name: "Remove Reports" }).click();
  await its.page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await its.page.getByRole("button", { name: "Disable Reports" }).waitFor({ state: "detached" });
}

async function audit(its) {
  await open(its, "/admin/audit");
  const told = [
    /Ada Lovelace made the room Ops/,
    /Ada Lovelace invited Ben Bitdiddle/,
    /Ada Lovelace made the token Nightly/,
    /Ada Lovelace installed Reports/,
    /Ada Lovelace installed Deploy bot/,
    /Ada Lovelace repeated deliveries of all webhooks/,
    /Ada Lovelace removed Reports/,
  ];
  if (its.grace) told.push(/Ada Lovelace changed the setting/, /Grace Hopper signed in/);
  for (const sentence of told)
    await its.page.getByRole("listitem").filter({ hasText: sentence }).first().waitFor();
}
