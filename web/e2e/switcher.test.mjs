import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();

test("where one types to go somewhere stays where it is while the list below it grows and shrinks", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  for (let n = 1; n <= 8; n++) await ada.call("POST", "/api/rooms", { name: `Room ${n}` });
  const page = await s.open("/chat/lobby");
  await signIn(page, admin);
  await page.keyboard.press("Control+k");
  const box = page.getByRole("combobox", { name: "Room or person" });
  const options = page.getByRole("dialog", { name: "Go to" }).getByRole("option");
  await options.filter({ hasText: "Room 8" }).waitFor();
  const before = await box.boundingBox();
  await box.fill("nothing of the sort");
  await options.filter({ hasText: "Room 8" }).waitFor({ state: "detached" });
  assert.deepEqual(await box.boundingBox(), before);
});
