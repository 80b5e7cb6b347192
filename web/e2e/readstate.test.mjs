import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();

/** side finds a line of the left column. */
function side(page, name) {
  return page.getByRole("navigation").getByRole("link", { name, exact: true });
}

/** people makes two of them and two rooms that both are in. */
async function people() {
  const ada = await Client.signIn(s.server.base, admin);
  const grace = await ada.person(
    `Grace ${crypto.randomUUID().slice(0, 6)}`,
    `${crypto.randomUUID()}@example.com`,
  );
  const ops = await ada.call("POST", "/api/rooms", { name: `Ops ${crypto.randomUUID().slice(0, 6)}` });
  await grace.client.call("POST", `/api/rooms/${ops.id}/join`);
  return { ada, grace, ops };
}

test("two tabs and another device agree on what is unread", async () => {
  const { ada, grace, ops } = await people();
  for (let n = 1; n <= 3; n++) await ada.say(ops.conversation, `line ${n}`);
  await ada.say(ops.conversation, `look @${grace.user.mention_name}`);
  const tab = await s.open("/chat/lobby");
  await signIn(tab, grace);
  const second = await tab.context().newPage();
  await second.goto(`${s.server.base}/chat/lobby`);
  const phone = await s.open("/chat", { viewport: { width: 390, height: 844 } });
  await signIn(phone, grace);
  const unread = (page, text) => side(page, new RegExp(`^${ops.name}.*${text}`));
  for (const page of [tab, second, phone]) await unread(page, "4 unread, 1 mentioning you").waitFor();

  await tab.bringToFront();
  await unread(tab, "").click();
  await tab.getByText("line 3").waitFor();
  for (const page of [second, phone]) {
    await side(page, ops.name).waitFor();
    await page.waitForFunction(() => !document.title.startsWith("("));
  }

  // From there on it is to be unread again, here and everywhere, although this tab looks at it.
  const event = (await ada.call("GET", `/api/conversations/${ops.conversation}/events`)).items.find(
    (e) => e.body === "line 2",
  );
  await grace.client.call("PUT", `/api/conversations/${ops.conversation}/read`, {
    seq: event.seq - 1,
    back: true,
  });
  for (const page of [tab, second, phone]) await unread(page, "3 unread, 1 mentioning you").waitFor();
  await tab.getByText("New messages").waitFor();
  await ada.say(ops.conversation, "one more");
  await unread(tab, "4 unread").waitFor();

  // Esc marks the chat as read, Shift+Esc everything.
  await tab.keyboard.press("Escape");
  for (const page of [tab, second, phone]) await side(page, ops.name).waitFor();
  await tab.goto(`${s.server.base}/chat/lobby`);
  await ada.say(ops.conversation, "again");
  for (const page of [tab, second, phone]) await unread(page, "1 unread").waitFor();
  await second.bringToFront();
  await second.keyboard.press("Shift+Escape");
  for (const page of [tab, second, phone]) await side(page, ops.name).waitFor();
});

test("a bar leads to the first of many new messages", async () => {
  const { ada, grace, ops } = await people();
  for (let n = 1; n <= 90; n++) await ada.say(ops.conversation, `line ${n}`);
  await grace.client.call("PUT", `/api/conversations/${ops.conversation}/read`, { seq: 21, back: false });
  const page = await s.open(`/chat/room/${ops.id}`);
  await signIn(page, grace);
  await page.getByText("line 90", { exact: true }).waitFor();
  const bar = page.getByRole("button", { name: /70 new messages/ });
  await bar.waitFor();
  await bar.press("Enter");
  await page.getByText("line 21", { exact: true }).waitFor();
  const divider = page.getByText("New messages", { exact: true });
  await divider.waitFor();
  const next = await page.getByText("line 21", { exact: true }).boundingBox();
  assert.ok((await divider.boundingBox()).y < next.y, "the divider stands above the first new message");
  await bar.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Jump to newest" }).click();
  await page.getByText("line 90", { exact: true }).waitFor();
});

test("on a phone a chat is closed in its own head, which leads back to the list", async () => {
  const { ada, grace } = await people();
  const direct = await ada.call("POST", `/api/users/${grace.user.id}/conversation`);
  await ada.say(direct.id, "psst");
  const page = await s.open("/chat/user/1", { viewport: { width: 390, height: 844 }, hasTouch: true });
  await signIn(page, grace);
  await page.getByText("psst").waitFor();
  await page.getByRole("button", { name: "More", exact: true }).tap();
  await page.getByRole("menuitem", { name: "Close the chat" }).tap();
  await page.getByRole("navigation", { name: "Conversations" }).waitFor();
  await page.locator("nav").getByText("Administrator").waitFor({ state: "detached" });
});

test("a closed chat is back with its next message", async () => {
  const { ada, grace } = await people();
  const direct = await ada.call("POST", `/api/users/${grace.user.id}/conversation`);
  await ada.say(direct.id, "psst");
  const page = await s.open("/chat/lobby");
  await signIn(page, grace);
  const link = side(page, /Administrator/);
  await link.hover();
  await page.getByRole("button", { name: "Close the chat with Administrator" }).click();
  await page.locator("nav").getByText("Administrator").waitFor({ state: "detached" });
  await page.reload();
  await page.getByRole("heading", { name: "Lobby" }).waitFor();
  assert.equal(await page.locator("nav").getByText("Administrator").count(), 0);
  await ada.say(direct.id, "are you there?");
  await page
    .locator("nav")
    .getByRole("link", { name: /Administrator.*1 unread/ })
    .waitFor();
});
