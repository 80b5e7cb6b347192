import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn, watchErrors } from "./browser.mjs";
import { Client } from "./client.mjs";
import { bare, frameBot } from "./framebot.mjs";
import { grant } from "./glance.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();

const named = (value) => ({ value });
const declared = (base) => ({
  dialog: [{ key: "ship", title: named("The ship"), url: `${base}/ship?mid={message.mid}&name={ship}` }],
  webPanel: [{ key: "log", name: named("Log"), url: `${base}/log`, location: "hipchat.sidebar.right" }],
});
const pages = {
  "/old": (url) => `<p>${url.searchParams.get("xdm_c")}</p>`,
  "/ship": bare("<h1>Ship</h1>"),
  "/log": bare("<h1>Log</h1>"),
};

const frameAt = (page, path) =>
  page.frames().find((f) => URL.canParse(f.url()) && new URL(f.url()).pathname === path);

/** events waits for the first that a frame gets. */
async function firstEvent(page, path) {
  await page.locator("iframe").last().contentFrame().locator("h1").waitFor();
  const frame = frameAt(page, path);
  await frame.evaluate(() => handle("receive-parameters"));
  await frame.waitForFunction(() => events.length === 1);
  return await frame.evaluate(() => events[0]);
}

test("links in an add-on's notifications and cards open its own views, and nobody else's", async (t) => {
  const scopes = ["view_room", "send_notification"];
  const bot = await frameBot({ key: "com.example.links", scopes, capabilities: declared, pages });
  const other = await frameBot({ key: "com.example.others", scopes, capabilities: declared, pages });
  t.after(() => Promise.all([bot.close(), other.close()]));
  const ada = await Client.signIn(s.server.base, admin);
  const room = await ada.call("POST", "/api/rooms", { name: "Quay" });
  for (const b of [bot, other]) await b.install(ada, room.id);
  const post = async (from, body) => {
    const token = await grant(s.server.base, from.clients[0], "send_notification");
    const res = await fetch(`${s.server.base}/v2/room/${room.id}/notification`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    assert.equal(res.status, 204, await res.text());
  };
  const options = JSON.stringify({
    parameters: { berth: 4 },
    urlTemplateValues: { ship: "Ada & Co" },
    options: { title: "Ada" },
  });
  await post(bot, {
    message_format: "html",
    message: `<a data-target="ship">Plain</a>, <a href="https://ships.example.com/" data-target="com.example.links:ship" data-target-options='${options}'>with parameters</a>, <a data-target="com.example.others:ship">theirs</a>`,
  });
  await post(bot, {
    message: "a card",
    card: {
      id: "c",
      style: "application",
      title: "A card",
      description: { format: "html", value: '<a data-target="log">The log</a>' },
    },
  });
  const page = await s.open(`/chat/room/${room.id}`);
  const errors = watchErrors(page);
  await signIn(page, admin);
  const log = page.getByRole("log");

  await log.getByText("Plain").click();
  const [name, message] = await firstEvent(page, "/ship");
  assert.equal(name, "receive-parameters");
  assert.equal(message.type, "notification");
  assert.equal(bot.last("/ship").searchParams.get("mid"), message.mid);
  await page.keyboard.press("Escape");

  await log.getByText("with parameters").click();
  assert.deepEqual(await firstEvent(page, "/ship"), ["receive-parameters", { berth: 4 }]);
  assert.equal(bot.last("/ship").searchParams.get("name"), "Ada & Co");
  await page.getByRole("dialog", { name: "Ada" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });

  await log.getByText("theirs").click();
  assert.equal(await page.getByRole("dialog").count(), 0);
  assert.equal(other.last("/ship"), undefined);

  await log.getByText("The log").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("complementary", { name: "Log" }).waitFor();
  assert.equal((await firstEvent(page, "/log"))[1].card.title, "A card");

  // The first add-ons had their links open in dialogs: at their own origin, told how by their address.
  const legacy = JSON.stringify({ options: { header: "Berths", width: 480, height: "50%", resize: true } });
  await post(bot, {
    message_format: "html",
    message: `<a href="${bot.base}/old?berth=4" data-target="dialog" data-target-options='${legacy}'>Old</a>, <a href="${other.base}/old" data-target="dialog">elsewhere</a>`,
  });
  await log.getByText("Old").click();
  const old = page.getByRole("dialog", { name: "Berths" });
  await old.locator("iframe").contentFrame().getByText("channel-com.example.links__dialog").waitFor();
  const told = bot.last("/old").searchParams;
  assert.deepEqual(
    [told.get("berth"), told.get("embedded"), told.get("xdm_e")],
    ["4", "true", s.server.base],
  );
  assert.equal((await old.locator("iframe").getAttribute("sandbox")).includes("allow-top-navigation"), false);
  await page.keyboard.press("Escape");
  await old.waitFor({ state: "detached" });
  const [tab] = await Promise.all([page.waitForEvent("popup"), log.getByText("elsewhere").click()]);
  assert.equal(await page.getByRole("dialog").count(), 0);
  await tab.close();

  // The vendor's own addresses lead to rooms and people of this chat, and open the add-on's view there.
  const pier = await ada.call("POST", "/api/rooms", { name: "Pier 4" });
  await bot.install(ada, pier.id);
  const { user: grace } = await ada.person("Grace Hopper", "grace@example.com");
  const links = [
    `<a href="hipchat://www.hipchat.com/room/Pier%204?target=ship">the pier</a>`,
    `<a href="hipchat://${new URL(s.server.base).host}/user/@GraceHopper">her</a>`,
    `<a href="hipchat://www.hipchat.com/room/Nowhere">no room</a>`,
    `<a href="hipchat://chat.elsewhere.example/room/1">another chat</a>`,
  ];
  await post(bot, { message_format: "html", message: links.join(", ") });
  await log.getByText("the pier").click();
  await page.getByRole("dialog", { name: "The ship" }).waitFor();
  assert.equal(new URL(page.url()).pathname, `/chat/room/${pier.id}`);
  await page.keyboard.press("Escape");
  await page.goBack();
  await log.getByText("her", { exact: true }).click();
  await page.waitForURL(`**/chat/user/${grace.id}`);
  await page.goBack();
  await log.getByText("no room").click();
  await page.getByText("There is no room called Nowhere here.").waitFor();
  await page.goBack();
  assert.equal(await log.getByText("another chat").getAttribute("href"), null);

  // An address opens a module as well.
  await page.getByRole("button", { name: "Close Log" }).click();
  await page.goto(`${s.server.base}/chat/room/${room.id}/addon/com.example.links/module/ship`);
  await page.getByRole("dialog", { name: "The ship" }).waitFor();
  assert.equal(new URL(page.url()).pathname, `/chat/room/${room.id}`);
  assert.equal(context(page), 1);
  assert.deepEqual(errors, []);
});

const context = (page) => page.context().pages().length;
