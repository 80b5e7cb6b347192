import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "./axe.mjs";
import { signIn, watchErrors } from "./browser.mjs";
import { Client } from "./client.mjs";
import { red } from "./pictures.mjs";
import { admin } from "./server.mjs";
import { bodies, story } from "./story.mjs";
import { tools } from "./two.mjs";

const s = story();

test("a guest comes in by a link, talks, sees nothing of before, and is out when it is switched off", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const room = await ada.room("Ops", "Deploys on Tuesday");
  await ada.say(room.conversation, "a secret of before");
  const mine = await s.open(`/chat/room/${room.id}`);
  await signIn(mine, admin);
  await mine.getByRole("button", { name: "Room settings" }).click();
  await mine.getByRole("checkbox", { name: /^Guests/ }).check();
  await mine.getByRole("button", { name: "Save" }).click();
  const link = await mine.locator(".guest-link code").innerText();
  assert.match(link, /\/guest\/[a-z0-9]{20,}$/);
  await mine.keyboard.press("Escape");

  const path = new URL(link).pathname;
  const guest = await s.open(path);
  const errors = watchErrors(guest);
  await guest.getByRole("heading", { name: "Ops" }).waitFor();
  await guest.getByLabel("Your name").fill("Eve");
  await guest.getByRole("button", { name: "Come in" }).click();
  const box = guest.getByRole("textbox", { name: "Message Ops" });
  await box.fill("hello, I am new");
  await box.press("Enter");
  await mine.getByRole("log").getByText("hello, I am new").waitFor();
  await mine.getByRole("log").getByText("Eve (guest)").first().waitFor();
  await mine.getByRole("textbox", { name: "Message Ops" }).fill("welcome");
  await mine.getByRole("textbox", { name: "Message Ops" }).press("Enter");
  await guest.getByRole("log").getByText("welcome").waitFor();
  assert.deepEqual(await bodies(guest), ["hello, I am new", "welcome"]);
  await guest.getByText("In the room · 2").waitFor();
  assert.equal(await guest.getByRole("navigation").count(), 0);
  await guest.reload();
  await guest.getByRole("log").getByText("welcome").waitFor();
  assert.equal(await guest.getByText("a secret of before").count(), 0);
  for (const elsewhere of ["/chat/lobby", "/admin/addons", "/account"]) {
    await guest.goto(s.server.base + elsewhere);
    await guest.getByRole("textbox", { name: "Message Ops" }).waitFor();
  }
  assert.deepEqual(errors, []);

  await mine.getByRole("button", { name: "Room settings" }).click();
  await mine.getByRole("checkbox", { name: /^Guests/ }).uncheck();
  await mine.getByRole("button", { name: "Save" }).click();
  await guest.getByLabel("E-mail").waitFor();
  const gone = await guest.goto(s.server.base + path);
  assert.equal(gone.status(), 404);
  await guest.getByText("leads nowhere").waitFor();
});

/** visit lets Eve into a new room that is open to guests. */
async function visit(name, context) {
  const ada = await Client.signIn(s.server.base, admin);
  const room = await ada.call("POST", "/api/rooms", { name, guest_access: true });
  const page = await s.open(new URL(room.guest_url).pathname, context);
  const errors = watchErrors(page);
  await page.getByLabel("Your name").fill("Eve");
  await page.getByRole("button", { name: "Come in" }).click();
  await page.getByRole("textbox", { name: `Message ${name}` }).waitFor();
  return { ada, room, page, errors };
}

const saved = (page, text) => page.getByRole("main").getByRole("listitem").filter({ hasText: text });
const entry = (page, name) => page.getByRole("link", { name, exact: true });

test("a guest has the tools of what guests may do, and no others", async () => {
  const { ada, room, page, errors } = await visit("Harbour", {
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const box = page.getByRole("textbox", { name: "Message Harbour" });
  await box.fill("when do we sail?");
  await box.press("Enter");
  const log = page.getByRole("log");
  await log.locator("[data-event]", { hasText: "when do we sail?" }).waitFor();
  for (let n = 0; n < 40; n++) await ada.say(room.conversation, `line ${n}.`);
  const { id } = await ada.say(room.conversation, "at noon");
  const path = `/api/conversations/${room.conversation}/events/${id}`;
  await ada.call("PUT", `${path}/reactions/${encodeURIComponent("👍")}`);
  await ada.call("POST", `/api/conversations/${room.conversation}/events`, { body: "or at one", thread: id });

  const line = (text) => log.locator("[data-event]", { hasText: text });
  await line("at noon").getByText("1 reply", { exact: true }).waitFor();
  assert.equal(
    await line("at noon")
      .getByRole("button", { name: /^👍 1:/ })
      .isDisabled(),
    true,
  );
  for (const text of ["at noon", "when do we sail?"]) {
    const bar = await tools(page, text);
    const names = await bar
      .getByRole("button")
      .evaluateAll((all) => all.filter((b) => b.checkVisibility()).map((b) => b.ariaLabel));
    assert.deepEqual(names, ["Save for later", "Mark unread from here", "Copy link"]);
  }
  assert.equal(await log.getByRole("button", { name: /reaction/ }).count(), 0);
  await inspect(page, "the tools of a guest");

  await box.fill("half a thought");
  await log.focus();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("s");
  await line("at noon").getByText("Saved for later").waitFor();
  await (await tools(page, "when do we sail?")).getByRole("button", { name: "Save for later" }).click();
  await entry(page, "Saved for later 2 left").click();
  await saved(page, "when do we sail?").waitFor();
  await inspect(page, "what a guest has saved");
  await saved(page, "at noon").getByRole("button", { name: "Done" }).click();
  await saved(page, "when do we sail?").getByRole("link", { name: "Show in Harbour" }).press("Enter");
  await page.locator("[data-event]:focus", { hasText: "when do we sail?" }).waitFor();
  assert.equal(await box.inputValue(), "half a thought");
  await entry(page, "Saved for later 1 left").click();
  await entry(page, "Back to the room").click();

  await (await tools(page, "line 20.")).getByRole("button", { name: "Copy link" }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await page.goto(link);
  await page.locator("[data-event]:focus", { hasText: "line 20." }).waitFor();

  await (await tools(page, "line 2.")).getByRole("button", { name: "Mark unread from here" }).click();
  await log.getByText("New messages").waitFor();
  await page.goto(s.server.base);
  await page.getByRole("button", { name: /^39 new messages/ }).waitFor();
  assert.deepEqual(errors, []);
});

test("a guest on a phone saves with a finger, and looks at pictures", async () => {
  const { ada, room, page, errors } = await visit("Quay", {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
  });
  await ada.share(room.conversation, new File([red], "boat.png", { type: "image/png" }));
  await page.getByRole("link", { name: /boat.png/ }).tap();
  await page.getByRole("dialog").getByText("boat.png").waitFor();
  await page.keyboard.press("Escape");
  await ada.say(room.conversation, "mind the step");
  await page.getByText("mind the step").tap();
  const bar = page.getByRole("toolbar", { name: "Message actions" });
  await bar.getByRole("button", { name: "Copy text" }).waitFor();
  await bar.getByRole("button", { name: "Save for later" }).tap();
  await entry(page, "Saved for later 1 left").tap();
  await saved(page, "mind the step").getByRole("button", { name: "Remove" }).tap();
  await entry(page, "Back to the room").tap();
  await entry(page, "Saved for later").waitFor();
  assert.deepEqual(errors, []);
});

test("a room's people are looked after in its settings", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const grace = await ada.person("Grace Hopper", "grace@example.com");
  const board = await ada.call("POST", "/api/rooms", { name: "Board", privacy: "private" });
  const page = await s.open(`/chat/room/${board.id}`);
  await signIn(page, admin);
  await page.getByRole("button", { name: "Room settings" }).click();
  await page.getByRole("button", { name: "People…" }).click();
  await page.getByLabel("Add a member").selectOption({ label: "Grace Hopper (@GraceHopper)" });
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByLabel("Role of Grace Hopper").selectOption("room_admin");
  await page.getByRole("button", { name: "Remove Grace Hopper" }).click();
  await page.getByLabel("Role of Grace Hopper").waitFor({ state: "detached" });
  await page.keyboard.press("Escape");

  const open = await ada.call("POST", "/api/rooms", { name: "Open" });
  await page.goto(`${s.server.base}/chat/room/${open.id}`);
  await page.getByRole("button", { name: "Room settings" }).click();
  await page.getByRole("button", { name: "People…" }).click();
  await page.locator("dialog select:focus").waitFor();
  await page.getByLabel("Invite somebody").selectOption({ label: "Grace Hopper (@GraceHopper)" });
  await page.getByLabel("Reason").fill("we need you");
  await page.getByRole("button", { name: "Invite" }).click();
  await page.getByText("Invited", { exact: true }).waitFor();
  const hers = await s.open("/chat/user/1");
  await signIn(hers, grace);
  await hers.getByRole("log").getByText("we need you").waitFor();
});
