import assert from "node:assert/strict";
import { test } from "node:test";
import { pressInHead, signIn, watchErrors } from "./browser.mjs";
import { Client } from "./client.mjs";
import { content, glanceBot } from "./glance.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();

const declared = (base) => [
  { key: "berths", name: { value: "Berths" }, queryUrl: `${base}/glance`, weight: 10 },
  { key: "tide", name: { value: "Tide" }, weight: 5 },
  { key: "crew", name: { value: "For guests" }, conditions: [{ condition: "user_is_guest" }] },
  {
    key: "storm",
    name: { value: "Storm" },
    conditions: [{ condition: "glance_matches", params: { metadata: [{ attr: "wind", gt: 8 }] } }],
  },
];

test("glances are asked for at signed addresses, follow what is said, and hide by their conditions", async (t) => {
  const bot = await glanceBot({ glances: declared });
  t.after(() => bot.close());
  const ada = await Client.signIn(s.server.base, admin);
  const ops = await ada.call("POST", "/api/rooms", { name: "Ops" });
  await bot.install(ada, ops.id);
  const page = await s.open(`/chat/room/${ops.id}`);
  const errors = watchErrors(page);
  await signIn(page, admin);

  const lines = page.locator(".participants .glance");
  const line = (text) => lines.filter({ hasText: text });
  await line("3 open berths").getByText("FULL").waitFor();
  assert.deepEqual(await lines.allInnerTexts(), ["Tide", "3 open berths\nFULL"]);
  assert.equal(await line("3 open berths").locator("b").innerText(), "3");
  const [asked] = bot.asked;
  assert.equal(asked.method, "GET");
  assert.equal(asked.query.get("signed_request").split(".").length, 3);
  assert.equal(asked.headers.cookie, undefined);
  assert.equal(asked.headers.referer, undefined);

  await bot.say(s.server.base, `/room/${ops.id}`, {
    key: "tide",
    content: content("<i>Low</i> <img src=x onerror=alert(1)>tide", "OPEN"),
  });
  await line("Low tide").getByText("OPEN").waitFor();
  const storm = (wind) => ({ key: "storm", content: content(`Wind ${wind}`, "FULL", { wind }) });
  await bot.say(s.server.base, `/room/${ops.id}`, storm(9));
  await line("Wind 9").waitFor();
  await bot.say(s.server.base, `/room/${ops.id}/user/1`, storm(3));
  await line("Wind 9").waitFor({ state: "detached" });
  assert.equal(await line("For guests").count(), 0);

  await page.reload();
  await line("Low tide").waitFor();
  assert.equal(await line("Wind").count(), 0);
  assert.deepEqual(errors, []);
});

test("a glance that cannot be asked shows its name and why, and one that came later asks for a reload", async (t) => {
  const mute = await glanceBot({ key: "com.example.mute", glances: declared });
  const late = await glanceBot({
    key: "com.example.late",
    glances: (base) => [{ key: "l", name: { value: "Late" }, queryUrl: `${base}/glance`, weight: 1 }],
  });
  t.after(() => Promise.all([mute.close(), late.close()]));
  mute.allowed = "";
  const ada = await Client.signIn(s.server.base, admin);
  const dev = await ada.call("POST", "/api/rooms", { name: "Dev" });
  await mute.install(ada, dev.id);
  const page = await s.open(`/chat/room/${dev.id}`);
  await signIn(page, admin);
  const column = page.locator(".participants");
  await column.locator('.glance[title*="CORS"]', { hasText: "Berths" }).waitFor();

  await late.install(ada, dev.id);
  await column.locator('.glance[title*="reload the page"]', { hasText: "Late" }).waitFor();
  assert.equal(late.asked.length, 0);
  await page.reload();
  await column.locator(".glance", { hasText: "3 open berths" }).waitFor();

  await page.setViewportSize({ width: 390, height: 800 });
  await pressInHead(page, "Room settings");
  await page.getByRole("dialog").getByText("3 open berths").waitFor();
});

test("a guest sees what is for guests, and what the add-on answers", async (t) => {
  const bot = await glanceBot({ key: "com.example.guests", glances: declared });
  t.after(() => bot.close());
  const ada = await Client.signIn(s.server.base, admin);
  const yard = await ada.call("POST", "/api/rooms", { name: "Yard", guest_access: true });
  await bot.install(ada, yard.id);
  const page = await s.open(new URL(yard.guest_url).pathname);
  await page.getByLabel("Your name").fill("Eve");
  await page.getByRole("button").first().click();
  const column = page.locator(".participants");
  await column.getByText("For guests").waitFor();
  await column.locator(".glance", { hasText: "3 open berths" }).waitFor();
});
