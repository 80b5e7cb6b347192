import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn, watchErrors } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();

test("whoever has the invite URL makes an account, until it is turned off", async () => {
  const page = await s.open("/admin/preferences");
  const errors = watchErrors(page);
  await signIn(page, admin);
  const panel = page.getByRole("region", { name: "Invite URL" });
  await panel.getByRole("button", { name: "Make an invite URL" }).click();
  const url = await panel.getByText("/invite/").innerText();
  await panel.getByRole("button", { name: "Replace" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Replace" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  const now = await panel.getByText("/invite/").innerText();
  assert.notEqual(now, url);

  const eve = await s.open(url, { viewport: { width: 390, height: 800 } });
  watchErrors(eve, errors);
  await eve.getByText("leads nowhere any more").waitFor();
  await eve.goto(now);
  await eve.getByLabel("Your name").fill("Eve Moss");
  await eve.getByLabel("E-mail").fill(admin.email);
  await eve.getByRole("button", { name: "Go on" }).click();
  await eve.getByText("Email already in use").waitFor();
  await eve.getByLabel("E-mail").fill("eve@example.com");
  await eve.getByRole("button", { name: "Go on" }).click();
  await eve.getByRole("heading", { name: "Welcome, Eve Moss" }).waitFor();
  await eve.getByLabel("Password").fill("a long enough password");
  await eve.getByRole("button", { name: "Come in" }).click();
  await eve.locator(".shell").waitFor();
  await eve.goto(now);
  await eve.getByText("You are signed in as Eve Moss.").waitFor();

  await panel.getByRole("button", { name: "Turn off" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Turn off" }).click();
  await panel.getByRole("button", { name: "Make an invite URL" }).waitFor();
  assert.deepEqual(errors, []);
});

test("what the group lets people do is what the page offers them", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const grace = await ada.person("Grace Hopper", "grace@example.com");
  const page = await s.open("/chat/lobby");
  await signIn(page, grace);
  const create = page.getByRole("button", { name: "Create a room" });
  await create.first().waitFor();
  assert.equal(await page.getByRole("button", { name: "Invite a person" }).count(), 0);
  await page.goto(new URL("/emoticons", s.server.base).href);
  await page.getByRole("heading", { name: "Built in" }).waitFor();
  assert.equal(await page.getByLabel("Shortcut").count(), 0);
  await ada.call("PATCH", "/api/admin/preferences", {
    invite_people: "everybody",
    create_rooms: "administrators",
    add_emoticons: "everybody",
    manage_integrations: "administrators",
  });
  const { id } = await ada.call("POST", "/api/rooms", { name: "Quay" });
  await ada.call("PUT", `/api/rooms/${id}/members/${grace.user.id}`, { role: "room_admin" });
  await page.goto(new URL(`/rooms/addons/${id}`, s.server.base).href);
  await page.getByText("Managing integrations is for administrators").waitFor();
  await page.goto(new URL("/emoticons", s.server.base).href);
  await page.getByLabel("Shortcut").waitFor();
  await page.goto(new URL("/chat/lobby", s.server.base).href);
  await page.getByRole("button", { name: "Invite a person" }).click();
  const dialog = page.getByRole("dialog");
  assert.equal(await dialog.getByLabel("Role").count(), 0);
  await dialog.getByLabel("Name").fill("Linus Bauer");
  await dialog.getByLabel("E-mail").fill("linus@example.com");
  await dialog.getByRole("button", { name: "Invite" }).click();
  await page.getByRole("dialog", { name: "Linus Bauer is invited" }).getByText("/invite?token=").waitFor();
  await page.getByRole("button", { name: "Done" }).click();
  assert.equal(await create.count(), 0);
});

test("the owner gives the group away with the password", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const zoe = await ada.person("Zoë Featherstone", "zoe@example.com");
  const page = await s.open(`/admin/users/${zoe.user.id}`);
  await signIn(page, admin);
  await page.getByRole("button", { name: "Make the owner" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Your password").fill("wrong");
  await dialog.getByRole("button", { name: "Make the owner" }).click();
  await dialog.getByRole("alert").waitFor();
  await dialog.getByLabel("Your password").fill(admin.password);
  await dialog.getByRole("button", { name: "Make the owner" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByText("You cannot change Zoë Featherstone").waitFor();
});
