import assert from "node:assert/strict";
import { test } from "node:test";
import { against } from "./axe.mjs";
import { signIn, watchErrors } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";
import { twoInARoom } from "./two.mjs";

const s = story();

test("a name in a conversation tells who that is, and leads to them", async () => {
  const { grace, room, mine, hers } = await twoInARoom(s, "Persons");
  const errors = watchErrors(mine);
  await grace.client.call("PUT", "/api/me/presence", { show: "dnd", status: "at the dentist" });
  await grace.client.say(room.conversation, "good morning");
  await grace.client.say(room.conversation, "and again");
  const names = mine.locator(".sender-name", { hasText: "Grace Persons" });
  await mine.getByRole("log").getByText("and again").waitFor();
  assert.equal(await names.count(), 1);
  await names.click();
  const card = mine.getByRole("dialog", { name: "Grace Persons" });
  await card.getByText("@GracePersons").waitFor();
  await card.getByText("at the dentist").waitFor();
  await card.getByText("grace-Persons@example.com").waitFor();
  assert.deepEqual(await against(mine), []);
  await mine.keyboard.press("Escape");
  await card.waitFor({ state: "detached" });
  await names.and(mine.locator(":focus")).waitFor();

  await mine.keyboard.press("Enter");
  await card.getByRole("link", { name: "Chat" }).click();
  await mine.getByRole("textbox", { name: "Message Grace Persons" }).waitFor();
  assert.equal(await card.count(), 0);

  // One's own card leads to the settings.
  await hers.locator(".sender-name", { hasText: "Grace Persons" }).click();
  await hers.getByRole("dialog").getByRole("link", { name: "Settings" }).click();
  await hers.waitForURL("**/account");
  assert.deepEqual(errors, []);
});

test("who is called otherwise, is new or has gone is shown so at once", async () => {
  const { ada, grace, room, mine, errors } = await twoInARoom(s, "Before");
  const direct = await ada.call("POST", `/api/users/${grace.user.id}/conversation`);
  await ada.say(direct.id, "hello");
  const column = mine.getByRole("navigation", { name: "Conversations" });
  await column.getByRole("link", { name: "Grace Before" }).waitFor();
  const log = mine.getByRole("log");
  await grace.client.say(room.conversation, "good morning");
  await grace.client.say(room.conversation, "/me yawns");
  await log.getByText("yawns").waitFor();

  await grace.client.call("PATCH", "/api/me", {
    name: "Rear Admiral",
    mention_name: "admiral",
    title: "Navy",
  });
  await log.getByRole("button", { name: "Rear Admiral" }).waitFor();
  await log.getByText("Rear Admiral yawns").waitFor();
  await mine.getByRole("complementary", { name: "People in this room" }).getByText("Rear Admiral").waitFor();
  await column.getByRole("link", { name: "Rear Admiral" }).waitFor();
  await grace.client.say(room.conversation, "and now coffee");
  await log.getByText("and now coffee").waitFor();
  assert.equal(await log.locator(".sender-name").count(), 1); // still one person's lines under one name
  const box = mine.getByRole("textbox", { name: "Message Before" });
  await box.pressSequentially("@admi");
  await mine.getByRole("option", { name: /@admiral/ }).waitFor();
  await box.fill("");

  const dot =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  await grace.client.call("PUT", "/api/me/photo", { photo: dot });
  const picture = log.locator("img.avatar").first();
  await picture.waitFor();
  await mine.waitForFunction(() => document.querySelector("[role=log] img.avatar").naturalWidth > 0);
  await log.getByRole("button", { name: "Rear Admiral" }).click();
  await mine.getByRole("dialog", { name: "Rear Admiral" }).getByText("Navy").waitFor();
  await mine.keyboard.press("Escape");

  // A name that changes while the page is in a chat with them.
  await column.getByRole("link", { name: "Rear Admiral" }).click();
  await mine.getByRole("textbox", { name: "Message Rear Admiral" }).waitFor();
  await grace.client.call("PATCH", "/api/me", { name: "Grace After" });
  await mine.getByRole("heading", { name: /^Grace After/ }).waitFor();
  await mine.getByRole("textbox", { name: "Message Grace After" }).waitFor();
  await grace.client.call("PATCH", "/api/me", { title: "Pilot" });
  await mine
    .locator(".room-head")
    .getByText(/^Pilot · /)
    .waitFor();

  await column.getByRole("link", { name: "Lobby" }).click();
  await mine.getByRole("searchbox", { name: "Find a room or person" }).waitFor();
  const newcomer = await ada.person("Newly Come", "newly@example.com");
  const main = mine.getByRole("main");
  await main.getByText("Newly Come").waitFor();
  await ada.call("DELETE", `/api/users/${newcomer.user.id}`);
  await main.getByText("Newly Come").waitFor({ state: "detached" });
  assert.deepEqual(errors, []);
});

test("people who change at once come in few frames, and each of them is shown", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const people = [];
  for (let n = 0; n < 8; n++) people.push(await ada.person(`Before ${n}`, `before${n}@example.com`));
  const page = await s.open("/chat/lobby");
  let together = 0;
  page.on("websocket", (feed) =>
    feed.on("framereceived", ({ payload }) => {
      for (const line of String(payload).split("\n")) if (line.includes('"type":"people"')) together++;
    }),
  );
  await signIn(page, admin);
  const list = page.getByRole("region", { name: "People" });
  await list.getByText("Before 7").waitFor();
  // Changes that the server makes soon after each other are gathered; a busy machine may need more than one turn.
  for (let turn = 0; turn === 0 || (together === 0 && turn < 20); turn++) {
    const name = (n) => `After ${turn} ${n}`;
    await Promise.all(people.map((p, n) => p.client.call("PATCH", "/api/me", { name: name(n) })));
    for (const n of people.keys()) await list.getByText(name(n), { exact: true }).waitFor();
  }
  assert.ok(together > 0, "each was told by itself");
});
