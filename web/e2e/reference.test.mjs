import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn } from "./browser.mjs";
import { Client, notify } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();

test("the reference of an attached notification leads to its parent", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const ops = await ada.room("Ops");
  const parent = await ada.say(ops.conversation, "the disk is full");
  for (let n = 1; n <= 40; n++) await ada.say(ops.conversation, `line ${n}`);
  await notify(ops.token.v2.url, { message: "it is not", message_format: "text", attach_to: parent.id });
  const page = await s.open(`/chat/room/${ops.id}`);
  await signIn(page, admin);
  const line = page.locator(".text", { hasText: "the disk is full" });
  const reference = page.getByRole("button", { name: "in reply to Administrator: the disk is full" });
  await reference.waitFor();
  assert.ok(!(await inView(line)));
  await reference.press("Enter");
  assert.ok(await inView(line));
  await page.getByRole("button", { name: "Jump to newest" }).waitFor();
  await ada.say(ops.conversation, "something new");
  await page.getByRole("button", { name: "1 new message" }).waitFor();
  assert.ok(await inView(line));

  for (let n = 1; n <= 60; n++) await ada.say(ops.conversation, `later ${n}`);
  await notify(ops.token.v2.url, { message: "again", message_format: "text", attach_to: parent.id });
  await page.reload();
  await page.getByText("in reply to an earlier message").waitFor();
});

function inView(line) {
  return line.evaluate((el) => {
    const log = el.closest('[role="log"]').getBoundingClientRect();
    const own = el.getBoundingClientRect();
    return own.top >= log.top && own.bottom <= log.bottom;
  });
}
