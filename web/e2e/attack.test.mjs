// A page of an add-on that wants more than it was given: each attempt, and that nothing came of it.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { launch, signIn, whole } from "./browser.mjs";
import { Client } from "./client.mjs";
import { bare, frameBot } from "./framebot.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();

/** What the attack's pages do besides speaking to the page: they keep all that they hear, and try things. */
const attack = `
window.heard = [];
addEventListener("message", (e) => window.heard.push(e.data));
window.raw = (m) => parent.postMessage(m, "*");
window.attempt = async (what) => {
  try { return { got: String(await what()) }; } catch (err) { return { refused: err.name }; }
};`;

const named = (value) => ({ value });
const panel = (base, key, name) => ({
  key,
  name: named(name),
  url: `${base}/${key}`,
  location: "hipchat.sidebar.right",
});
const victimHas = (base) => ({
  webPanel: [panel(base, "safe", "Safe")],
  dialog: [{ key: "vault", title: named("The vault"), url: `${base}/vault` }],
  action: [{ key: "open", name: named("Open the vault"), location: "hipchat.input.action", target: "vault" }],
});
/** As soon as it is there it tries to lead the page away and to open windows, before anybody has touched it. */
const hasty = `
window.tried = [];
const goes = (what) => { try { window.tried.push(String(what())); } catch (err) { window.tried.push(err.name); } };
goes(() => { top.location.href = location.origin + "/inner?away"; });
goes(() => open("/inner?away", "_top"));
goes(() => open("/inner", "_blank"));
goes(() => document.body.appendChild(Object.assign(document.createElement("a"), { href: "/inner", target: "_blank" })).click());`;

const evilHas = (base) => ({
  webPanel: [panel(base, "evil", "Evil"), panel(base, "hasty", "Hasty")],
  configurable: { url: `${base}/hasty` },
});
/** Inside the attack's frame is another, which speaks to the page by itself and passes on what it hears. */
const inner = `<!doctype html><script>
addEventListener("message", (e) => (e.source === parent ? top.postMessage(e.data, "*") : parent.postMessage({ leaked: e.data }, "*")));
</script>`;
const evilPages = {
  "/evil": bare('<h1>Evil</h1><button onclick="window.pressed()">Press</button>', attack),
  "/hasty": bare('<h1>Hasty</h1><button onclick="window.pressed()">Press</button>', attack + hasty),
  "/inner": inner,
};

/** sideBySide serves two add-ons on ports of which one's number begins like the other's. */
async function sideBySide(long, short) {
  for (let tries = 0; tries < 50; tries++) {
    const port = 2000 + Math.floor(Math.random() * 4500);
    const at = [];
    try {
      at.push(await frameBot({ ...long, port: port * 10 }));
      at.push(await frameBot({ ...short, port }));
      return at;
    } catch {
      for (const bot of at) await bot.close();
    }
  }
  throw new Error("no two ports are free");
}

let set;
/** setting is one room with a victim and an attacker, and a browser that holds popups back as people's do. */
async function setting() {
  if (set) return set;
  const ada = await Client.signIn(s.server.base, admin);
  const room = await ada.call("POST", "/api/rooms", { name: "Bank", topic: "untouched" });
  const victim = await frameBot({
    key: "com.example.victim",
    name: "Victim",
    capabilities: victimHas,
    pages: { "/safe": bare("<h1>Safe</h1>"), "/vault": bare("<h1>Vault</h1>") },
  });
  const evil = { scopes: ["send_message"], capabilities: evilHas, pages: evilPages };
  const [long, short] = await sideBySide(
    { key: "com.example.evil", name: "Evil", ...evil },
    {
      key: "com.example.prefix",
      name: "Prefix",
      scopes: ["send_message"],
      capabilities: (b) => ({ configurable: { url: `${b}/evil` } }),
      pages: evilPages,
    },
  );
  for (const bot of [victim, long, short]) await bot.install(ada, room.id);
  const browser = await launch({ executablePath: whole, ignoreDefaultArgs: ["--disable-popup-blocking"] });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  await page.goto(`${s.server.base}/chat`);
  await signIn(page, admin);
  set = { ada, room, victim, evil: long, prefix: short, page, context, browser };
  return set;
}
after(async () => {
  for (const what of ["browser", "victim", "evil", "prefix"]) await set?.[what].close();
});

const frameAt = (page, url) => page.frames().find((f) => f.url().startsWith(url));

/** enter opens the attack's panel anew and gives its frame. */
async function enter({ ada, page, room, evil }) {
  await ada.call("PATCH", "/api/me/preferences", { panel: "com.example.evil:evil" });
  await page.goto(`${s.server.base}/chat/room/${room.id}`);
  await page.locator(".panel-view iframe").contentFrame().locator("h1").waitFor();
  return frameAt(page, `${evil.base}/evil`);
}

/** vault opens the victim's dialog over what is there, as its reader does. */
async function vault({ page, victim }) {
  await page.getByRole("button", { name: "Add something" }).click();
  await page.getByRole("menuitem", { name: "Open the vault" }).click();
  await page.locator("dialog iframe").contentFrame().locator("h1").waitFor();
  return frameAt(page, `${victim.base}/vault`);
}

/** settled asks the page for something that is allowed: what was said before has been dealt with by then. */
async function settled(frame) {
  const [error, token] = await frame.evaluate(() => call("auth", "withToken"));
  assert.equal(error, null);
  assert.equal(token.split(".").length, 3);
  return await frame.evaluate(() => heard);
}

const answered = (heard, mid) => heard.filter((m) => m.mid === mid).length;

test("a made-up name and a name of the past are nobody's", async () => {
  const at = await setting();
  const frame = await enter(at);
  const old = await frame.evaluate(() => name_.extension_id);
  for (const eid of [
    "com.example.evil__evil__0000000000000000",
    "com.example.victim__safe__1",
    "",
    "__proto__",
    "constructor",
    null,
    { toString: 1 },
  ]) {
    await frame.evaluate(
      (e) => raw({ eid: e, type: "req", mod: "auth", fn: "withToken", args: [], mid: "forged" }),
      eid,
    );
    await frame.evaluate((e) => raw({ eid: e, type: "init" }), eid);
  }
  assert.equal(answered(await settled(frame), "forged"), 0);

  // The frame is loaded anew: what was said under its old name is replayed.
  await at.page.getByRole("button", { name: "Load Evil anew" }).click();
  await at.page.waitForFunction(
    (e) => ![null, e].includes(document.querySelector("iframe")?.id ?? null),
    old,
  );
  await at.page.locator(".panel-view iframe").contentFrame().locator("h1").waitFor();
  const again = frameAt(at.page, `${at.evil.base}/evil`);
  await again.evaluate(
    (e) => raw({ eid: e, type: "req", mod: "auth", fn: "withToken", args: [], mid: "replayed" }),
    old,
  );
  await again.evaluate((e) => raw({ eid: e, type: "req", mod: "sidebar", fn: "closeView", args: [] }), old);
  assert.equal(answered(await settled(again), "replayed"), 0);
  assert.equal(await at.page.locator(".panel-view").count(), 1);
});

test("another add-on's dialog is not opened, closed, changed, spoken to or spoken for, even with its name in hand", async () => {
  const at = await setting();
  const frame = await enter(at);
  for (const key of ["vault", "com.example.victim:vault"])
    await frame.evaluate((k) => send("dialog", "open", { key: k }), key);
  for (const key of ["safe", "com.example.victim:safe"])
    await frame.evaluate((k) => send("sidebar", "openView", { key: k }), key);
  await settled(frame);
  assert.equal(at.victim.last("/vault"), undefined);
  assert.equal(at.victim.last("/safe"), undefined);

  const safe = await vault(at);
  await safe.evaluate(() => handle("theft", "receive-parameters"));
  const eid = await safe.evaluate(() => name_.extension_id);
  for (const m of [
    { type: "req", mod: "dialog", fn: "close", args: [] },
    { type: "req", mod: "dialog", fn: "update", args: [{ title: "Stolen" }] },
    { type: "req", mod: "auth", fn: "withToken", args: [], mid: "stolen" },
    { type: "event_query", args: [] },
    { type: "broadcast", etyp: "theft", evnt: 1 },
    { type: "key_listen", keycode: 27, modifiers: [] },
    { type: "init" },
  ])
    await frame.evaluate((x) => raw(x), { ...m, eid });
  await frame.evaluate(() => {
    send("dialog", "close");
    send("dialog", "update", { title: "Stolen" });
    post({ type: "broadcast", etyp: "theft", evnt: 1 });
  });
  assert.equal(answered(await settled(frame), "stolen"), 0);
  assert.equal(await at.page.getByRole("dialog", { name: "The vault" }).count(), 1);
  assert.deepEqual(await safe.evaluate(() => events), []);
  // Its own words are still heard: nothing of its registration was overwritten.
  assert.equal((await safe.evaluate(() => call("auth", "withToken")))[0], null);

  // The frame is there beside it, and closed to it: its signed address, its name, its page.
  const beside = "[...Array(parent.length).keys()].map((i) => parent[i]).filter((w) => w !== window)";
  assert.ok((await frame.evaluate(`${beside}.length`)) > 0);
  for (const what of ["location.href", "name", "document", "localStorage"])
    assert.deepEqual(
      await frame.evaluate(`attempt(() => ${beside}.map((w) => w.${what}).join())`),
      { refused: "SecurityError" },
      what,
    );
  await at.page.keyboard.press("Escape");
});

test("a page at an origin that begins like the frame's is not heard in its place", async () => {
  const at = await setting();
  const frame = await enter(at);
  const home = new URL(at.evil.base).origin;
  assert.ok(home.startsWith(new URL(at.prefix.base).origin), "one is the other's beginning");
  await settled(frame);
  await frame.evaluate((to) => window.location.assign(to), `${at.prefix.base}/evil`);
  await at.page.locator(".panel-view iframe").contentFrame().locator("h1").waitFor();
  const moved = await waitForFrame(at.page, `${at.prefix.base}/evil`);
  // The name has come along, and is worth nothing here.
  assert.match(await moved.evaluate(() => window.name), /com\.example\.evil/);
  await moved.evaluate(() => send("sidebar", "closeView"));
  await moved.evaluate(() => post({ type: "req", mod: "auth", fn: "withToken", args: [], mid: "moved" }));
  await moved.evaluate((to) => window.location.assign(to), `${home}/evil`);
  const back = await waitForFrame(at.page, `${home}/evil`);
  await back.locator("h1").waitFor();
  await settled(back);
  assert.equal(await at.page.locator(".panel-view").count(), 1);
  // Anywhere else it does not even get: the page shows frames of installed add-ons alone, and never its own.
  const outside = await frameBot({ capabilities: () => ({}), pages: evilPages });
  for (const to of [`${outside.base}/evil`, `${s.server.base}/chat`]) {
    const here = await enter(at);
    await here.evaluate((x) => window.location.assign(x), to);
    await at.page.getByRole("alert").getByText("leads elsewhere").waitFor();
    assert.equal(
      at.page.frames().some((f) => f !== at.page.mainFrame() && f.url().startsWith(to)),
      false,
      to,
    );
  }
  assert.equal(outside.last("/evil"), undefined);
  await outside.close();
});

async function waitForFrame(page, url) {
  for (const end = Date.now() + 30_000; Date.now() < end; ) {
    const found = frameAt(page, url);
    if (found && (await found.evaluate(() => typeof send === "function").catch(() => false))) return found;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`no frame at ${url}`);
}

test("a frame within the frame is not the frame", async () => {
  const at = await setting();
  const frame = await enter(at);
  await frame.evaluate(async () => {
    const nested = document.body.appendChild(document.createElement("iframe"));
    nested.src = "/inner";
    await new Promise((done) => nested.addEventListener("load", done));
    const eid = name_.extension_id;
    nested.contentWindow.postMessage(
      { eid, type: "req", mod: "auth", fn: "withToken", args: [], mid: "nested" },
      "*",
    );
    nested.contentWindow.postMessage({ eid, type: "req", mod: "sidebar", fn: "closeView", args: [] }, "*");
  });
  const heard = await settled(frame);
  assert.equal(answered(heard, "nested"), 0);
  assert.equal(
    heard.some((m) => m.leaked),
    false,
  );
  assert.equal(await at.page.locator(".panel-view").count(), 1);
});

test("a method without its scope answers with a sentence and nothing else, and one that is not there not at all", async () => {
  const at = await setting();
  const frame = await enter(at);
  for (const [mod, fn] of [
    ["room", "getRoomDetails"],
    ["room", "getParticipants"],
    ["user", "getCurrentUser"],
  ]) {
    const [error, data] = await frame.evaluate(([m, f]) => call(m, f), [mod, fn]);
    assert.equal(typeof error, "string", fn);
    assert.match(error, /view_room/);
    assert.equal(data, undefined, fn);
  }
  for (const [mod, fn] of [
    ["__proto__", "constructor"],
    ["room", "delete"],
    ["constructor", "call"],
  ])
    await frame.evaluate(([m, f]) => post({ type: "req", mod: m, fn: f, args: [], mid: "none" }), [mod, fn]);
  assert.equal(answered(await settled(frame), "none"), 0);
});

test("it reads neither the page nor its storage, its cookies or its API, and writes nothing there", async () => {
  const at = await setting();
  const frame = await enter(at);
  assert.equal(await frame.evaluate(() => document.cookie), "");
  for (const [what, attempt] of Object.entries({
    document: "parent.document.cookie",
    storage: "parent.localStorage.length",
    session: "top.sessionStorage.length",
    databases: "parent.indexedDB.databases()",
    caches: "parent.caches.keys()",
    address: "top.location.href",
    script: "top.eval('1')",
    worker: "parent.navigator.serviceWorker.ready",
    history: "top.history.length",
  }))
    assert.deepEqual(await frame.evaluate(`attempt(() => ${attempt})`), { refused: "SecurityError" }, what);
  const own = await frame.evaluate(() => attempt(() => localStorage.getItem("last")));
  assert.ok(own.refused === "SecurityError" || own.got === "null", JSON.stringify(own)); // its own, where browsers leave it any
  const fetches = (path, init) =>
    frame.evaluate(
      `attempt(() => fetch(${JSON.stringify(s.server.base + path)}, ${JSON.stringify(init)}).then((r) => r.text()))`,
    );
  assert.deepEqual(await fetches("/api/me", { credentials: "include" }), { refused: "TypeError" });
  assert.deepEqual(await fetches("/api/conversations", { credentials: "include" }), { refused: "TypeError" });
  // What needs no leave to be sent is sent, and does nothing.
  const write = {
    method: "POST",
    mode: "no-cors",
    credentials: "include",
    headers: { "Content-Type": "text/plain" },
  };
  await fetches(`/api/conversations/${at.room.conversation}/events`, {
    ...write,
    body: '{"body":"from the attack"}',
  });
  await fetches(`/api/rooms/${at.room.id}/leave`, write);
  const events = await at.ada.call("GET", `/api/conversations/${at.room.conversation}/events?limit=50`);
  assert.equal(
    events.items.some((e) => e.body.includes("attack")),
    false,
  );
  assert.equal((await at.ada.call("GET", `/api/rooms/${at.room.id}`)).topic, "untouched");
  assert.equal(at.evil.headers["/evil"].cookie, undefined);
  assert.equal(at.evil.headers["/evil"].referer, undefined);
  // Within it the page does not let itself be shown.
  await frame.evaluate(async (base) => {
    const nested = document.body.appendChild(document.createElement("iframe"));
    nested.src = `${base}/chat`;
    await new Promise((done) => nested.addEventListener("load", done));
  }, s.server.base);
  assert.equal(
    at.page.frames().some((f) => f !== at.page.mainFrame() && f.url().startsWith(s.server.base)),
    false,
  );
});

/** hastyFrame waits for the page that tries at once, and gives what came of each attempt. */
async function hastyFrame({ page, evil }) {
  await page.locator("iframe").contentFrame().locator("h1").waitFor();
  const frame = await waitForFrame(page, `${evil.base}/hasty`);
  await settled(frame);
  assert.equal(await frame.evaluate(() => tried.length), 4);
  return frame;
}

test("it neither leads the page away nor opens windows by itself", async () => {
  const at = await setting();
  await at.ada.call("PATCH", "/api/me/preferences", { panel: "com.example.evil:hasty" });
  for (const path of [`/chat/room/${at.room.id}`, `/addons/com.example.evil?room=${at.room.id}`]) {
    await at.page.goto(s.server.base + path);
    await hastyFrame(at);
    assert.equal(at.page.url(), s.server.base + path);
    assert.equal(at.context.pages().length, 1, path);
  }
});

test("a gesture leads the page away from a configuration and from nowhere else", async () => {
  const at = await setting();
  const away = `${at.evil.base}/inner?away`;
  const aim = (f) =>
    f.evaluate((to) => {
      window.pressed = () => attempt(() => (top.location.href = to));
    }, away);
  const frame = await enter(at);
  await aim(frame);
  await frame.getByRole("button", { name: "Press" }).click();
  await settled(frame);
  assert.equal(at.page.url(), `${s.server.base}/chat/room/${at.room.id}`);

  await at.page.goto(`${s.server.base}/addons/com.example.evil?room=${at.room.id}`);
  const page = await hastyFrame(at);
  await aim(page);
  await page.getByRole("button", { name: "Press" }).click();
  await at.page.waitForURL(away);
});

test("windows open by a gesture, and know nothing of the page", async () => {
  const at = await setting();
  const frame = await enter(at);
  const popup = `${at.evil.base}/inner`;
  await frame.evaluate((to) => {
    window.pressed = () => void open(to, "_blank");
  }, popup);
  const opened = at.context.waitForEvent("page");
  await frame.getByRole("button", { name: "Press" }).click();
  const other = await opened;
  await other.waitForURL(popup);
  assert.equal(await other.evaluate(() => window.opener), null);
  await other.close();
});

test("it has none of the browser's powers", async () => {
  const frame = await enter(await setting());
  const allowed = await frame.evaluate(() =>
    ["camera", "microphone", "geolocation", "display-capture", "payment", "usb", "clipboard-read"].filter(
      (f) => document.featurePolicy.allowsFeature(f),
    ),
  );
  assert.deepEqual(allowed, []);
});
