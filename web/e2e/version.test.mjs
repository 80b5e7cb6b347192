import assert from "node:assert/strict";
import { test } from "node:test";
import { against } from "./axe.mjs";
import { signIn } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";
import { upgradable } from "./upgradable.mjs";

const s = story();

test("a page whose server has a newer one offers to reload, and keeps what is being written", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const ops = await ada.room("Ops");
  const page = await s.open("/chat/lobby");
  const server = await upgradable(page);
  await page.goto(`${s.server.base}/chat/room/${ops.id}`);
  await signIn(page, admin);
  const box = page.getByRole("textbox", { name: "Message Ops" });
  const bar = page.getByRole("status").filter({ hasText: "There is a newer version." });
  await box.fill("half a thought");
  assert.equal(await bar.count(), 0);

  await server.upgrade("/assets/index-newer.js");
  await bar.waitFor();
  assert.deepEqual(await against(page), []);
  assert.equal(await box.inputValue(), "half a thought");
  await bar.getByRole("button", { name: "Later" }).click();
  await bar.waitFor({ state: "detached" });
  await server.upgrade("/assets/index-newer.js"); // it comes back as what it was
  await ada.say(ops.conversation, "said after that");
  await page.locator('[role="log"]').getByText("said after that", { exact: true }).waitFor();
  assert.equal(await bar.count(), 0);
  await server.upgrade("/assets/index-newest.js");
  await bar.waitFor();

  await page
    .locator('input[type="file"]')
    .first()
    .setInputFiles({ name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("a") });
  await page.getByText("a.txt").waitFor();
  await bar.getByRole("button", { name: "Reload" }).click();
  const dialog = page.getByRole("dialog", { name: "Reload for the newer version" });
  await dialog.getByText(/^Files that are not shared yet/).waitFor();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("a.txt").waitFor();

  server.asItIs(); // what is loaded now is the newest
  await bar.getByRole("button", { name: "Reload" }).click();
  const loaded = page.waitForEvent("load");
  await dialog.getByRole("button", { name: "Reload" }).click();
  await loaded;
  await box.waitFor();
  await page.waitForFunction(() => document.querySelector("textarea")?.value === "half a thought");
  assert.equal(await bar.count(), 0);
  assert.equal(await page.getByText("a.txt").count(), 0);
});
