import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn, watchErrors } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();

/** inSight waits until a line stands where the reader sees it. */
function inSight(page, text) {
  return page.waitForFunction((words) => {
    const log = document.querySelector('[role="log"]')?.getBoundingClientRect();
    const line = [...document.querySelectorAll("[data-event]")].find((l) => l.textContent.includes(words));
    const box = line?.getBoundingClientRect();
    return log !== undefined && box !== undefined && box.top >= log.top && box.bottom <= log.bottom + 1;
  }, text);
}

test("who reads further up and says something, or shares a file, is led to where it stands", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const room = await ada.call("POST", "/api/rooms", { name: "Ops" });
  for (let n = 1; n <= 150; n++) await ada.say(room.conversation, `entry ${n}.`);
  const found = await ada.call("GET", `/api/conversations/${room.conversation}/events?limit=150`);
  const early = found.items.find((e) => e.body === "entry 5.");
  assert.ok(early);

  const page = await s.open(`/chat/room/${room.id}`);
  const errors = watchErrors(page);
  await signIn(page, admin);
  const box = page.getByRole("textbox", { name: "Message Ops" });
  const newest = page.getByRole("button", { name: /Jump to newest|new messages?$/ });
  await inSight(page, "entry 150.");
  await page.getByRole("log").hover();
  await page.mouse.wheel(0, -1200);
  await newest.waitFor();
  await page
    .locator("input[type=file]")
    .setInputFiles([{ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("x") }]);
  await page.getByLabel("Description of notes.txt").waitFor();
  await box.press("Enter");
  await inSight(page, "notes.txt");
  await newest.waitFor({ state: "detached" });

  // A link leads to a page of the log that ends long before now.
  await page.goto(`${s.server.base}/chat/room/${room.id}?m=${early.id}`);
  await inSight(page, "entry 5.");
  await newest.waitFor();
  await box.fill("an answer to that");
  await box.press("Enter");
  await inSight(page, "an answer to that");
  await inSight(page, "notes.txt");
  await newest.waitFor({ state: "detached" });
  assert.deepEqual(errors, []);
});
