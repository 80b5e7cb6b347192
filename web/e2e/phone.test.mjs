import assert from "node:assert/strict";
import { test } from "node:test";
import { pressInHead, signIn } from "./browser.mjs";
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

  await pressInHead(page, "Room settings");
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

test("on a phone a room's name has most of the head, and a menu has the rest", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const room = await ada.call("POST", "/api/rooms", { name: "Release planning 2026" });
  const page = await s.open(`/chat/room/${room.id}`, { ...phone, viewport: { width: 360, height: 780 } });
  await signIn(page, admin);
  const name = page.locator(".room-name");
  await name.waitFor();
  const cut = await name.evaluate((el) => el.scrollWidth - el.clientWidth);
  assert.equal(cut, 0, `${cut} px of the name are cut off`);

  const more = page.getByRole("button", { name: "More", exact: true });
  const menu = page.getByRole("menu", { name: "More" });
  const focused = (item) => menu.locator("[role=menuitem]:focus", { hasText: item }).waitFor();
  assert.equal(await more.getAttribute("aria-haspopup"), "menu");
  await more.press("Enter");
  await focused("Star");
  assert.equal(await more.getAttribute("aria-expanded"), "true");
  for (const item of ["Notifications", "Integrate", "Add-ons", "Room settings", "Star"]) {
    await page.keyboard.press("ArrowDown");
    await focused(item);
  }
  await page.keyboard.press("Escape");
  await menu.waitFor({ state: "detached" });
  assert.ok(await more.evaluate((el) => el === document.activeElement));

  await more.tap();
  await menu.getByRole("menuitem", { name: "Star" }).tap();
  await more.tap();
  await menu.getByRole("menuitem", { name: "Remove the star" }).waitFor();
  await more.tap();
  await menu.waitFor({ state: "detached" });
  await more.tap();
  await menu.getByRole("menuitem", { name: "Notifications Loud" }).tap();
  await page
    .getByRole("dialog", { name: /^Notifications of/ })
    .getByLabel("Quiet")
    .check();
  await page.keyboard.press("Escape");
  await more.tap();
  await menu.getByRole("menuitem", { name: "Notifications Quiet" }).waitFor();
});

test("what a head's menu has on a phone are buttons where there is room", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const room = await ada.call("POST", "/api/rooms", { name: "Wide" });
  const page = await s.open(`/chat/room/${room.id}`);
  await signIn(page, admin);
  const head = page.locator(".room-head");
  for (const name of ["Star", /^Notifications/, "Room settings"])
    await head.getByRole("button", { name }).waitFor();
  assert.equal(await head.getByRole("button", { name: "More", exact: true }).count(), 0);
});
