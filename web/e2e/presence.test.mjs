import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();
/** More than are told with a frame each. */
const many = 20;

test("what becomes of many people at once comes in one frame, and each of them is shown", {
  timeout: 240_000,
}, async (t) => {
  const ada = await Client.signIn(s.server.base, admin);
  const people = [];
  for (let n = 0; n < many; n++) people.push(await ada.person(`Person ${n}`, `person${n}@example.com`));
  const page = await s.open("/chat/lobby");
  let together = 0;
  page.on("websocket", (feed) =>
    feed.on("framereceived", ({ payload }) => {
      for (const line of String(payload).split("\n")) if (line.includes('"type":"presences"')) together++;
    }),
  );
  await signIn(page, admin);
  const list = page.getByRole("region", { name: "People" });
  const shown = async (word, count) =>
    await page.waitForFunction(
      ([w, c]) =>
        document.querySelectorAll(`[aria-labelledby="lobby-people"] [aria-label="${w}"]`).length === c,
      [word, count],
    );
  await list.waitFor();
  const feeds = await Promise.all(people.map((p) => p.client.live()));
  t.after(() => {
    for (const feed of feeds) feed.close();
  });
  await shown("available", many + 1);
  // Words that the server hears at the same time are gathered; a busy machine may need more than one turn.
  for (let turn = 0; turn === 0 || (together === 0 && turn < 20); turn++) {
    for (const [show, word] of [
      ["dnd", "do not disturb"],
      ["chat", "available"],
    ]) {
      for (const feed of feeds) feed.send(JSON.stringify({ type: "presence", show }));
      await shown(word, word === "available" ? many + 1 : many);
    }
  }
  assert.ok(together > 0, "each was told by itself");
});
