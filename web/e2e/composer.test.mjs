import assert from "node:assert/strict";
import { test } from "node:test";
import { addon } from "./addon.mjs";
import { signIn, watchErrors } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();
let ada;
let grace;
let ops;

test("the box completes people, emoticons, emoji and commands, by keyboard alone", async (t) => {
  ada = await Client.signIn(s.server.base, admin);
  grace = await ada.person("Grace Hopper", "grace@example.com");
  ops = await ada.call("POST", "/api/rooms", { name: "Ops", topic: "" });
  await grace.client.call("POST", `/api/rooms/${ops.id}/join`);
  const bot = await addon();
  t.after(() => bot.close());
  const offer = await ada.call("POST", "/api/installations/preview", { url: bot.url, room: ops.id });
  await ada.call("POST", "/api/installations", { preview: offer.preview, room: ops.id });

  const page = await s.open(`/chat/room/${ops.id}`);
  const errors = watchErrors(page);
  await signIn(page, admin);
  const box = page.getByRole("textbox", { name: "Message Ops" });
  const first = page.getByRole("option").first();
  for (const [typed, offered, became] of [
    ["hi @hop", "@GraceHopper", "hi @GraceHopper "],
    ["(coff", "(coffee)", "(coffee) "],
    [":tad", ":tada:", "🎉 "],
    ["/dep", "/deploy", "/deploy "],
    ["/to", "/topic text", "/topic "],
  ]) {
    await box.fill("");
    await box.pressSequentially(typed);
    await first.filter({ hasText: offered }).waitFor();
    assert.equal(await box.getAttribute("aria-activedescendant"), await first.getAttribute("id"));
    await page.keyboard.press("Tab");
    assert.equal(await box.inputValue(), became);
    assert.equal(await page.getByRole("option").count(), 0);
  }
  // What the browser can undo.
  await box.fill("a word");
  await page.keyboard.press("Shift+Home");
  await page.keyboard.press("Control+b");
  assert.equal(await box.inputValue(), "**a word**");
  await page.keyboard.press("Control+z");
  assert.equal(await box.inputValue(), "a word");
  assert.deepEqual(errors, []);
});

test("commands are done here, and words that only add-ons know are sent", async () => {
  const page = await s.open(`/chat/room/${ops.id}`);
  await signIn(page, admin);
  const box = page.getByRole("textbox", { name: "Message Ops" });
  const give = async (text) => {
    await box.fill(text);
    await page.keyboard.press("Enter");
  };
  await give("/topic Deploys on Tuesday");
  await page.getByRole("button", { name: /Deploys on Tuesday/ }).waitFor();
  await page.waitForFunction(() => document.querySelector("textarea").value === "");
  await give("/topic");
  await page.getByText("Write the topic behind the command.").waitFor();
  assert.equal(await box.inputValue(), "/topic");
  await give("/deploy now");
  // What is still on its way would come after the clearing.
  await page.locator("[data-event]").getByText("/deploy now").waitFor();
  await give("/clear");
  await page.getByText("You cleared what was here.").waitFor();
  assert.equal(await page.getByRole("log").getByText("/deploy now").count(), 0);
  await page.getByRole("button", { name: "Show it again" }).click();
  await page.getByRole("log").getByText("/deploy now").waitFor();
  await give("/away lunch");
  await page.getByText("You are away: lunch.").waitFor();
  await give("/back");
  await page.getByText("You are available.").waitFor();
  await give("/rename Operations");
  await page.getByRole("heading", { name: "Operations" }).waitFor();
  const renamed = page.getByRole("textbox", { name: "Message Operations" });
  await renamed.fill("/join nowhere");
  await page.keyboard.press("Enter");
  await page.getByText("There is no room called “nowhere”.").waitFor();
  await ada.call("POST", "/api/rooms", { name: "Design", topic: "" });
  await renamed.fill("/join design");
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "Message Design" }).fill("/part");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Lobby" }).waitFor();
  const list = page.getByRole("navigation", { name: "Conversations" });
  await list.getByRole("link", { name: "Design", exact: true }).waitFor({ state: "detached" });
  await ada.call("PATCH", `/api/rooms/${ops.id}`, { name: "Ops" });
});

test("drafts are on all of a person's pages, and gone when they are sent", async () => {
  const path = `/chat/room/${ops.id}`;
  const one = await s.open(path);
  await signIn(one, grace);
  const two = await s.open("/chat/lobby");
  await signIn(two, grace);
  const box = (page) => page.getByRole("textbox", { name: "Message Ops" });
  await box(one).fill("half a thought");
  const pencil = two.getByRole("link", { name: /Ops.*draft/ });
  await pencil.click();
  assert.equal(await box(two).inputValue(), "half a thought");
  await box(two).fill("half a thought, and the other half");
  await one.waitForFunction(() => document.querySelector("textarea").value.endsWith("other half"));
  // Who reads it in the other tab keeps their place in it, and is offered nothing for what they do not type.
  await box(two).press("Home");
  await box(one).press("End");
  await box(one).pressSequentially(" @adm");
  await one.getByRole("option").first().waitFor();
  await two.waitForFunction(() => document.querySelector("textarea").value.endsWith(" @adm"));
  assert.equal(await box(two).evaluate((b) => b.selectionStart), 0);
  assert.equal(await two.getByRole("option").count(), 0);
  await one.keyboard.press("Escape");
  await box(one).fill("half a thought, and the other half");
  await box(one).press("Enter");
  await two.waitForFunction(() => document.querySelector("textarea").value === "");
  await two.getByRole("log").getByText("half a thought, and the other half").waitFor();
  await box(two).fill("kept over a reload");
  await two.reload();
  await box(two).waitFor();
  assert.equal(await box(two).inputValue(), "kept over a reload");
  await box(two).fill("");
  await one.waitForFunction(() => document.querySelector("textarea").value === "");
});

test("others see who types, where the line always is", async () => {
  const hers = await s.open(`/chat/room/${ops.id}`);
  await signIn(hers, grace);
  const mine = await s.open(`/chat/room/${ops.id}`);
  await signIn(mine, admin);
  const box = mine.getByRole("textbox", { name: "Message Ops" });
  await box.waitFor();
  const place = await box.boundingBox();
  await hers.getByRole("textbox", { name: "Message Ops" }).pressSequentially("hel");
  await mine.getByText("Grace Hopper is typing…").waitFor();
  assert.deepEqual(await box.boundingBox(), place);
  assert.equal(await hers.getByText("is typing…").count(), 0);
  await hers.keyboard.press("Enter");
  await mine.getByRole("log").getByText("hel", { exact: true }).waitFor();
  await mine.getByText("Grace Hopper is typing…").waitFor({ state: "detached" });
});
