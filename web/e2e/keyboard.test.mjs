import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { card, curl, day, shell } from "./day.mjs";
import { Keys } from "./keys.mjs";
import { red } from "./pictures.mjs";
import { bodies } from "./story.mjs";

const ada = { name: "Ada Lovelace", email: "ada@example.com", password: "correct horse battery" };
const grace = { name: "Grace Hopper", email: "grace@example.com", password: "a long enough password" };

let d;
before(async () => {
  d = await day();
});
after(() => d?.close());

const permissions = ["clipboard-read", "clipboard-write"];
const sit = async (path) => await Keys.on(await d.open(path, { permissions }));
const log = (k) => k.see.locator(".room-talk").getByRole("log");
const box = (k) => k.see.getByRole("textbox", { name: "Message Ops" });
const thread = (k) => k.see.getByRole("complementary", { name: "Thread" });
const button = (k, name) => k.see.getByRole("button", { name, exact: true });
const say = async (k, text) => {
  await k.write(box(k), text);
  await k.press("Enter");
};
/** tool does something with a message of the room. */
const tool = async (k, text, name) => {
  await k.line(log(k), text);
  await k.use(button(k, name));
};

test("the same day by keyboard alone, and what has the focus is always seen to have it", {
  timeout: 240_000,
}, async (t) => {
  const its = {};
  let done = true;
  for (const [name, step] of steps) {
    await t.test(name, { skip: !done && "a step before it failed" }, async () => {
      done = false;
      await step(its);
      done = true;
    });
  }
  for (const k of Object.values(its).filter((v) => v instanceof Keys)) assert.deepEqual(k.pointers, []);
  assert.deepEqual(d.errors, []);
});

const steps = [
  ["set-up and the first room", setUp],
  ["an invitation, copied and followed", invite],
  ["chat", chat],
  ["a thread", inThread],
  ["reactions", react],
  ["an integration, copied into a shell, and a card", integrate],
  ["edit and delete", change],
  ["a mention leads there", mention],
  ["search and jump", search],
  ["a file, described, cancelled and sent; a picture looked at", file],
  ["a guest", guest],
  ["without a connection, and back", offline],
  ["presence, appearance and signing out", own],
];

async function setUp(its) {
  const k = await sit(d.link);
  await k.write(k.see.getByLabel("Name of the group"), "Acme");
  await k.write(k.see.getByLabel("Your name"), ada.name);
  await k.write(k.see.getByLabel("E-mail"), ada.email);
  await k.write(k.see.getByLabel("Password"), ada.password);
  await k.press("Enter");
  await k.use(button(k, "Create a room").last());
  const dialog = k.see.getByRole("dialog", { name: "Create a room" });
  await k.write(dialog.getByLabel("Name"), "Ops");
  await k.write(dialog.getByLabel("Topic"), "What runs");
  await k.press("Enter");
  await k.see.getByText("This is the beginning of Ops.").waitFor();
  its.ada = k;
}

async function invite(its) {
  const k = its.ada;
  await k.use(k.see.getByRole("link", { name: "Lobby" }));
  await k.use(button(k, "Invite a person"));
  const dialog = k.see.getByRole("dialog");
  await k.write(dialog.getByLabel("Name"), grace.name);
  await k.write(dialog.getByLabel("E-mail"), grace.email);
  await k.press("Enter");
  await dialog.getByText("Grace Hopper is invited").waitFor();
  await k.use(button(k, "Copy the link"));
  await dialog.getByText("Copied").waitFor();
  const link = await k.clipboard();
  await k.press("Escape");
  await k.press("Control+k");
  await k.type("ops");
  await k.press("Enter");
  await box(k).waitFor();

  const g = await sit(link);
  await g.write(g.see.getByLabel("Password"), grace.password);
  await g.press("Enter");
  await g.use(g.see.getByRole("link", { name: "Join Ops" }));
  await box(g).waitFor();
  its.grace = g;
}

async function chat(its) {
  await say(its.grace, "good morning");
  await log(its.ada).getByText("good morning").waitFor();
  await say(its.ada, "morning! 4.12 goes out today");
  await log(its.grace).getByText("4.12 goes out today").waitFor();
  await its.ada.reach(box(its.ada));
  await its.ada.type("thanks :tad");
  await its.ada.see.getByRole("option").first().waitFor();
  await its.ada.press("Tab", "Enter");
  await log(its.grace).getByText("thanks 🎉").waitFor();
}

async function inThread(its) {
  await tool(its.grace, "goes out today", "Reply in thread");
  const hers = thread(its.grace);
  await its.grace.write(hers.getByRole("textbox"), "before lunch?");
  await its.grace.press("Enter");
  await its.ada.use(its.ada.see.getByRole("button", { name: /1 reply.*1 new/ }), "Shift+Tab");
  const mine = thread(its.ada);
  await mine.getByText("before lunch?").waitFor();
  await its.ada.write(mine.getByRole("textbox"), "at eleven");
  await its.ada.reach(mine.getByLabel("Also send to the room"));
  await its.ada.press("Space");
  await its.ada.reach(mine.getByRole("textbox"), "Shift+Tab");
  await its.ada.press("Enter");
  await log(its.grace).getByText("at eleven").waitFor();
  await its.ada.line(mine.getByRole("log"), "before lunch?");
  await its.ada.use(mine.getByRole("button", { name: "Pin", exact: true }));
  await hers.getByText("Pinned by Ada Lovelace").waitFor();
  for (const k of [its.ada, its.grace]) {
    await k.reach(thread(k).getByRole("textbox"));
    await k.press("Escape");
    await thread(k).waitFor({ state: "detached" });
    assert.ok(await box(k).evaluate((el) => el === document.activeElement));
  }
}

async function react(its) {
  await tool(its.ada, "good morning", "Add a reaction");
  await its.ada.write(its.ada.see.getByLabel("Search emoji"), "avocado");
  await its.ada.see.locator(".picker-choice").nth(20).waitFor({ state: "detached" });
  await its.ada.press("ArrowDown", "Enter");
  const chip = its.grace.see.getByRole("button", { name: "🥑 1: Ada Lovelace" });
  await chip.waitFor();
  await its.grace.use(chip, "Shift+Tab");
  await its.ada.see.getByRole("button", { name: "🥑 2: You, Grace Hopper" }).waitFor();
}

async function integrate(its) {
  const k = its.ada;
  await k.use(k.see.getByRole("link", { name: "Integrate" }), "Shift+Tab");
  await k.write(k.see.getByLabel("Name of the integration"), "Build server");
  await k.press("Enter");
  await k.use(button(k, "Copy the v2 example"));
  await shell(await k.clipboard());
  await k.use(button(k, "Copy the v2 address"), "Shift+Tab");
  await curl(await k.clipboard(), card);
  await k.use(button(k, "Done"));
  await k.use(k.see.getByRole("main").getByRole("link").first(), "Shift+Tab");
  const title = log(k).getByRole("link", { name: "Build 512" });
  await title.waitFor();
  await k.reach(box(k));
  await k.reach(title, "Shift+Tab");
  await k.press("Escape");
  assert.ok(await box(k).evaluate((el) => el === document.activeElement));
}

async function change(its) {
  const k = its.grace;
  await say(k, "the certifcate is renewed");
  await log(its.ada).getByText("the certifcate").waitFor();
  await k.press("ArrowUp");
  await k.write(k.see.getByRole("textbox", { name: "Edit message" }), "the certificate is renewed");
  await k.press("Enter");
  await log(its.ada).getByText("the certificate is renewed").waitFor();
  await say(k, "not meant for here");
  await log(k).getByText("not meant for here").waitFor();
  await k.see.locator(".row-pending").waitFor({ state: "detached" });
  await tool(k, "not meant for here", "Delete");
  await k.use(k.see.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }));
  await log(its.ada).getByText("Message deleted").waitFor();
  await k.see.getByRole("dialog").waitFor({ state: "detached" });
}

async function mention(its) {
  const k = its.grace;
  await k.press("Control+k");
  await k.type("ada");
  await k.press("Enter");
  await k.see.getByRole("textbox", { name: "Message Ada Lovelace" }).waitFor();
  await its.ada.reach(box(its.ada));
  await its.ada.type("@gra");
  await its.ada.see.getByRole("option", { name: /GraceHopper/ }).waitFor();
  await its.ada.press("Enter");
  await its.ada.type("can you look at db-2?");
  await its.ada.press("Enter");
  await k.see.getByRole("link", { name: /^Ops.*1 unread, 1 mentioning you/ }).waitFor();
  await k.press("Alt+Shift+ArrowDown");
  await log(k).getByText("can you look at db-2?").waitFor();
  await k.see.getByRole("navigation").getByRole("link", { name: "Ops", exact: true }).waitFor();
}

async function search(its) {
  const k = its.grace;
  const words = k.see.getByRole("combobox", { name: "Search messages" });
  await k.press("Control+Alt+f");
  await words.waitFor();
  await k.write(words, "certificate from:me");
  const found = k.see.locator("mark", { hasText: "certificate" });
  // The index follows the log; who asks too early asks again.
  for (let n = 0; n < 40 && (await found.count()) === 0; n++) {
    await k.press("Escape", "Enter");
    await k.see.locator(".result, .empty").first().waitFor();
  }
  await k.use(k.see.getByRole("link", { name: "Open in Ops" }));
  await k.see.locator("[data-key]:focus").getByText("the certificate is renewed").waitFor();
  await k.focused();
  await k.reach(box(k));
}

async function file(its) {
  const k = its.ada;
  await k.reach(box(k));
  const text = { name: "trace.txt", mimeType: "text/plain", buffer: Buffer.from("slow") };
  await k.choose(button(k, "Share files"), [text, { ...text, name: "by mistake.txt" }]);
  await k.use(button(k, "Remove by mistake.txt"), "Shift+Tab");
  await k.write(k.see.getByLabel("Description of trace.txt"), "what db-2 does");
  await k.press("Enter");
  await log(its.grace).getByText("what db-2 does").waitFor();
  await its.grace.reach(log(its.grace).getByRole("link", { name: /trace\.txt/ }), "Shift+Tab");

  await k.reach(box(k));
  await k.choose(button(k, "Share files"), [{ name: "red.png", mimeType: "image/png", buffer: red }]);
  await k.reach(box(k));
  await k.press("Enter");
  const picture = log(its.grace).getByRole("link", { name: /red\.png/ });
  await picture.waitFor();
  await its.grace.reach(box(its.grace));
  await its.grace.use(picture, "Shift+Tab");
  const viewer = its.grace.see.getByRole("dialog", { name: "Picture red.png" });
  await viewer.waitFor();
  await its.grace.reach(its.grace.see.getByRole("link", { name: "Download red.png" }));
  await its.grace.press("Escape");
  await viewer.waitFor({ state: "detached" });
  await its.grace.reach(picture);
}

async function guest(its) {
  const k = its.ada;
  await k.use(button(k, "Room settings"), "Shift+Tab");
  const tick = k.see.getByRole("checkbox", { name: /^Guests/ });
  await k.reach(tick);
  await k.press("Space");
  await k.use(button(k, "Save"));
  await k.use(button(k, "Copy the guest link"), "Shift+Tab");
  const link = await k.clipboard();
  await k.press("Escape");
  const eve = await sit(link);
  await eve.write(eve.see.getByLabel("Your name"), "Eve");
  await eve.press("Enter");
  await say(eve, "hello from outside");
  await log(k).getByText("hello from outside").waitFor();
  await eve.use(button(eve, "Leave"), "Shift+Tab");
  await eve.see.getByLabel("Your name").waitFor();
  its.eve = eve;
}

async function offline(its) {
  const k = its.ada;
  d.net.cut();
  await k.see.getByText("Not connected.").waitFor();
  await say(k, "is anybody there?");
  await k.see.getByText("waiting for the connection").waitFor();
  await k.use(button(k, "Retry now"), "Shift+Tab");
  await k.see.getByText("Not connected.").waitFor();
  await d.restart();
  d.net.mend();
  await log(its.grace).getByText("is anybody there?").waitFor({ timeout: 60_000 });
  await k.see.locator(".row-pending").waitFor({ state: "detached" });
  assert.equal((await bodies(k.see)).filter((b) => b === "is anybody there?").length, 1);
  await k.reach(box(k));
}

async function own(its) {
  const k = its.ada;
  await k.use(k.see.locator(".own-button"), "Shift+Tab");
  await k.reach(k.see.getByRole("radio", { name: "Available" }), "Shift+Tab");
  await k.press("ArrowRight");
  await k.focused();
  await its.grace.see.locator(".participants").getByTitle(/away/i).first().waitFor();
  await k.reach(k.see.getByRole("radio", { name: "System" }));
  await k.press("ArrowRight", "ArrowRight");
  await k.see.waitForFunction(() => getComputedStyle(document.body).colorScheme === "dark");
  await k.use(button(k, "Sign out"));
  await k.see.getByLabel("E-mail").waitFor();
  await k.write(k.see.getByLabel("E-mail"), ada.email);
  await k.write(k.see.getByLabel("Password"), ada.password);
  await k.press("Enter");
  await box(k).waitFor();
}
