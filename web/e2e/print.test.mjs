import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn, watchErrors } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();

test("a conversation is printed as what was said in it, in dark ink, and stays where it was", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const room = await ada.call("POST", "/api/rooms", { name: "Minutes", topic: "Every Tuesday" });
  for (let n = 1; n <= 30; n++)
    await ada.say(room.conversation, `Point ${n}: resolved\n\nunanimously\n\nand minuted`);
  await ada.say(room.conversation, "a long speech\n\n".repeat(30));
  const page = await s.open(`/chat/room/${room.id}`, { colorScheme: "dark" });
  const errors = watchErrors(page);
  await signIn(page, admin);
  const log = page.getByRole("log");
  await log.getByText("Point 30: resolved").waitFor();
  const where = () => page.evaluate(() => document.querySelector(".timeline").scrollTop);
  const before = await where();
  assert.ok(before > 1000);

  const sheets = (await page.pdf({ format: "A4" })).toString("latin1").match(/\/Type \/Page\b/g);
  assert.ok(sheets.length >= 3, `${sheets.length} sheets`);
  assert.equal(await where(), before);

  await page.emulateMedia({ media: "print" });
  for (const gone of [
    ".sidebar",
    ".participants",
    ".composer",
    ".fold + .button-link",
    ".room-head .button-icon",
  ])
    assert.equal(await page.locator(`${gone}:visible`).count(), 0, gone);
  await page.getByRole("heading", { name: "Minutes" }).waitFor();
  const look = await page.evaluate(() => {
    const fold = document.querySelector(".fold");
    return {
      paper: getComputedStyle(document.body).backgroundColor,
      cut: fold.scrollHeight - fold.clientHeight,
      wide: document.documentElement.scrollWidth - innerWidth,
    };
  });
  assert.deepEqual(look, { paper: "rgb(255, 255, 255)", cut: 0, wide: 0 });
  assert.deepEqual(errors, []);
});
