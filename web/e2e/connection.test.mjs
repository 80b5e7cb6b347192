import assert from "node:assert/strict";
import { test } from "node:test";
import { addon } from "./addon.mjs";
import { signIn } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();

test("the connection with an add-on is tested, and what is wrong comes with a remedy", async (t) => {
  const bot = await addon();
  let listens = true;
  t.after(() => listens && bot.close());
  const ada = await Client.signIn(s.server.base, admin);
  const ops = await ada.call("POST", "/api/rooms", { name: "Ops" });
  const offer = await ada.call("POST", "/api/installations/preview", { url: bot.url, room: ops.id });
  await ada.call("POST", "/api/installations", { preview: offer.preview, room: ops.id });
  const page = await s.open(`/addons?room=${ops.id}`);
  await signIn(page, admin);
  await page.getByText("LIMITED", { exact: true }).waitFor();
  await page.getByText(/It needs this server's API, and has never called it\./).waitFor();

  const button = page.getByRole("button", { name: "Test the connection with Deploy bot" });
  const dialog = page.getByRole("dialog", { name: "Connection with Deploy bot" });
  const codes = async () => await dialog.locator(".lozenge").allInnerTexts();
  await button.click();
  await dialog.getByText("never_called").waitFor();
  assert.deepEqual(await codes(), ["ok", "ok", "ok", "ok", "never_called"]);
  await dialog.getByText(/^Open TCP from the add-on to/).waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });

  await bot.close();
  listens = false;
  await button.click();
  await dialog.getByText("tcp_refused").first().waitFor();
  await dialog
    .getByText(/^Start what should listen on 127\.0\.0\.1:/)
    .first()
    .waitFor();
  await page.keyboard.press("Escape");
  await page.getByText("NOT CONNECTED", { exact: true }).waitFor();
});
