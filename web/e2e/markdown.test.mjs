import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn, watchErrors } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";
import { writing } from "./writing.mjs";

const s = story();

test("what people type is shown as they mean it, and what they must not do is not", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const grace = await ada.person("Grace Hopper", "grace@example.com");
  const room = await writing(ada, grace);
  await grace.client.say(room.conversation, "<img src=x onerror=alert(1)> [x](javascript:alert(1)) **b**");
  const page = await s.open(`/chat/room/${room.id}`);
  const errors = watchErrors(page);
  await signIn(page, admin);
  const log = page.getByRole("log");
  await log.getByText("<img src=x onerror=alert(1)> [x](javascript:alert(1))").waitFor();
  assert.equal(await log.locator("img[onerror], a[href^=javascript]").count(), 0);
  assert.equal(await log.locator("strong", { hasText: /^b$/ }).count(), 1);
  assert.deepEqual(await log.locator(".text-list").first().locator("> li").count(), 2);
  assert.deepEqual(await log.locator("th").allInnerTexts(), ["Suite", "Tests", "Time"]);
  assert.equal(
    await log.getByRole("link", { name: "the write-up" }).getAttribute("rel"),
    "noopener noreferrer nofollow",
  );
  const arabic = log.locator(".text-list", { hasText: "أولا" });
  assert.equal(await arabic.evaluate((l) => getComputedStyle(l).direction), "rtl");
  await log.locator("code .hljs-keyword", { hasText: "func" }).waitFor();
  await log.locator("code .hljs-keyword", { hasText: "SELECT" }).waitFor();
  const picture = log.locator(".text-large img.emoticon").first();
  await picture.waitFor();
  assert.equal(await picture.getAttribute("alt"), "(thumbsup)");
  assert.ok(await picture.evaluate((i) => i.naturalWidth > 0));

  const wall = log.locator("div", { has: page.getByText("line 40 of a pasted wall") }).last();
  const height = async () => (await wall.boundingBox()).height;
  const folded = await height();
  await log.getByRole("button", { name: "Show more" }).last().press("Enter");
  assert.ok((await height()) > folded * 2);

  // A live message goes the same way, and it is literally what was typed.
  await page.getByRole("textbox", { name: "Message Writing" }).fill("*live* :tada:");
  await page.keyboard.press("Enter");
  await log.locator("em", { hasText: "live" }).waitFor();
  await log.getByRole("img", { name: "tada" }).waitFor();
  const last = await ada.call("GET", `/api/conversations/${room.conversation}/events?limit=1`);
  assert.equal(last.items[0].body, "*live* :tada:");
  assert.deepEqual(errors, []);
});
