import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn, watchErrors } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();

test("a room's name behind a # is completed, and leads there whoever may see the room", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const grace = await ada.person("Grace Hopper", "grace@example.com");
  const ops = await ada.room("Ops");
  const review = await ada.room("Design review");
  const board = await ada.call("POST", "/api/rooms", { name: "Board", topic: "", privacy: "private" });
  await grace.client.call("POST", `/api/rooms/${ops.id}/join`);
  const page = await s.open(`/chat/room/${ops.id}`);
  const errors = watchErrors(page);
  await signIn(page, admin);
  const box = page.getByRole("textbox", { name: "Message Ops" });
  await box.pressSequentially("see #rev");
  await page.getByRole("option", { name: "#Design review" }).waitFor();
  await box.press("Enter");
  assert.equal(await box.inputValue(), "see #Design review ");
  await box.pressSequentially("or #board");
  await box.press("Enter");
  const log = page.getByRole("log");
  await log.getByRole("link", { name: "#board" }).waitFor();
  await page.locator(".row-pending").waitFor({ state: "detached" });
  const { items } = await ada.call("GET", `/api/conversations/${ops.conversation}/events?limit=1`);
  assert.equal(items[0].body, "see #Design review or #board");
  assert.equal(
    await log.getByRole("link", { name: "#board" }).getAttribute("href"),
    `/chat/room/${board.id}`,
  );

  const hers = await s.open(`/chat/room/${ops.id}`);
  await signIn(hers, grace);
  const link = hers.getByRole("log").getByRole("link", { name: "#Design review" });
  await link.waitFor();
  await hers.getByText("or #board").waitFor();
  assert.equal(await hers.getByRole("link", { name: "#board" }).count(), 0);
  await link.press("Enter");
  await hers.waitForURL(`**/chat/room/${review.id}`);
  await hers.getByRole("textbox", { name: "Message Design review" }).waitFor();
  assert.deepEqual(errors, []);
});

test("a click on who is mentioned tells who that is", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const linus = await ada.person("Linus Bauer", "linus@example.com");
  const room = await ada.room("Mentions");
  await ada.say(room.conversation, "@LinusBauer and @all, have a look");
  const page = await s.open(`/chat/room/${room.id}`);
  await signIn(page, admin);
  await page.getByRole("log").getByText("@LinusBauer").click();
  const card = page.getByRole("dialog", { name: "Linus Bauer" });
  await card.getByText("@LinusBauer").waitFor();
  await card.getByRole("link", { name: "Chat" }).click();
  await page.waitForURL(`**/chat/user/${linus.user.id}`);
});

test("a draft that is too long says that this tab alone keeps it", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const room = await ada.room("Long");
  const page = await s.open(`/chat/room/${room.id}`);
  await signIn(page, admin);
  const box = page.getByRole("textbox", { name: "Message Long" });
  await box.fill("x".repeat(32_769));
  await page.getByRole("alert").getByText("this tab alone keeps it").waitFor();
  await page.reload();
  await page.getByRole("alert").getByText("this tab alone keeps it").waitFor();
  assert.equal((await box.inputValue()).length, 32_769);
});
