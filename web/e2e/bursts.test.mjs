import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "./axe.mjs";
import { signIn, watchErrors } from "./browser.mjs";
import { group, limit } from "./burst.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story({ limits: "on" });

test("what comes too quickly is one message, whose number grows", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const room = await ada.call("POST", "/api/rooms", { name: "Ops" });
  const made = await ada.call("POST", `/api/rooms/${room.id}/tokens`, { name: "Alerts", v1: false });
  const hook = new URL(new URL(made.hook).pathname, s.server.base).href;
  const post = async (from, to) => {
    for (let n = from; n < to; n++) {
      const res = await fetch(hook, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: group(n),
      });
      assert.equal(res.status, 204);
    }
  };
  await post(0, limit + 37);
  const page = await s.open(`/chat/room/${room.id}`);
  const errors = watchErrors(page);
  await signIn(page, admin);
  const line = page.getByRole("article", { name: /^Gray notification/ });
  await line.getByText("37 more from Alertmanager").waitFor();
  await line.getByRole("link", { name: /Disk of db30 is full/ }).waitFor();
  await line.getByRole("button", { name: /more/i }).waitFor();
  await post(limit + 37, limit + 42);
  await line.getByText("42 more from Alertmanager").waitFor();
  assert.equal(await line.count(), 1);
  await inspect(page, "a burst");
  if (process.env.SHOTS) await shots(page, line);

  await page.goto(new URL(`/rooms/tokens/${room.id}`, s.server.base).href);
  await page.getByRole("button", { name: "Checks of Alerts" }).click();
  const dialog = page.getByRole("dialog", { name: "Checks of Alerts" });
  await dialog.getByRole("checkbox", { name: /Collapse bursts/ }).uncheck();
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/burst-checks.png` });
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  assert.equal((await fetch(hook, { method: "POST", body: "one more" })).status, 429);
  assert.deepEqual(errors, []);
});

async function shots(page, line) {
  for (const colorScheme of ["light", "dark"]) {
    for (const [name, size] of [
      ["wide", { width: 1280, height: 800 }],
      ["phone", { width: 390, height: 844 }],
    ]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(size);
      await line.scrollIntoViewIfNeeded();
      await page.screenshot({ path: `${process.env.SHOTS}/burst-${name}-${colorScheme}.png` });
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}
