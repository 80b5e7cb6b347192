import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();
const count = 420;

test("reading back keeps the place, trims the far end, and jumps to what is new", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const grace = await ada.person("Grace Hopper", "grace@example.com");
  const ops = await ada.call("POST", "/api/rooms", { name: "Ops" });
  await grace.client.call("POST", `/api/rooms/${ops.id}/join`);
  for (let n = 1; n <= count; n++) await grace.client.say(ops.conversation, `line ${n}`);
  const page = await s.open(`/chat/room/${ops.id}`);
  await signIn(page, admin);
  const line = (n) => page.getByText(`line ${n}`, { exact: true });
  await line(count).waitFor();
  const log = page.getByRole("log");

  const first = line(count - 45);
  await first.evaluate((el) => el.scrollIntoView({ block: "start" }));
  const before = (await first.boundingBox()).y;
  await line(count - 80).waitFor({ state: "attached" });
  assert.ok(Math.abs((await first.boundingBox()).y - before) < 2, "the line being read moved");

  // Until the first line is there and was seen, however many pages and however slow: each page that comes moves the view
  // down again, and the bar that leads to where the new messages begin stays until the reader has been there.
  const bar = page.getByRole("button", { name: /Jump to the first$/ });
  const deadline = Date.now() + 30_000;
  while ((await line(1).count()) === 0 || (await bar.count()) > 0) {
    assert.ok(Date.now() < deadline, "the first line did not come, or the bar that leads to it stayed");
    await log.evaluate((el) => el.scrollTo(0, 0));
  }
  await line(1).waitFor();
  assert.ok((await log.locator(".row-message").count()) <= 300);
  assert.equal(await line(count).count(), 0);

  // The newest lines turn out taller than they were taken for before the page is told that it has been scrolled there.
  await log.evaluate((el) => {
    const grow = () => {
      if (!el.textContent.includes("something new")) return;
      el.firstElementChild.style.paddingBottom = "200px";
      removeEventListener("scroll", grow, true);
    };
    el.scrollTo(0, el.scrollHeight / 2);
    addEventListener("scroll", grow, true);
  });
  await grace.client.say(ops.conversation, "something new");
  await page.getByRole("button", { name: /1 new message$/ }).click();
  await page.getByText("something new").waitFor();
  await page.getByRole("button", { name: /new message|Jump/ }).waitFor({ state: "detached" });
  assert.ok(await page.getByText("something new").isVisible());
});
