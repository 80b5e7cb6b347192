import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { signIn, watchErrors } from "./browser.mjs";
import { Client } from "./client.mjs";
import { content, grant } from "./glance.mjs";
import { frameAt, toolbox } from "./scripted.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();
let made = 0;

/** opened installs the toolbox in two rooms and opens its panel in the first. */
async function opened(t, { panel = "Tool panel", scopes, in: path = "/panel" } = {}) {
  const n = ++made;
  const bot = await toolbox({ host: s.server.base, key: `com.example.tools${n}`, scopes });
  t.after(() => bot.close());
  const ada = await Client.signIn(s.server.base, admin);
  const ops = await ada.room(`Ops ${n}`, "Calm");
  const dev = await ada.room(`Dev ${n}`);
  await bot.install(ada, ops.id);
  await bot.install(ada, dev.id);
  const page = await s.open(`/chat/room/${ops.id}`);
  const errors = watchErrors(page);
  await signIn(page, admin);
  const list = page.locator(".participants .glances");
  await list.getByRole("button", { name: panel === "Tool panel" ? "Tools" : panel }).click();
  const frame = await frameAt(page, path);
  return { bot, ada, ops, dev, page, errors, frame };
}

/** go leads the page somewhere without loading it anew. */
const go = (page, path) =>
  page.evaluate((p) => {
    history.pushState(null, "", p);
    dispatchEvent(new PopStateEvent("popstate"));
  }, path);

const read = (token, client) => {
  const [head, body, signature] = token.split(".");
  const want = createHmac("sha256", client.oauthSecret).update(`${head}.${body}`).digest("base64url");
  assert.equal(signature, want);
  return JSON.parse(Buffer.from(body, "base64url"));
};
const box = (page) => page.locator(".room-talk .composer textarea");

test("the page offers the modules of HipChat's last client, and AP is HipChat", async (t) => {
  const { frame, errors } = await opened(t);
  const modules = await frame.evaluate(() => {
    const all = {};
    for (const [name, module] of Object.entries(HipChat))
      if (typeof module === "object") all[name] = Object.keys(module).sort();
    return all;
  });
  assert.deepEqual(modules, {
    auth: ["withToken"],
    chat: ["addFileForUploadWithBase64", "appendMessage", "focus"],
    dialog: ["close", "open", "update", "updatePrimaryAction"],
    file: ["openInFileViewer"],
    room: ["create", "getParticipants", "getRoomDetails", "invite", "open"],
    sidebar: ["closeView", "openView"],
    user: ["getCurrentUser", "open"],
  });
  assert.ok(await frame.evaluate(() => AP === HipChat && HipChat.env === undefined));
  const required = () =>
    new Promise((done) =>
      AP.require(["room", "env"], (room, env) => done([room === HipChat.room, env === undefined])),
    );
  assert.deepEqual(await frame.evaluate(required), [true, true]);
  assert.deepEqual(errors, []);
});

test("tokens name the reader and the room on the screen, also of a page that is not signed", async (t) => {
  const { bot, frame, page, ops, dev } = await opened(t, { panel: "Open panel", in: "/open" });
  assert.equal(bot.last("/open").searchParams.get("signed_request"), null);
  const [error, token] = await frame.evaluate(() => call("auth", "withToken"));
  assert.equal(error, null);
  const claims = read(token, bot.clients[0]);
  assert.equal(claims.context.room_id, ops.id);
  assert.equal(claims.sub, "1");
  assert.ok(claims.exp > Date.now() / 1000);
  assert.equal((await frame.evaluate(() => call("auth", "withToken")))[1], token);

  const loaded = bot.opened["/open"].length;
  await go(page, `/chat/room/${dev.id}`);
  await page.locator("h1", { hasText: "Dev" }).waitFor();
  await until(() => bot.opened["/open"].length > loaded);
  const there = await frameAt(page, "/open");
  const [, other] = await there.evaluate(() => call("auth", "withToken"));
  assert.equal(read(other, bot.clients[1]).context.room_id, dev.id);
});

test("a page learns of the room and the people in it what its scope lets it", async (t) => {
  const { frame, ops } = await opened(t);
  assert.deepEqual(await frame.evaluate(() => call("room", "getRoomDetails")), [
    null,
    { id: ops.id, name: ops.name, privacy: "public", topic: "Calm" },
  ]);
  const [error, me] = await frame.evaluate(() => call("user", "getCurrentUser"));
  assert.equal(error, null);
  assert.deepEqual(
    { ...me, name: undefined, mention_name: undefined, photo_url: undefined, title: undefined },
    {
      id: 1,
      email: admin.email,
      is_admin: true,
      is_guest: false,
      presence: { show: "chat" },
      name: undefined,
      mention_name: undefined,
      photo_url: undefined,
      title: undefined,
    },
  );
  assert.ok(me.photo_url.startsWith(s.server.base));
  const [, { guests, members }] = await frame.evaluate(() => call("room", "getParticipants"));
  assert.deepEqual([guests, members.map((m) => m.email)], [[], [admin.email]]);
});

test("a page whose add-on lacks the scope is told so, and learns nothing", async (t) => {
  const { frame } = await opened(t, { scopes: ["send_notification"] });
  for (const [module, method] of [
    ["room", "getRoomDetails"],
    ["room", "getParticipants"],
    ["user", "getCurrentUser"],
  ]) {
    const answer = await frame.evaluate(([m, f]) => call(m, f), [module, method]);
    assert.match(answer[0], /view_room.*send_notification/);
    assert.equal(answer[1], undefined);
  }
});

test("a page writes into the box, takes the focus there and puts files into it, and sends nothing", async (t) => {
  const { frame, page, ada, ops } = await opened(t);
  await box(page).fill("look:");
  await frame.evaluate(() => HipChat.chat.appendMessage("berth 4"));
  await page.waitForFunction(() => document.querySelector(".composer textarea").value === "look: berth 4");
  await frame.evaluate(() => {
    HipChat.chat.focus();
    HipChat.chat.appendMessage({ not: "a text" });
    HipChat.chat.addFileForUploadWithBase64("data:text/plain;base64,aGVsbG8=", "hello.txt");
  });
  await page.locator(".composer").getByText("hello.txt").waitFor();
  await page.waitForFunction(() => document.activeElement?.matches(".composer textarea"));
  assert.equal(await box(page).inputValue(), "look: berth 4");
  const { items } = await ada.call("GET", `/api/conversations/${ops.conversation}/events?limit=10`);
  assert.ok(items.every((e) => e.kind !== "message"));
});

test("a page leads the reader to rooms and people, with words in the box there", async (t) => {
  const { frame, page, ada, ops, dev } = await opened(t);
  const bob = await ada.person(`Bob ${made}`, `bob${made}@example.com`);
  await page.reload();
  const again = await frameAt(page, "/panel");
  void frame;
  await again.evaluate((roomName) => HipChat.room.open({ roomName, message: "moored" }), dev.name);
  await page.locator("h1", { hasText: dev.name }).waitFor();
  await page.waitForFunction(() => document.querySelector(".composer textarea")?.value === "moored");
  const there = await frameAt(page, "/panel");
  await there.evaluate(
    (userMentionName) => HipChat.user.open({ userMentionName, message: "hi" }),
    bob.user.mention_name,
  );
  await page.waitForURL(`**/chat/user/${bob.user.id}`);
  await page.waitForFunction(() => document.querySelector(".composer textarea")?.value === "hi");
  await go(page, `/chat/room/${ops.id}`);
  const back = await frameAt(page, "/panel");
  await back.evaluate(() => HipChat.room.open({ roomId: 999999 }));
  assert.deepEqual((await back.evaluate(() => call("room", "getRoomDetails")))[1].id, ops.id);
});

test("a page proposes a room and people, and the reader decides", async (t) => {
  const { frame, page, ada, ops } = await opened(t);
  const bob = await ada.person(`Cleo ${made}`, `cleo${made}@example.com`);
  await page.reload();
  const again = await frameAt(page, "/panel");
  void frame;
  await again.evaluate(() => HipChat.room.create("Regatta", "On Sunday", "private"));
  const create = page.getByRole("dialog", { name: "Create a room" });
  assert.equal(await create.getByLabel("Name").inputValue(), "Regatta");
  assert.equal(await create.getByLabel("Topic").inputValue(), "On Sunday");
  assert.ok(await create.getByLabel(/^Private/).isChecked());
  await create.getByRole("button", { name: "Cancel" }).click();

  await again.evaluate((id) => HipChat.room.invite([id, "@nobody"]), bob.user.id);
  const invite = page.getByRole("dialog", { name: `Invite to ${ops.name}` });
  await invite.getByText(bob.user.name, { exact: true }).waitFor();
  await invite.getByLabel("Reason").fill("You are needed");
  await invite.getByRole("button", { name: "Invite", exact: true }).click();
  await invite.waitFor({ state: "detached" });
  const talks = (await bob.client.call("GET", "/api/conversations")).items;
  const direct = talks.find((c) => c.kind === "direct");
  const { items } = await bob.client.call("GET", `/api/conversations/${direct.id}/events?limit=5`);
  assert.ok(items.some((e) => e.body.includes("You are needed")));
});

test("a page's own files are looked at over the page, one after the other", async (t) => {
  const { frame, page, bot } = await opened(t);
  await frame.evaluate((base) => {
    const list = [{ url: `${base}/a.png`, name: "Chart" }, { url: `${base}/b.pdf` }];
    HipChat.file.openInFileViewer(list[0], list);
  }, bot.base);
  const viewer = page.getByRole("dialog", { name: "Picture Chart" });
  await viewer.getByText("1 of 2").waitFor();
  await viewer.getByRole("button", { name: "Next picture" }).click();
  await page.getByRole("link", { name: "Open b.pdf in a window of its own" }).waitFor();
  await page.keyboard.press("Escape");
});

test("events reach every handler that was registered, and the add-on's other frames by broadcast", async (t) => {
  const { frame, page } = await opened(t);
  await frame.evaluate(() => handle("first"));
  await frame.evaluate(() => handle("second"));
  await frame.evaluate(() => HipChat.dialog.open({ key: "dialog", parameters: { berth: 4 } }));
  const dialog = await frameAt(page, "/dialog");
  await dialog.evaluate(() => handle("receive-parameters"));
  await dialog.waitForFunction(() => events.length === 1);
  assert.deepEqual(await dialog.evaluate(() => events), [["receive-parameters", { berth: 4 }]]);
  await dialog.evaluate(() => {
    HipChat.broadcast("first", 1);
    HipChat.broadcast("second", { two: 2 });
  });
  await frame.waitForFunction(() => events.length === 2);
  assert.deepEqual(await frame.evaluate(() => events), [
    ["first", 1],
    ["second", { two: 2 }],
  ]);
  assert.equal(await dialog.evaluate(() => events.length), 1);
});

test("a dialog stays open for a handler that says no or says nothing, and closes for one that says yes", async (t) => {
  const { frame, page } = await opened(t);
  const shown = page.locator("dialog[open]");
  const press = () => shown.getByRole("button", { name: "Do it" }).click();
  await frame.evaluate(() => HipChat.dialog.open({ key: "dialog" }));
  const dialog = await frameAt(page, "/dialog");
  await dialog.evaluate(() => {
    window.say = undefined;
    HipChat.register({
      "dialog-button-click": (e, close) => {
        events.push(e);
        if (window.say !== undefined) close(window.say);
      },
    });
  });
  await press();
  await dialog.waitForFunction(() => events.length === 1);
  await dialog.evaluate(() => {
    window.say = false;
  });
  await press();
  await dialog.waitForFunction(() => events.length === 2);
  assert.deepEqual(await dialog.evaluate(() => events), [{ action: "do" }, { action: "do" }]);
  assert.equal(await shown.count(), 1);
  await dialog.evaluate(() => {
    window.say = true;
  });
  await press();
  await shown.waitFor({ state: "detached" });

  await frame.evaluate(() => HipChat.dialog.open({ key: "dialog" }));
  await frameAt(page, "/dialog");
  await press();
  await shown.waitFor({ state: "detached" });
});

test("a page that brings the vendor's library along works the same", async (t) => {
  const { frame, page, ops, errors } = await opened(t, { panel: "Library panel", in: "/library" });
  const [error, room] = await frame.evaluate(() => call("room", "getRoomDetails"));
  assert.deepEqual([error, room.id], [null, ops.id]);
  await frame.evaluate(() => HipChat.chat.appendMessage("from the library"));
  await page.waitForFunction(() => document.querySelector(".composer textarea").value === "from the library");
  await frame.evaluate(() => HipChat.sidebar.openView({ key: "library", parameters: { berth: 4 } }));
  await frame.evaluate(() => handle("receive-parameters"));
  await frame.evaluate(() => handle("other"));
  await frame.waitForFunction(() => events.length === 1);
  assert.deepEqual(await frame.evaluate(() => events), [["receive-parameters", { berth: 4 }]]);
  await frame.evaluate(() => HipChat.dialog.open({ key: "dialog" }));
  const dialog = await frameAt(page, "/dialog");
  await dialog.evaluate(() => HipChat.broadcast("other", "hello"));
  await frame.waitForFunction(() => events.length === 2);
  assert.deepEqual(errors, []);
});

test("a page that leads on to another of the add-on's keeps its methods", async (t) => {
  const { frame, page, ops } = await opened(t);
  await frame.evaluate(() => {
    location.href = "/second";
  });
  await page.frameLocator("iframe").getByText("Second page").waitFor();
  const second = page.frames().find((f) => f.url().endsWith("/second"));
  assert.equal((await second.evaluate(() => call("room", "getRoomDetails")))[1].id, ops.id);
});

test("a glance changes beside its open panel, which hears of it, and of the add-on's own messages", async (t) => {
  const { bot, frame, page, ops } = await opened(t, { scopes: ["view_room", "send_notification"] });
  await frame.evaluate(() => handle("glance-update", "message-received"));
  const token = await grant(s.server.base, bot.clients[0], "view_room send_notification");
  const post = async (path, body) => {
    const res = await fetch(s.server.base + path, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    assert.equal(res.status, 204, await res.text());
  };
  await post(`/v2/addon/ui/room/${ops.id}`, {
    glance: [{ key: "glance", content: content("<b>3</b> tools", "FULL", { tools: 3 }) }],
  });
  await frame.waitForFunction(() => events.length === 1);
  await post(`/v2/room/${ops.id}/notification`, { message: "done", message_format: "text" });
  await frame.waitForFunction(() => events.length === 2);
  const [update, received] = await frame.evaluate(() => events);
  assert.deepEqual(update, [
    "glance-update",
    { addon_key: `com.example.tools${made}`, module_key: "glance", metadata: { tools: 3 } },
  ]);
  assert.equal(received[0], "message-received");
  assert.equal(received[1].body, "done");
  assert.equal(received[1].type, "notification");
  assert.equal(received[1].metadata.sender_addon_key, `com.example.tools${made}`);
  await page.getByRole("complementary", { name: "Tool panel" }).getByText("3 tools").waitFor();
});

test("a page is dark when the page around it is", async (t) => {
  const { frame, page, bot } = await opened(t);
  const ground = (f) => f.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground(frame);
  await page.emulateMedia({ colorScheme: "dark" });
  await until(() => bot.last("/panel").searchParams.get("theme") === "dark");
  const dark = await frameAt(page, "/panel");
  await dark.waitForFunction(() => document.documentElement.dataset.stoaTheme === "dark");
  assert.notEqual(await ground(dark), light);
});

test("the script is there for any page, and a page without a frame has no modules", async () => {
  const page = await s.open("/atlassian-connect/all-debug.js");
  for (const file of ["all.js", "all-debug.js", "all.css", "all-debug.css"]) {
    const res = await fetch(`${s.server.base}/atlassian-connect/${file}`);
    assert.equal(res.status, 200);
    assert.equal(res.headers.get("access-control-allow-origin"), "*");
    assert.equal(res.headers.get("set-cookie"), null);
    const again = await fetch(`${s.server.base}/atlassian-connect/${file}`, {
      headers: { "If-None-Match": res.headers.get("etag") },
    });
    assert.equal(again.status, 304);
  }
  await page.setContent(`<script src="${s.server.base}/atlassian-connect/all.js"></script>`);
  const got = await page.evaluate(() => [typeof AP.require, typeof HipChat.auth, AP === HipChat]);
  assert.deepEqual(got, ["function", "undefined", true]);
});

/** until waits for what a server has seen. */
async function until(is) {
  for (const end = Date.now() + 30_000; !is(); ) {
    assert.ok(Date.now() < end, "it never came");
    await new Promise((next) => setTimeout(next, 20));
  }
}
