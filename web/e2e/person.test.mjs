import assert from "node:assert/strict";
import { test } from "node:test";
import { against } from "./axe.mjs";
import { watchErrors } from "./browser.mjs";
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
