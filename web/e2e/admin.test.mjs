import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn, watchErrors } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true };

test("administrators find their area, whose sections are one after the other on a phone", async () => {
  const page = await s.open("/chat/lobby", phone);
  const errors = watchErrors(page);
  await signIn(page, admin);
  await page.goto(`${s.server.base}/admin`);
  const nav = page.getByRole("navigation", { name: "Administration" });
  await nav.getByRole("link", { name: "Add-ons" }).click();
  await page.getByRole("heading", { name: "Add-ons", level: 1 }).waitFor();
  assert.equal(new URL(page.url()).pathname, "/admin/addons");
  assert.equal(await nav.isVisible(), false);
  await page.getByRole("link", { name: "Back", exact: true }).click();
  await nav.waitFor();
  await page.goto(`${s.server.base}/admin/no-such-thing`);
  await page.getByText("There is nothing for you at this address.").waitFor();
  assert.deepEqual(errors, []);
});

test("who is no administrator is told who is", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const grace = await ada.person("Grace Hopper", "grace@example.com");
  const page = await s.open("/admin/addons");
  await signIn(page, grace);
  await page.getByText("Only administrators of the group come here.").waitFor();
  await page.getByRole("link", { name: "Administrator" }).waitFor();
  assert.equal(await page.getByRole("navigation", { name: "Administration" }).count(), 0);
});

test("the audit log tells who did what, finds it by person and kind, and follows what happens", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const linus = await ada.person("Linus Bauer", "linus@example.com");
  await ada.call("PATCH", `/api/users/${linus.user.id}`, { title: "Gardener" });
  const page = await s.open("/admin/audit");
  const errors = watchErrors(page);
  await signIn(page, admin);
  const log = page.getByRole("list", { name: "Entries, newest first" });
  await log.getByText("title: Gardener").waitFor();
  await page.getByLabel("About").selectOption("room");
  await page.getByText("Nothing like that.").waitFor();
  const room = await linus.client.call("POST", "/api/rooms", { name: "Greenhouse" });
  await log.getByText("Linus Bauer made the room Greenhouse").waitFor();
  await ada.call("DELETE", `/api/rooms/${room.id}`);
  await log.getByText("Administrator deleted the room Greenhouse").waitFor();
  await page.getByLabel("Person", { exact: true }).selectOption({ label: "Linus Bauer" });
  await log.getByText("deleted the room").waitFor({ state: "detached" });
  await log.getByText("made the room").waitFor();
  await page.getByLabel("Text").fill("no such thing");
  await page.getByText("Nothing like that.").waitFor();
  assert.deepEqual(errors, []);
});

test("people are invited, found, changed, signed out, deactivated and brought back", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const zoe = await ada.person("Zoë Park", "zoe@example.com");
  const page = await s.open("/admin/users");
  const errors = watchErrors(page);
  await signIn(page, admin);
  await page.getByRole("button", { name: "Add people" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Tom Sawyer");
  await dialog.getByLabel("E-mail").fill("tom@example.com");
  await dialog.getByLabel("Role").selectOption("delegated administrator");
  await dialog.getByRole("button", { name: "Invite" }).click();
  const link = await dialog.getByText(/\/invite\?token=/).innerText();
  await dialog.getByRole("button", { name: "Done" }).click();
  const list = page.getByRole("list", { name: "People" });
  await page.getByLabel("State").selectOption("invited");
  await list.getByRole("link", { name: "Tom Sawyer" }).waitFor();
  assert.equal(await list.getByRole("listitem").count(), 1);

  const toms = await s.open(link);
  await toms.getByLabel("Password").fill("a raft on the river");
  await toms.getByRole("button", { name: "Come in" }).click();
  await toms.locator(".shell").waitFor();
  await toms.goto(`${s.server.base}/admin`);
  await toms.getByRole("heading", { name: "People", level: 1 }).waitFor();
  assert.equal(await toms.getByRole("link", { name: "Audit log" }).count(), 0);

  await page.getByLabel("State").selectOption("active");
  await page.getByLabel("Find").fill("zoë");
  await list.getByRole("link", { name: "Zoë Park" }).click();
  await page.getByLabel("Title").fill("Gardener");
  await page.getByLabel("Mention name").fill("not a name");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText(/mention_name/).waitFor();
  await page.getByLabel("Mention name").fill("zoe");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved", { exact: true }).waitFor();
  await page.getByText("@zoe · zoe@example.com").waitFor();

  const hers = await s.open("/chat/lobby");
  await signIn(hers, zoe);
  await page.reload();
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await hers.getByLabel("E-mail").waitFor();

  await page.getByRole("button", { name: "Reset the password" }).click();
  await dialog.getByLabel(/End the present password/).check();
  await dialog.getByRole("button", { name: "Make the link" }).click();
  const reset = await dialog.getByText(/\/invite\?token=/).innerText();
  await dialog.getByRole("button", { name: "Done" }).click();
  await assert.rejects(Client.signIn(s.server.base, zoe), /401/);
  await hers.goto(reset);
  await hers.getByLabel("Password").fill("another long password");
  await hers.getByRole("button", { name: "Come in" }).click();
  await hers.locator(".shell").waitFor();

  await page.getByRole("button", { name: "Deactivate" }).click();
  await dialog.getByRole("button", { name: "Deactivate" }).click();
  await page.getByRole("heading", { name: "Deactivated" }).waitFor();
  await hers.getByLabel("E-mail").waitFor();
  await page.getByRole("button", { name: "Reactivate" }).click();
  await page.getByRole("heading", { name: "Access" }).waitFor();
  assert.deepEqual(errors, []);
});

test("rooms are found, read, given away, archived and deleted by their name", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const mia = await ada.person("Mia Wong", "mia@example.com");
  const board = await mia.client.call("POST", "/api/rooms", { name: "Board", privacy: "private" });
  await mia.client.say(board.conversation, "the first thing that was said");
  for (let n = 0; n < 60; n++) await mia.client.say(board.conversation, `line ${n}`);
  const page = await s.open("/admin/rooms");
  const errors = watchErrors(page);
  await signIn(page, admin);
  await page.getByLabel("Privacy").selectOption("private");
  await page.getByRole("list", { name: "Rooms" }).getByRole("link", { name: "Board" }).click();
  await page.getByText("Owned by Mia Wong").waitFor();
  await page.getByText(/that stands in the audit log/).waitFor();
  await page.getByRole("button", { name: "Read the history" }).click();
  const history = page.getByRole("list", { name: "What was said, newest first" });
  await history.getByText("line 59").waitFor();
  await page
    .getByRole("button", { name: "Show more" })
    .or(history.getByText("the first thing"))
    .first()
    .waitFor();
  await history.getByText("line 10").last().scrollIntoViewIfNeeded();
  await history.getByText("the first thing that was said").waitFor();
  const { items } = await ada.call("GET", "/api/audit?kind=room.read");
  assert.deepEqual(
    items.map((e) => [e.actor.name, e.target.name]),
    [["Administrator", "Board"]],
  );

  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "Give to another owner" }).click();
  await dialog.getByLabel("Find").fill("admin");
  await dialog.getByRole("button", { name: "Give to Administrator" }).click();
  await page.getByText("Owned by Administrator").waitFor();

  const keeping = page.getByRole("form", { name: "How long it is kept" });
  await keeping.getByLabel("For a number of days").check();
  await keeping.getByLabel("Days", { exact: true }).fill("90");
  await keeping.getByRole("button", { name: "Save" }).click();
  await keeping.getByText("Saved").waitFor(); // nothing is as old as that
  assert.equal((await ada.call("GET", `/api/admin/rooms/${board.id}`)).keep_days, 90);

  await page.getByRole("button", { name: "Archive", exact: true }).click();
  await dialog.getByRole("button", { name: "Archive" }).click();
  await page.getByRole("button", { name: "Unarchive" }).waitFor();

  await page.getByRole("button", { name: "Delete", exact: true }).click();
  assert.equal(await dialog.getByRole("button", { name: "Delete for good" }).isDisabled(), true);
  await dialog.getByLabel(/Type the name/).fill("Board");
  await dialog.getByRole("button", { name: "Delete for good" }).click();
  await page.getByRole("list", { name: "Rooms" }).waitFor({ state: "attached" });
  assert.equal(new URL(page.url()).pathname, "/admin/rooms");
  await page.getByLabel("State").selectOption("");
  await page.getByLabel("Find").fill("board");
  await page.getByText("No room like that.").waitFor();
  assert.deepEqual(errors, []);
});

test("what is set for the group holds at once, and what a shorter keeping deletes is counted before", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const kim = await ada.person("Kim Lee", "kim@example.com");
  const page = await s.open("/admin/preferences");
  const errors = watchErrors(page);
  await signIn(page, admin);
  await page.getByLabel("Create rooms").selectOption("administrators");
  await page.getByLabel("Create rooms").and(page.locator(":enabled")).waitFor();
  await assert.rejects(
    kim.client.call("POST", "/api/rooms", { name: "Mine" }),
    /Creating rooms is for administrators of the group here. Ask Administrator/,
  );
  await page.getByLabel("Create rooms").selectOption("everybody");
  await page.getByLabel("Create rooms").and(page.locator(":enabled")).waitFor();
  await kim.client.call("POST", "/api/rooms", { name: "Mine" });

  await page.getByLabel("E-mail domain of new people").fill("no domain");
  const save = page.getByRole("form", { name: "The group" }).getByRole("button", { name: "Save" });
  await save.click();
  await page.getByText(/email_domain/).waitFor();
  await page.getByLabel("E-mail domain of new people").fill("");
  await page.getByLabel("Name", { exact: true }).fill("Harbour");
  await save.click();
  await page.getByText("Saved", { exact: true }).waitFor();
  await page.reload();
  await page.getByRole("link", { name: "Harbour" }).waitFor();

  const keeping = page.getByRole("form", { name: "How long things are kept" });
  await keeping.getByLabel("What is said in rooms").fill("90");
  await keeping.getByRole("button", { name: "Save" }).click();
  await keeping.getByText("Saved").waitFor(); // nothing is as old as that
  assert.equal((await ada.call("GET", "/api/admin/preferences")).room_days, 90);
  assert.deepEqual(errors, []);
});

const dot = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

test("emoticons are added, take the place of built-in ones and are removed; everybody sees the list", async () => {
  const page = await s.open("/admin/emoticons");
  const errors = watchErrors(page);
  await signIn(page, admin);
  const builtIn = page.getByRole("list", { name: "Built in" });
  await page.getByLabel("Find").fill("thumbsup");
  await builtIn.getByRole("button", { name: "Replace thumbsup", exact: true }).click();
  await page.getByText("Takes the place of the built-in (thumbsup).").waitFor();
  const picture = page.getByLabel("Picture");
  await picture.setInputFiles({ name: "a.png", mimeType: "image/png", buffer: Buffer.from("no picture") });
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("alert").waitFor();
  await picture.setInputFiles({ name: "a.png", mimeType: "image/png", buffer: dot });
  await page.getByRole("button", { name: "Add", exact: true }).click();
  const own = page.getByRole("list", { name: "The group's own" });
  await own.getByText("instead of the built-in one").waitFor();

  const ada = await Client.signIn(s.server.base, admin);
  const ben = await ada.person("Ben Cole", "ben@example.com");
  const his = await s.open("/emoticons");
  await signIn(his, ben);
  await his.getByText("instead of the built-in one").waitFor();
  assert.equal(await his.getByRole("button", { name: /^Remove/ }).count(), 0);

  await own.getByRole("button", { name: "Remove thumbsup" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await own.getByText("thumbsup").waitFor({ state: "detached" });
  assert.deepEqual(errors, []);
});
