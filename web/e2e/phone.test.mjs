import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true };

test("on a phone a message's text is copied", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const room = await ada.call("POST", "/api/rooms", { name: "Copied" });
  await ada.say(room.conversation, "ssh db-2\n**sudo** reboot");
  const permissions = ["clipboard-read", "clipboard-write"];
  const page = await s.open(`/chat/room/${room.id}`, { ...phone, isMobile: true, permissions });
  await signIn(page, admin);
  await page.getByText("ssh db-2").tap();
  const tools = page.getByRole("toolbar", { name: "Message actions" });
  await tools.getByRole("button", { name: "Copy text" }).tap();
  await page.waitForFunction(
    async (text) => (await navigator.clipboard.readText()) === text,
    "ssh db-2\n**sudo** reboot",
  );
  const { x, width } = await tools.boundingBox();
  assert.ok(x >= 0 && x + width <= phone.viewport.width);
});

test("on a phone a tap on a table has its message's tools, and the room's menu who is there", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const grace = await ada.person("Grace Hopper", "grace@example.com");
  const room = await ada.call("POST", "/api/rooms", { name: "Ops" });
  await grace.client.call("POST", `/api/rooms/${room.id}/join`);
  await ada.say(room.conversation, "| suite | tests |\n|--|--|\n| unit | 1204 |");
  const hers = await s.open(`/chat/room/${room.id}`);
  await signIn(hers, grace);
  const page = await s.open(`/chat/room/${room.id}`, phone);
  await signIn(page, admin);

  const tools = page.getByRole("toolbar", { name: "Message actions" });
  const cell = page.getByRole("cell", { name: "unit" });
  await cell.tap();
  await tools.waitFor();
  await cell.tap();
  await tools.waitFor({ state: "detached" });

  await page.getByRole("button", { name: "Room settings" }).tap();
  const menu = page.getByRole("dialog", { name: "Room settings" });
  await menu.getByText("In the room · 2").waitFor();
  await menu.getByRole("link", { name: /Grace Hopper/ }).tap();
  await page.getByRole("textbox", { name: "Message Grace Hopper" }).waitFor();
});

test("on a phone the names of a room's integrations have their width, and the buttons stand below", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const room = await ada.room("Integrated");
  const page = await s.open(`/rooms/tokens/${room.id}`, phone);
  await signIn(page, admin);
  const token = page
    .getByRole("listitem")
    .filter({ has: page.getByRole("button", { name: "Checks of CI" }) });
  const note = await token.getByText(/^Created/).boundingBox();
  const button = await token.getByRole("link", { name: "Template of CI" }).boundingBox();
  assert.ok(note.width > 250, `${note.width} px`);
  assert.ok(button.y >= note.y + note.height);
});
