import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn, watchErrors } from "./browser.mjs";
import { Client } from "./client.mjs";
import { bare, frameBot } from "./framebot.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();

const claims = (url) =>
  JSON.parse(Buffer.from(url.searchParams.get("signed_request").split(".")[1], "base64url"));

const configured = (allowAccessToRoomAdmins) => ({
  name: "Harbour",
  capabilities: (base) => ({ configurable: { url: `${base}/configure?a=1`, allowAccessToRoomAdmins } }),
  pages: { "/configure": bare("<h1>Which ships?</h1>"), "/admin": bare("<h1>All ships</h1>") },
});

test("an add-on is installed and then configured in its own page, which has the bridge", async (t) => {
  const bot = await frameBot({ key: "com.example.configured", ...configured(false) });
  t.after(() => bot.close());
  const ada = await Client.signIn(s.server.base, admin);
  const room = await ada.call("POST", "/api/rooms", { name: "Ops" });
  const page = await s.open(
    `/addons/install?${new URLSearchParams({ url: `${bot.base}/capabilities.json`, room: "Ops" })}`,
  );
  const errors = watchErrors(page);
  await signIn(page, admin);
  await page.getByRole("button", { name: "Allow and install" }).click();
  const frame = page.locator("iframe").contentFrame();
  await frame.getByText("Which ships?").waitFor();
  assert.equal(new URL(page.url()).pathname, "/addons/com.example.configured");
  assert.equal(claims(bot.last("/configure")).context.room_id, room.id);
  assert.equal(bot.last("/configure").searchParams.get("a"), "1");
  const inner = page.frames().find((f) => f.url().includes("/configure"));
  const [error, user] = await inner.evaluate(() => call("user", "getCurrentUser"));
  assert.equal(error, null);
  assert.equal(user.id, 1);

  await page.getByRole("link", { name: "Back" }).click();
  await page.getByRole("link", { name: "Configure Harbour" }).click();
  await frame.getByText("Which ships?").waitFor();
  assert.deepEqual(errors, []);
});

test("the group's add-on is configured for a room by who looks after the room, where it lets them", async (t) => {
  const open = await frameBot({ key: "com.example.open", ...configured(true) });
  const closed = await frameBot({ key: "com.example.closed", ...configured(false) });
  t.after(() => Promise.all([open.close(), closed.close()]));
  const ada = await Client.signIn(s.server.base, admin);
  for (const bot of [open, closed]) await bot.install(ada, null);
  const grace = await ada.person("Grace Hopper", "grace@example.com");
  const room = await grace.client.call("POST", "/api/rooms", { name: "Grace's" });
  const page = await s.open(`/addons/com.example.open?room=${room.id}`);
  await signIn(page, grace);
  await page.locator("iframe").contentFrame().getByText("Which ships?").waitFor();
  assert.equal(claims(open.last("/configure")).context.room_id, room.id);

  await page.goto(`${s.server.base}/addons/com.example.closed?room=${room.id}`);
  await page.getByText("Installed for the whole group").waitFor();
  assert.equal(await page.locator("iframe").count(), 0);
  assert.equal(closed.last("/configure"), undefined);
  await page.goto(`${s.server.base}/addons/com.example.none`);
  await page.getByRole("alert").getByText("com.example.none").waitFor();
});
