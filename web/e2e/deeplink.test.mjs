import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn, watchErrors } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();
const count = 600;

test("an address leads to a message wherever it stands, and reading goes on from there in both directions", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const ops = await ada.call("POST", "/api/rooms", { name: "Ops" });
  const said = [];
  for (let n = 1; n <= count; n++) said.push(await ada.say(ops.conversation, `line ${n}`));
  const line = (n) => page.getByText(`line ${n}`, { exact: true });
  const page = await s.open(`/chat/room/${ops.id}?m=${said[299].id}`);
  const errors = watchErrors(page);
  await signIn(page, admin);
  await line(300).waitFor();
  const lit = page.locator("[data-key]:focus");
  assert.match(await lit.innerText(), /line 300/);
  assert.equal(await line(count).count(), 0);

  const log = page.getByRole("log");
  await log.evaluate((el) => el.scrollTo(0, 0));
  await line(260).waitFor({ state: "attached" });
  for (let n = 0; n < 60 && (await line(420).count()) === 0; n++) {
    await log.evaluate((el) => el.scrollTo(0, el.scrollHeight));
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  await line(420).waitFor();
  assert.ok((await log.locator(".row-message").count()) <= 300);

  await ada.say(ops.conversation, "something new");
  await page.getByRole("button", { name: /1 new message$/ }).click();
  await page.getByText("something new").waitFor();
  // The same address leads there again, and to another message of the room.
  for (const n of [300, 17]) {
    await page.evaluate(
      (href) => {
        const a = document.body.appendChild(document.createElement("a"));
        a.href = href;
        a.click();
        a.remove();
      },
      `/chat/room/${ops.id}?m=${said[n - 1].id}`,
    );
    await line(n).waitFor();
    assert.match(await lit.innerText(), new RegExp(`line ${n}`));
  }

  await page.goto(`${s.server.base}/chat/room/${ops.id}?m=00000000-0000-7000-8000-000000000000`);
  await page.getByRole("alert").getByText("is not here").waitFor();
  await page.getByText("something new").waitFor();
  await page.getByRole("button", { name: "Dismiss" }).click();
  await page.getByRole("alert").waitFor({ state: "detached" });
  assert.deepEqual(errors, []);
});
