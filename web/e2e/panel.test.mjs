import assert from "node:assert/strict";
import { test } from "node:test";
import { pressInHead, signIn, watchErrors } from "./browser.mjs";
import { Client } from "./client.mjs";
import { bare, frameBot } from "./framebot.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();

const location = "hipchat.sidebar.right";
const named = (value) => ({ value });
const declared = (base) => {
  const icon = { url: `${base}/icon.svg`, "url@2x": `${base}/icon.svg` };
  return {
    glance: [{ key: "berths.glance", name: named("Berths"), icon, target: "berths" }],
    webPanel: [
      { key: "berths", name: named("All berths"), url: `${base}/berths?of={ship.name}`, location },
      { key: "tides", name: named("Tides"), icon, url: `${base}/tides`, location, authentication: "none" },
      {
        key: "guests",
        name: named("For guests"),
        url: `${base}/tides`,
        location,
        conditions: [{ condition: "user_is_guest" }],
      },
    ],
  };
};

const frameOf = (page, path) =>
  page.frames().find((f) => f !== page.mainFrame() && new URL(f.url()).pathname === path);
const inFrame = async (page, path, ready = "main") => {
  await page.waitForFunction(() => document.querySelector("iframe"));
  const frame = page.frameLocator("iframe");
  await frame.locator(ready).waitFor({ state: "attached" });
  return frameOf(page, path);
};
const claims = (url) =>
  JSON.parse(Buffer.from(url.searchParams.get("signed_request").split(".")[1], "base64url"));

/** berth installs an add-on in two rooms and opens the first of them. */
async function berth(t, key) {
  const bot = await frameBot({
    key,
    name: "Harbour",
    capabilities: declared,
    pages: { "/berths": bare("<h1>Berths</h1><button>Take</button>"), "/tides": bare("<h1>Tides</h1>") },
  });
  t.after(() => bot.close());
  const ada = await Client.signIn(s.server.base, admin);
  const rooms = [];
  for (const name of ["Ops", "Dev", "Empty"])
    rooms.push(await ada.call("POST", "/api/rooms", { name: `${name} ${key}` }));
  const [ops, dev, empty] = rooms;
  await bot.install(ada, ops.id);
  await bot.install(ada, dev.id);
  const page = await s.open(`/chat/room/${ops.id}`);
  const errors = watchErrors(page);
  await signIn(page, admin);
  return { bot, ada, page, errors, ops, dev, empty };
}

test("a glance opens its panel, which goes along from room to room, is kept, and is closed", async (t) => {
  const { bot, page, errors, ops, dev, empty } = await berth(t, "com.example.along");
  const list = page.locator(".participants .glances");
  await list.getByRole("button", { name: "Berths" }).click();
  const panel = page.getByRole("complementary", { name: "All berths" });
  const frame = await inFrame(page, "/berths");
  assert.equal(await panel.locator("iframe").getAttribute("referrerpolicy"), "no-referrer");
  assert.equal(claims(bot.last("/berths")).context.room_id, ops.id);
  assert.equal(bot.last("/berths").searchParams.get("theme"), "light");
  assert.equal(bot.last("/berths").searchParams.get("of"), "");
  assert.equal(bot.headers["/berths"].referer, undefined);
  assert.equal(bot.headers["/berths"].cookie, undefined);
  assert.equal(await frame.evaluate(() => document.referrer), "");

  // What it is opened with arrives once, as soon as it says that it listens.
  await frame.evaluate(() => send("sidebar", "openView", { key: "berths", parameters: { berth: 4 } }));
  await frame.evaluate(() => handle("receive-parameters"));
  await frame.waitForFunction(() => events.length === 1);
  assert.deepEqual(await frame.evaluate(() => events), [["receive-parameters", { berth: 4 }]]);

  await page.evaluate((id) => history.pushState(null, "", `/chat/room/${id}`), dev.id);
  await page.evaluate(() => dispatchEvent(new PopStateEvent("popstate")));
  await page.waitForFunction(() => document.querySelector("h1").textContent.includes("Dev"));
  await assert.doesNotReject(inFrame(page, "/berths"));
  await waitFor(() => claims(bot.last("/berths")).context.room_id === dev.id);

  await page.goto(`${s.server.base}/chat/room/${empty.id}`);
  await page.locator(".participants").waitFor();
  assert.equal(await page.locator("iframe").count(), 0);
  await page.goto(`${s.server.base}/chat/room/${ops.id}`);
  await inFrame(page, "/berths");

  await panel.getByRole("button", { name: "Close All berths" }).click();
  await list.getByRole("button", { name: "Berths" }).waitFor();
  await page.reload();
  await list.waitFor();
  assert.equal(await page.locator("iframe").count(), 0);
  assert.deepEqual(errors, []);
});

test("a panel that nothing leads to stands in the list, gets no signature where it wants none, and follows the theme", async (t) => {
  const { bot, page, errors } = await berth(t, "com.example.alone");
  const list = page.locator(".participants .glances");
  await list.getByRole("button", { name: "Tides" }).click();
  await inFrame(page, "/tides");
  assert.equal(await list.getByText("For guests").count(), 0);
  assert.equal(bot.last("/tides").searchParams.get("signed_request"), null);
  assert.equal(bot.last("/tides").searchParams.get("connect_client_api_version"), "1");
  await page.emulateMedia({ colorScheme: "dark" });
  await waitFor(() => bot.last("/tides").searchParams.get("theme") === "dark");
  await inFrame(page, "/tides");

  // Escape closes, and a frame opens panels of its own add-on only.
  const frame = frameOf(page, "/tides");
  await frame.evaluate(() => send("sidebar", "openView", { key: "none" }));
  await frame.evaluate(() =>
    send("sidebar", "openView", { key: "berths.glance", urlTemplateValues: { ship: { name: "Ada & Co" } } }),
  );
  await inFrame(page, "/berths");
  assert.equal(bot.last("/berths").searchParams.get("of"), "Ada & Co");
  await page.getByRole("button", { name: "Close All berths" }).press("Escape");
  await list.waitFor();
  assert.deepEqual(errors, []);
});

test("an add-on that came after the page, or that has gone, is told with a way on", async (t) => {
  const { page, ada, dev } = await berth(t, "com.example.late");
  const late = await frameBot({
    key: "com.example.later",
    name: "Later",
    capabilities: (base) => ({
      webPanel: [{ key: "p", name: named("Later on"), url: `${base}/p`, location }],
    }),
    pages: { "/p": bare("<h1>There</h1>") },
  });
  t.after(() => late.close());
  await page.goto(`${s.server.base}/chat/room/${dev.id}`);
  await page.locator(".participants").waitFor();
  const made = await late.install(ada, dev.id);
  await page.getByRole("button", { name: "Later on" }).click();
  const panel = page.getByRole("complementary", { name: "Later on" });
  await panel.getByRole("alert").getByText("Load the page anew").waitFor();
  assert.equal(late.last("/p"), undefined);
  await panel.getByRole("button", { name: "Try again" }).click();
  await inFrame(page, "/p");

  await page.route("**/api/installations/*/url", (route) => route.fulfill({ status: 503, body: "{}" }));
  await panel.getByRole("button", { name: "Load Later on anew" }).click();
  await panel.getByRole("alert").waitFor();
  await page.unroute("**/api/installations/*/url");
  await panel.getByRole("button", { name: "Try again" }).click();
  await inFrame(page, "/p");

  await ada.call("DELETE", `/api/installations/${made.id}`);
  await panel.waitFor({ state: "detached" });
});

test("on a phone a panel is over the whole room and leads back to it", async (t) => {
  const { page } = await berth(t, "com.example.phone");
  await page.setViewportSize({ width: 390, height: 800 });
  await pressInHead(page, "Room settings");
  await page.getByRole("dialog").getByRole("button", { name: "Berths" }).click();
  const panel = page.getByRole("complementary", { name: "All berths" });
  await inFrame(page, "/berths");
  assert.equal((await panel.boundingBox()).width, 390);
  await panel.getByRole("button", { name: "Close All berths" }).click();
  await page.getByRole("textbox", { name: /^Message/ }).waitFor();
});

async function waitFor(holds) {
  for (const end = Date.now() + 30_000; !holds() && Date.now() < end; )
    await new Promise((done) => setTimeout(done, 50));
  assert.ok(holds());
}
