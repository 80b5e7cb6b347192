import assert from "node:assert/strict";
import { after, test } from "node:test";
import { against } from "./axe.mjs";
import { pressInHead, signIn } from "./browser.mjs";
import { Client } from "./client.mjs";
import { harbour } from "./harbour.mjs";
import { pictures } from "./pictures.mjs";
import { scene } from "./scene.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();

let drawings;
let made;
let guests;
let invite;
let bot;
/** prepare fills the group, once. */
async function prepare() {
  if (made) return;
  drawings = await pictures();
  const ada = await Client.signIn(s.server.base, admin);
  made = await scene(ada, drawings.url);
  bot = await harbour();
  made.harbour = await ada.call("POST", "/api/rooms", { name: "Harbour" });
  await bot.install(ada, made.harbour.id);
  await ada.call("PATCH", "/api/me/preferences", { panel: "com.example.harbourmaster:berths" });
  guests = await ada.call("POST", "/api/rooms", { name: "Open house", guest_access: true });
  invite = await ada.call("POST", "/api/admin/invite-url");
}
after(() => Promise.all([drawings?.close(), bot?.close()]));

/** views are the main ones: an address, what tells that it is there, and what is opened on it. */
const views = () => [
  ["/chat/lobby", "text=Deploys on Tuesday"],
  [`/chat/room/${made.ops.id}`, "text=I will write it up"],
  [
    `/chat/room/${made.ops.id}`,
    "text=I will write it up",
    (page) => page.keyboard.press("Control+k"),
    "dialog[open]",
  ],
  [`/chat/room/${made.empty.id}`, "text=This is the beginning of"],
  [`/chat/room/${made.empty.id}`, ".room-head", (page) => pressInHead(page, "Room settings"), "dialog[open]"],
  [`/chat/room/${made.empty.id}`, ".room-head", (page) => pressInHead(page, "Notifications"), "dialog[open]"],
  [`/chat/user/${made.grace.user.id}`, "text=Lunch at noon?"],
  ["/chat/saved", ".saved"],
  ["/chat/scheduled", ".scheduled"],
  ["/chat/scheduled", ".scheduled", press("Change the time"), "dialog[open]"],
  ["/account", "text=this one"],
  ["/admin", ".admin-nav a"],
  ["/admin/users/1", "text=owner"],
  ["/admin/rooms", ".list-item"],
  [`/admin/rooms/${made.ops.id}`, "text=API id"],
  ["/admin/preferences", "text=Who may"],
  ["/admin/emoticons", ".emoticon-line"],
  ["/admin/audit", ".audit-row"],
  ["/account", "text=Set up a second step", press("Set up a second step"), ".qr"],
  ["/admin/authentication", "text=Add a provider"],
  ["/admin/authentication", "text=Add a provider", press("Add a provider"), ".source-form"],
  ["/admin/authentication", "text=Add a directory", press("Add a directory"), ".source-form"],
  [`/rooms/tokens/${made.ops.id}`, "text=Name of the integration"],
  [`/rooms/addons/${made.ops.id}`, "text=None yet."],
  [`/rooms/deliveries/${made.ops.id}`, "text=Nothing has been sent yet"],
  [`/chat/room/${made.harbour.id}`, ".panel-view iframe"],
  [`/chat/room/${made.harbour.id}`, ".panel-view iframe", askFor("large"), "dialog[open] iframe"],
  [`/addons/com.example.harbourmaster?room=${made.harbour.id}`, ".addon-frame iframe"],
  ["/account/api", "text=View Group"],
  ["/admin/deliveries", "text=Nothing has been sent yet"],
  ["/admin/calls", ".log-row"],
  ["/admin/api", "text=Tokens of API v1 are"],
  ["/admin/addons", "text=An add-on of the group"],
  ["/admin/mail", "text=Set a mail server"],
  ["/admin/statistics", "figure"],
  ["/admin/system", "text=Configuration in force"],
  ["/chat/room/999999", "[role=alert]"],
];

/** askFor has the add-on's panel open one of its dialogs. */
const askFor = (key) => async (page) => {
  await page.locator(".panel-view iframe").contentFrame().locator("main").waitFor();
  const frame = page.frames().find((f) => f.url().startsWith(`${bot.base}/berths`));
  await frame.evaluate((k) => send("dialog", "open", { key: k }), key);
};

const press = (name) => (page) => page.getByRole("button", { name }).first().click();

const ways = [
  ["a phone and dark", { viewport: { width: 390, height: 844 }, colorScheme: "dark", hasTouch: true }],
  ["wide and light", { viewport: { width: 1280, height: 800 }, colorScheme: "light" }],
];

// What is wrong for people who do not see or point, and what the page's own security policy had to refuse. A short run
// looks in one way only.
for (const [name, context] of process.env.STOA_SHORT ? ways.slice(0, 1) : ways) {
  test(`no main view has anything serious against it, and none breaks the security policy: ${name}`, {
    timeout: 600_000,
  }, async () => {
    await prepare();
    const c = await s.browser.newContext({ ...context, reducedMotion: "reduce" });
    c.setDefaultTimeout(30_000);
    const page = await c.newPage();
    const refused = [];
    await c.exposeFunction("stoaRefused", (what) => refused.push(what));
    await c.addInitScript(() => {
      addEventListener("securitypolicyviolation", (e) =>
        window.stoaRefused(
          `${e.effectiveDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber} ${e.sample}`,
        ),
      );
    });
    const found = [];
    const look = async (view) => {
      for (const what of await against(page)) found.push(`${view}: ${what}`);
    };
    const go = async (path, ready) => {
      await page.goto(s.server.base + path);
      await page.locator(ready).first().waitFor();
    };
    await go(new URL(guests.guest_url).pathname, "text=Your name");
    await look("guest");
    await go(new URL(invite.url).pathname, "text=Your name");
    await look("join");
    await go("/chat", "text=E-mail");
    await look("sign-in");
    await signIn(page, admin);
    for (const [path, ready, open, opened] of views()) {
      await go(path, ready);
      await open?.(page);
      if (opened) await page.locator(opened).waitFor();
      await look(`${path} ${opened ?? ""}`);
    }
    assert.deepEqual(found, []);
    assert.deepEqual(refused, []);
    await c.close();
  });
}
