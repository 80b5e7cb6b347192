import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn, watchErrors } from "./browser.mjs";
import { Client, notify } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();

test("files and links stand beside the conversation, and lead to their messages", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const ops = await ada.room("Ops");
  const page = await s.open(`/chat/room/${ops.id}`);
  const errors = watchErrors(page);
  await signIn(page, admin);
  await page.getByRole("textbox", { name: "Message Ops" }).waitFor();
  await page.getByRole("button", { name: "Pins and threads" }).click();
  const beside = page.getByRole("complementary");
  await beside.getByRole("button", { name: "Files" }).click();
  await beside.getByText("No files yet.").waitFor();

  await page
    .locator('input[type="file"]')
    .first()
    .setInputFiles({
      name: "plan.txt",
      mimeType: "text/plain",
      buffer: Buffer.from("one\ntwo\n"),
    });
  await page.getByRole("textbox", { name: "Message Ops" }).press("Enter");
  await beside.getByRole("link", { name: /plan\.txt/ }).waitFor();
  await beside.getByRole("button", { name: "Links" }).click();
  await beside.getByText("No links yet.").waitFor();
  await ada.say(ops.conversation, "see https://example.com/runbook, and then https://example.org/b.");
  await notify(ops.token.v2.url, {
    message: 'build <a href="https://ci.example/7?a=1&amp;b=2">7</a> failed',
  });
  await beside.getByRole("link", { name: "https://ci.example/7?a=1&b=2" }).waitFor();
  assert.deepEqual(await beside.locator(".shared-link a").evaluateAll((all) => all.map((a) => a.href)), [
    "https://ci.example/7?a=1&b=2",
    "https://example.com/runbook",
    "https://example.org/b",
  ]);
  await beside.getByRole("link", { name: "Show" }).nth(1).click();
  await page.locator("[data-key]:focus").getByText("see https://example.com/runbook").waitFor();
  assert.deepEqual(errors, []);
});

test("a message and all behind it can be made unread, and a date leads to what was said then", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const grace = await ada.person("Grace Hopper", "grace@example.com");
  const talk = await ada.call("POST", "/api/rooms", { name: "Talk" });
  await grace.client.call("POST", `/api/rooms/${talk.id}/join`);
  for (let n = 1; n <= 90; n++) await ada.say(talk.conversation, `line ${n}`);
  const page = await s.open(`/chat/room/${talk.id}`);
  await signIn(page, grace);
  const line = (n) => page.getByText(`line ${n}`, { exact: true });
  await line(90).waitFor();
  await line(89).hover();
  await page.getByRole("button", { name: "Mark unread from here" }).click();
  await page
    .getByRole("navigation")
    .getByRole("link", { name: /Talk.*2 unread/ })
    .waitFor();
  await page.getByText("New messages", { exact: true }).waitFor();

  await page.getByRole("button", { name: "Today" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Jump to a date" });
  await dialog.getByRole("button", { name: "The beginning" }).click();
  await line(1).waitFor();
  await dialog.waitFor({ state: "detached" });
});
