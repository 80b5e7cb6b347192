import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn, watchErrors } from "./browser.mjs";
import { Client, notify } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();
const permissions = ["clipboard-read", "clipboard-write"];

/** place is where a character stands on the screen, the nth of a text that stands last in a list of messages. */
const place = (page, text, nth) =>
  page.evaluate(
    ([text, nth]) => {
      const walker = document.createTreeWalker(
        [...document.querySelectorAll("[role=log]")].at(-1),
        NodeFilter.SHOW_TEXT,
      );
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = node.data.indexOf(text);
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(node, at + nth);
        range.collapse(true);
        const { x, y, height } = range.getBoundingClientRect();
        return { x, y: y + height / 2 };
      }
      throw new Error(`${text} is not there`);
    },
    [text, nth],
  );

/** copied selects with the mouse from one text to another, and answers what Ctrl+C puts into the clipboard. */
async function copied(page, [from, begin], [to, end]) {
  const [a, b] = [await place(page, from, begin), await place(page, to, end)];
  await page.evaluate(() => getSelection().empty()); // what is selected would be dragged along
  await page.mouse.move(a.x, a.y);
  await page.mouse.down();
  await page.mouse.move(b.x, b.y, { steps: 5 });
  await page.mouse.up();
  await page.evaluate(() => {
    window.heard = undefined;
    document.addEventListener(
      "copy",
      (e) => {
        window.heard = { html: e.clipboardData.getData("text/html"), own: e.defaultPrevented };
      },
      { once: true },
    );
  });
  await page.keyboard.press("Control+c");
  await page.waitForFunction(() => window.heard !== undefined);
  return {
    ...(await page.evaluate(() => window.heard)),
    text: await page.evaluate(() => navigator.clipboard.readText()),
  };
}

/** times are what stands beside each line. */
const times = (page) =>
  page
    .locator("[role=log] [data-event]")
    .evaluateAll((all) => all.map((e) => e.querySelector("time")?.textContent));

test("what is selected across messages is copied as who said what and when, and without buttons", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const grace = await ada.person("Grace Hopper", "grace@example.com");
  const room = await ada.room("Ops");
  const at = `/api/conversations/${room.conversation}/events`;
  await grace.client.call("POST", `/api/rooms/${room.id}/join`);
  await ada.say(room.conversation, "We deploy at nine\nand not before");
  await grace.client.say(room.conversation, "Then:\n- tests\n- [the list](https://example.com/list)");
  await grace.client.say(room.conversation, "/me waves");
  const long = Array.from({ length: 30 }, (_, n) => `line ${n}`).join("\n");
  const folded = await grace.client.say(room.conversation, long);
  await ada.call("PUT", `${at}/${folded.id}/reactions/${encodeURIComponent("👍")}`);
  await notify(room.token.v2.url, {
    message: "<b>Build 7</b> failed<br>see the log",
    message_format: "html",
  });
  await ada.share(room.conversation, new File(["x"], "notes.txt", { type: "text/plain" }));
  await ada.say(room.conversation, "That is the end of it");
  const page = await s.open(`/chat/room/${room.id}`, {
    permissions,
    viewport: { width: 1280, height: 1600 },
  });
  const errors = watchErrors(page);
  await signIn(page, admin);
  await page.getByText("That is the end of it").waitFor();
  await page.getByRole("button", { name: "Show more" }).waitFor();

  const several = await copied(page, ["We deploy at nine", 3], ["That is the end", 11]);
  const [t1, t2, t3, t4, t5, t6, t7] = (await times(page)).slice(-7).map((t) => `[${t}]`);
  assert.equal(
    several.text,
    [
      `${t1} Administrator: deploy at nine\nand not before`,
      `${t2} Grace Hopper: Then:\n- tests\n- [the list](https://example.com/list)`,
      `${t3} Grace Hopper waves`,
      `${t4} Grace Hopper: ${long}`,
      `${t5} CI: Build 7 failed\nsee the log`,
      `${t6} Administrator: notes.txt`,
      `${t7} Administrator: That is the`,
    ].join("\n"),
  );
  assert.ok(several.own);
  assert.match(several.html, /<p[^>]*>\[[^\]]+\] <b>Administrator:<\/b> deploy at nine/);
  assert.match(several.html, /<a href="https:\/\/example.com\/list">the list<\/a>/);
  assert.match(several.html, /<b>CI:<\/b> <b>Build 7<\/b> failed<br>see the log/);
  assert.match(several.html, new RegExp(`<a href="${s.server.base}/[^"]+/notes.txt">`));
  assert.doesNotMatch(several.html, /<button|<img|<svg|class=|Show more/);

  const one = await copied(page, ["We deploy at nine", 3], ["We deploy at nine", 9]);
  assert.deepEqual([one.text, one.own], ["deploy", false]);
  assert.deepEqual(errors, []);
});

test("what is selected over days says the day, in threads as well", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const room = await ada.room("Days");
  const first = await ada.say(room.conversation, "said yesterday");
  await ada.call("POST", `/api/conversations/${room.conversation}/events`, {
    body: "answered today",
    client_id: crypto.randomUUID(),
    thread: first.id,
    to_room: true,
  });
  const page = await s.open("/chat", { permissions });
  // As if the first had been said a day before.
  await page.route(`**/api/conversations/${room.conversation}/**`, async (route) => {
    const answer = await route.fetch();
    const then = new Date(Date.parse(first.time) - 86_400_000).toISOString();
    await route.fulfill({ response: answer, body: (await answer.text()).replaceAll(first.time, then) });
  });
  await signIn(page, admin);
  await page.goto(`${s.server.base}/chat/room/${room.id}`);
  await page.getByText("answered today").waitFor();
  const days =
    /^\[[A-Z][a-z]+ \d+, \d{4}, [^\]]+\] Administrator: said yesterday\n\[[A-Z][a-z]+ \d+, \d{4}, [^\]]+\] Administrator: answered today$/;
  const all = [
    ["said yesterday", 0],
    ["answered today", 14],
  ];
  assert.match((await copied(page, ...all)).text, days);

  await page.getByRole("button", { name: "said in a thread" }).click();
  const thread = page.getByRole("complementary", { name: "Thread" });
  await thread.getByText("answered today").waitFor();
  assert.match((await copied(page, ...all)).text, days);
});
