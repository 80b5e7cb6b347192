import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn } from "./browser.mjs";
import { Client, notify } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();
const word = "Donaudampfschifffahrtsgesellschaft".repeat(12);
const name = "N".repeat(50);
const arabic = "مرحبا بالعالم، هذه رسالة من اليمين إلى اليسار مع Stoa 4.12 في وسطها. ".repeat(6);

/** What a newer server may send, in place of the first lines of the room. */
const strange = [
  { kind: "poll", body: "an unknown kind" },
  { kind: "notification", color: "mauve", body: "an unknown style", card: { id: "1", style: "hologram" } },
  { kind: "notification", body: "a card that is none", card: ["?"] },
  {
    kind: "notification",
    body: "a card of words",
    card: {
      id: "2",
      style: "application",
      format: "gigantic",
      title: word,
      url: `https://example.com/${word}`,
      description: { format: "markdown", value: word },
      activity: { html: `an activity of ${word}` },
      attributes: Array.from({ length: 9 }, () => ({
        label: word,
        value: { label: word, style: "lozenge-x" },
      })),
    },
  },
  { kind: "notification", format: "html", body: `<table><tr>${`<td>${word}</td>`.repeat(6)}</tr></table>` },
  { kind: "topic", body: word },
  { kind: "enter", sender: word, body: "" },
];

test("nothing that is sent makes the page wider than the screen", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const long = await ada.person(name, "long@example.com");
  const room = await ada.room(name.toLowerCase(), "T".repeat(250));
  await long.client.call("POST", `/api/rooms/${room.id}/join`);
  await fill(long.client, room);
  const direct = await long.client.call("POST", "/api/users/1/conversation");
  await long.client.say(direct.id, word);
  for (const width of [390, 1280]) {
    const page = await s.open("/chat", { viewport: { width, height: 800 } });
    await page.route(`**/api/conversations/${room.conversation}/events?*`, replaceFirst);
    await signIn(page, admin);
    await page.goto(`${s.server.base}/chat/room/${room.id}`);
    await page.getByText("the last line").waitFor();
    await page.getByText("an unknown kind").waitFor({ state: "attached" });
    await page.getByText("an unknown style").waitFor({ state: "attached" });
    await page.getByText("a card that is none").waitFor({ state: "attached" });
    await fits(page, width);
    await page.getByRole("button", { name: "Show details" }).press("Enter");
    const more = page.getByRole("button", { name: "Show more" });
    while ((await more.count()) > 0) await more.first().press("Enter");
    await fits(page, width);
    for (const [path, ready] of [
      [`/chat/user/${long.user.id}`, page.getByRole("textbox", { name: `Message ${name}` })],
      [`/rooms/tokens/${room.id}`, page.getByLabel("Name of the integration")],
      [`/rooms/addons/${room.id}`, page.getByText("None yet.")],
      ["/chat/lobby", page.getByText(name).last()],
    ]) {
      await page.goto(s.server.base + path);
      await ready.waitFor();
      await fits(page, width);
    }
    await page.context().close();
  }
});

async function fill(client, room) {
  for (let n = 0; n < strange.length; n++) await client.say(room.conversation, `in the place of ${n}`);
  const texts = [word, arabic, "x".repeat(10_000), "long lines ".repeat(900), `https://example.com/${word}`];
  for (const text of texts) await client.say(room.conversation, text.slice(0, 10_000));
  for (const prefix of ["/code", "/quote", "/me"]) await client.say(room.conversation, `${prefix} ${word}`);
  for (const text of [word, arabic, "y".repeat(10_000)])
    await notify(room.token.v2.url, { message: text, message_format: "text", from: "F".repeat(64) });
  await client.say(room.conversation, "the last line");
}

async function replaceFirst(route) {
  const response = await route.fetch();
  const page = await response.json();
  const first = page.items.findIndex((e) => e.body === "in the place of 0");
  strange.forEach((over, n) => {
    Object.assign(page.items[first + n], over);
  });
  await route.fulfill({ response, json: page });
}

/** fits checks that neither the page nor one of its parts has to be scrolled sideways to be seen. */
async function fits(page, width) {
  const wide = await page.evaluate(() =>
    [
      document.documentElement,
      ...document.querySelectorAll(".sidebar, .sidebar-lists, .main, .page, .lobby, .timeline"),
    ]
      .filter((el) => el.scrollWidth > el.clientWidth)
      .map((el) => `${el.tagName} ${el.className}: ${el.scrollWidth} in ${el.clientWidth}`),
  );
  assert.deepEqual(wide, [], `${page.url()} at ${width}`);
}

test("what is said in a room stays where it is when it gets known who is there", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const slow = await ada.call("POST", "/api/rooms", { name: "Slow" });
  await ada.say(slow.conversation, "word ".repeat(200));
  const page = await s.open("/chat/lobby");
  await signIn(page, admin);
  let answer;
  const held = new Promise((done) => {
    answer = done;
  });
  await page.route(`**/api/rooms/${slow.id}`, async (route) => {
    await held;
    await route.continue();
  });
  await page.getByRole("navigation").getByRole("link", { name: "Slow" }).click();
  const log = page.getByRole("log", { name: /./ });
  await log.getByText("word word").waitFor();
  const before = await log.boundingBox();
  answer();
  await page.getByText("In the room · 1").waitFor();
  assert.deepEqual(await log.boundingBox(), before);
});

test("in a narrow window a room's name is read in full beside its buttons", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const room = await ada.call("POST", "/api/rooms", { name: "Frontend on call" });
  const page = await s.open(`/chat/room/${room.id}`, { viewport: { width: 800, height: 700 } });
  await signIn(page, admin);
  await page.getByRole("link", { name: "Add-ons" }).waitFor();
  await page.getByText("1 in the room now").waitFor();
  const cut = await page.locator(".room-name").evaluate((n) => n.scrollWidth - n.clientWidth);
  assert.equal(cut, 0);
});
