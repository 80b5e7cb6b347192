import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { signIn, watchErrors } from "./browser.mjs";
import { Client, notify } from "./client.mjs";
import { hook, receiver } from "./receiver.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();
let archive;
before(async () => {
  archive = await receiver();
});
after(() => archive?.close());

/** owned makes somebody who looks after a room of theirs with a webhook, which only an administrator has sent to this machine. */
async function owned(ada, name, room, webhook) {
  const who = await ada.person(name, `${room.toLowerCase()}@example.com`);
  const made = await who.client.room(room);
  await hook(s.server.base, admin, made.id, archive.url, webhook);
  return { who, room: made, post: (message) => notify(made.token.v2.url, { message }) };
}

test("who looks after a room sees what its webhooks were sent, sends it again and pauses them, and of no other room", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const ops = await owned(ada, "Grace Hopper", "Ops", "archive");
  const other = await owned(ada, "Bob Stone", "Other", "elsewhere");
  await ops.post("high water");
  await other.post("not for Grace");
  const page = await s.open(`/chat/room/${ops.room.id}`);
  const errors = watchErrors(page);
  await signIn(page, ops.who);
  await page.getByRole("link", { name: "Integrate", exact: true }).click();
  await page.getByRole("link", { name: "Deliveries of this room" }).click();
  await page.getByRole("heading", { name: "Deliveries of Ops" }).waitFor();

  const rows = page.getByRole("list", { name: "deliveries" }).getByRole("listitem");
  await rows.filter({ hasText: "Delivered" }).filter({ hasText: "archive" }).waitFor();
  assert.equal(await rows.count(), 1);
  assert.equal(await page.getByText("elsewhere").count(), 0);
  await rows.getByRole("link").click();
  await page.getByRole("heading", { name: "1 attempt" }).waitFor();
  await page.reload();
  await page.getByRole("button", { name: "Redeliver" }).click();
  await page.getByRole("heading", { name: "2 attempts" }).waitFor();
  const { pathname: one } = new URL(page.url());
  await page.getByRole("link", { name: "Back" }).click();

  await page.getByRole("button", { name: /^Replay/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("1 delivery of that time").waitFor();
  await dialog.getByRole("button", { name: "Replay" }).click();
  await dialog.getByText("All 1 have been made once more.").waitFor();
  await dialog.getByRole("button", { name: "Close" }).last().click();

  await page.getByText("1 webhook", { exact: true }).click();
  await page.getByRole("button", { name: /^Pause archive/ }).click();
  await page.getByText("Why: paused by Grace Hopper").waitFor();
  await ops.post("while it is paused");
  await rows.filter({ hasText: "Held" }).waitFor();
  await page.getByRole("button", { name: /^Resume archive/ }).click();
  await rows.filter({ hasText: "Held" }).waitFor({ state: "detached" });
  assert.deepEqual(errors, []);

  const his = await s.open(`/rooms/deliveries/${ops.room.id}`);
  await signIn(his, other.who);
  const refused = his.getByRole("alert");
  await refused.waitFor();
  assert.equal(await his.getByText("archive").count(), 0);
  await his.goto(s.server.base + one.replace(`/${ops.room.id}/`, `/${other.room.id}/`));
  await refused.getByText(/^There is no delivery/).waitFor();
});

test("who may not manage integrations looks at the deliveries of their room and changes none", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const yard = await owned(ada, "Cleo Marsh", "Yard", "archive");
  await yard.post("high water");
  await ada.call("PATCH", "/api/admin/preferences", { manage_integrations: "administrators" });
  const page = await s.open(`/rooms/deliveries/${yard.room.id}`);
  await signIn(page, yard.who);
  const row = page.getByRole("list", { name: "deliveries" }).getByRole("link", { name: /archive/ });
  await row.waitFor();
  await page.getByText("Managing integrations is for administrators of the group here.").waitFor();
  await page.getByText("1 webhook", { exact: true }).click();
  assert.equal(await page.getByRole("button", { name: /^(Replay|Pause)/ }).count(), 0);
  await row.click();
  await page.getByRole("heading", { name: "1 attempt" }).waitFor();
  await page.getByRole("button", { name: "As a curl command" }).waitFor();
  assert.equal(await page.getByRole("button", { name: "Redeliver" }).count(), 0);
});
