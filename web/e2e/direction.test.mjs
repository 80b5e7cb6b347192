import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();

const name = "غرفة العمليات";

test("what reads from right to left does so, and the page around it stays where it is", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const yusuf = await ada.person("يوسف الحداد", "yusuf@example.com");
  const room = await ada.call("POST", "/api/rooms", { name, topic: "موضوع" });
  await ada.call("POST", "/api/rooms", { name: "Ops", topic: "" });
  await yusuf.client.call("POST", `/api/rooms/${room.id}/join`);
  await yusuf.client.say(room.conversation, "> اقتباس");
  await yusuf.client.say(room.conversation, "@admin انظر هنا");
  const page = await s.open(`/chat/room/${room.id}`);
  await signIn(page, admin);
  const log = page.getByRole("log");
  await log.getByText("انظر هنا").waitFor();

  const direction = (e) => getComputedStyle(e).direction;
  assert.equal(await log.locator(".quote").evaluate(direction), "rtl");
  assert.equal(await log.locator("p.text", { hasText: "انظر هنا" }).evaluate(direction), "rtl");
  assert.equal(await log.getByText("joined").evaluate(direction), "ltr");

  // Names begin where those above and below them do.
  const left = (of) =>
    of.evaluate((e) => {
      const words = document.createRange();
      words.selectNodeContents(e);
      return Math.round(words.getBoundingClientRect().left);
    });
  const rooms = page.getByRole("navigation").locator(".side-name");
  assert.equal(await left(rooms.filter({ hasText: name })), await left(rooms.filter({ hasText: /^Ops$/ })));
  const kind = await page.getByRole("img", { name: "Open room" }).boundingBox();
  const heading = page.getByRole("heading", { name });
  assert.ok(kind.x < (await left(heading.locator("bdi"))));
  const topic = page.getByRole("button", { name: /^Topic:/ });
  assert.ok(Math.abs((await left(topic)) - kind.x) < 8);
});
