import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn } from "./browser.mjs";
import { Client, notify } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();
/** How many messages; make long has 10,000. */
const count = Number(process.env.LONG_ROOM ?? 2_000);
const kept = 300;

test(`a room of ${count} messages is read to its beginning and back, without a gap and without a jump`, {
  timeout: 600_000,
}, async (t) => {
  const ada = await Client.signIn(s.server.base, admin);
  const grace = await ada.person("Grace Hopper", "grace@example.com");
  const ops = await ada.room("Ops");
  await grace.client.call("POST", `/api/rooms/${ops.id}/join`);
  await fill(ops, [ada, grace.client]);
  const ids = await said(ada, ops.conversation);
  assert.equal(ids.length, count);

  const page = await s.open(`/chat/room/${ops.id}`);
  await signIn(page, admin);
  const newest = page.locator(`[data-event="${ids.at(-1)}"]`);
  await newest.waitFor();
  for (const way of [-1, 1]) {
    const walked = await page.evaluate(walk, { way, ids });
    t.diagnostic(`${way < 0 ? "back" : "forth"}: ${JSON.stringify(walked.frames)}`);
    assert.deepEqual(walked.wrong, []);
    assert.ok(walked.rows <= kept, `${walked.rows} lines stood in the page`);
    assert.ok(walked.pages >= (count - kept) / 50, `${walked.pages} pages came`);
  }
  assert.ok(await newest.isVisible());
});

/** fill says things of all kinds, as fast as the server takes them. */
async function fill(room, people) {
  const say = (n) =>
    n % 9 === 0
      ? notify(room.token.v2.url, { message: `Build ${n} <b>passed</b> ${words(n)}`, color: "gray" })
      : people[n % 2].say(room.conversation, `line ${n} ${words(n)}`);
  let n = 0;
  const sayOn = async () => {
    while (n < count) await say(++n);
  };
  await Promise.all(Array.from({ length: 16 }, sayOn));
}

/** said lists what stands in the log, in its order. */
async function said(client, conversation) {
  const ids = [];
  for (let before = ""; ; ) {
    const page = await client.call("GET", `/api/conversations/${conversation}/events?limit=100${before}`);
    const lines = page.items.filter((e) => e.kind === "message" || e.kind === "notification");
    ids.unshift(...lines.map((e) => e.id));
    if (page.items.length === 0 || page.items[0].seq === 1) return ids;
    before = `&before=${page.items[0].seq}`;
  }
}

function words(n) {
  if (n % 40 === 0) return "`code` and\n```go\nfunc main() {\n\trun()\n}\n```";
  return "and some of the words that people say. ".repeat(n % 7);
}

/** walk scrolls, inside a page, to one end of the room and watches what becomes of the lines meanwhile. */
async function walk({ way, ids }) {
  const box = document.querySelector(".timeline");
  const place = new Map(ids.map((id, n) => [id, n]));
  const found = { wrong: [], rows: 0, pages: 0 };
  const look = () => {
    const all = [...box.querySelectorAll("[data-event]")].map((row) => place.get(row.dataset.event));
    found.rows = Math.max(found.rows, all.length);
    found.pages++;
    const gap = all.findIndex((n, i) => i > 0 && n !== all[i - 1] + 1);
    if (gap > 0) found.wrong.push(`line ${all[gap]} stands behind line ${all[gap - 1]}`);
  };
  const changes = new MutationObserver(look);
  changes.observe(box.querySelector(".timeline-lines"), { childList: true });
  const arrived = () => {
    const rows = box.querySelectorAll("[data-event]");
    return way < 0
      ? rows[0].dataset.event === ids[0] && box.scrollTop < 1
      : rows[rows.length - 1].dataset.event === ids.at(-1) &&
          box.scrollHeight - box.scrollTop - box.clientHeight < 1;
  };
  /** reading is a line that can be seen, and where it ends: the name above its words comes and goes. */
  const reading = () => {
    const { left, top, width } = box.getBoundingClientRect();
    const row = document.elementFromPoint(left + width / 2, top + 200)?.closest("[data-key]");
    return row && { row, bottom: row.getBoundingClientRect().bottom };
  };
  const frame = () => new Promise(requestAnimationFrame);
  const times = [];
  let at = await frame();
  while (!arrived() && found.wrong.length < 10) {
    box.scrollBy(0, way * 240);
    const read = reading();
    const now = await frame();
    times.push(now - at);
    at = now;
    const moved = read?.row.isConnected ? read.row.getBoundingClientRect().bottom - read.bottom : 0;
    // Lines have heights in fractions of pixels, the place to which a box is scrolled is rounded.
    if (Math.abs(moved) > 2) found.wrong.push(`what was being read moved by ${moved}`);
  }
  changes.disconnect();
  times.sort((a, b) => a - b);
  const frames = { all: times.length, median: times[times.length >> 1], longest: times.at(-1) };
  return { ...found, frames: { ...frames, longerThan50: times.filter((ms) => ms > 50).length } };
}
