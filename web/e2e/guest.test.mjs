import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn, watchErrors } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { bodies, story } from "./story.mjs";

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
