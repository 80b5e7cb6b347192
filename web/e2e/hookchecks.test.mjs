import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { inspect } from "./axe.mjs";
import { signIn, watchErrors } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();

test("what calls must prove is set by keyboard on the Integrate page, and news edit the message", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const room = await ada.call("POST", "/api/rooms", { name: "Ops" });
  const made = await ada.call("POST", `/api/rooms/${room.id}/tokens`, { name: "Alerts", v1: false });
  const page = await s.open(`/rooms/tokens/${room.id}`);
  const errors = watchErrors(page);
  await signIn(page, admin);
  await page.getByRole("button", { name: "Checks of Alerts" }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Checks of Alerts" });
  await dialog.getByLabel("Signed by").selectOption("github");
  await dialog.getByLabel("Secret").fill("short");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByRole("alert").waitFor();
  await dialog.getByLabel("Secret").fill("a shared secret");
  await inspect(page, "the checks of a hook");
  if (process.env.SHOTS) await shots(page);
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });

  const hook = new URL(new URL(made.hook).pathname, s.server.base).href;
  const post = (body, headers = {}) =>
    fetch(`${hook}?key=disk&state=${body.state}`, { method: "POST", headers, body: JSON.stringify(body) });
  const signed = (body) =>
    post(body, {
      "X-Hub-Signature-256": `sha256=${createHmac("sha256", "a shared secret").update(JSON.stringify(body)).digest("hex")}`,
    });
  assert.equal((await post({ message: "unsigned" })).status, 401);
  const firing = { message: "Disk of <b>db1</b> is full", color: "red", state: "firing" };
  assert.equal((await signed(firing)).status, 204);
  await page.goto(new URL(`/chat/room/${room.id}`, s.server.base).href);
  await page
    .getByRole("article", { name: /^Red notification/ })
    .getByText("is full")
    .waitFor();
  const resolved = { message: "Disk of <b>db1</b> has room", color: "green", state: "resolved" };
  assert.equal((await signed(resolved)).status, 204);
  const line = page.getByRole("article", { name: /^Green notification/ });
  await line.getByText("has room").waitFor();
  await line.getByText(/^updated /).waitFor();
  await line.getByRole("button", { name: /1 reply/ }).click();
  const thread = page.getByRole("complementary", { name: /Thread/ });
  await thread.getByText("firing → resolved").waitFor();
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/thread.png` });
  assert.equal(await page.getByRole("article", { name: /^Red notification/ }).count(), 0);
  assert.deepEqual(errors, []);
});

async function shots(page) {
  for (const colorScheme of ["light", "dark"]) {
    for (const [name, size] of [
      ["wide", { width: 1280, height: 800 }],
      ["phone", { width: 390, height: 844 }],
    ]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(size);
      await page.screenshot({ path: `${process.env.SHOTS}/checks-${name}-${colorScheme}.png` });
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}
