import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import { signIn, watchErrors } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const run = promisify(execFile);
const s = story({ env: { STOA_MAIL_LISTEN: "127.0.0.1:0", STOA_MAIL_DOMAIN: "rooms.example.test" } });

test("addresses from the Integrate page post coloured lines that appear without a reload", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const room = await ada.call("POST", "/api/rooms", { name: "Ops" });
  const page = await s.open(`/rooms/tokens/${room.id}`);
  const errors = watchErrors(page);
  await signIn(page, admin);
  await page.getByLabel("Name of the integration").fill("Build");
  await page.getByLabel(/API v1/).check();
  await page.getByRole("button", { name: "Create", exact: true }).click();
  const shown = (name) => page.getByRole("region", { name }).textContent();
  const v2 = await shown("Address, the v2 address");
  const v1 = await shown("Address, the v1 address");
  const example = await shown("Try it in a shell, the v2 example");
  const hook = await shown("Address, the address for other tools");
  assert.ok(hook.endsWith((await shown("Address, the mail address")).replace("@rooms.example.test", "")));

  await page.getByRole("button", { name: "Done" }).click();
  await page
    .getByRole("button", { name: /^Revoke Build/ })
    .first()
    .waitFor();
  await page.getByRole("link", { name: "Back" }).click();
  await page.getByRole("textbox", { name: "Message Ops" }).waitFor();
  const loads = await page.evaluate(() => performance.getEntriesByType("navigation").length);

  const body = JSON.stringify({ color: "red", message: "v2 <b>broke</b>", message_format: "html" });
  await run("curl", ["-sf", "-H", "Content-Type: application/json", "-d", body, v2]);
  await run("curl", [
    "-sf",
    "-d",
    "from=Build&color=purple",
    "--data-urlencode",
    "message=v1 says hello",
    v1,
  ]);
  await run("sh", ["-c", example.replace("curl", "curl -sf")]);
  await run("curl", ["-sf", "-d", JSON.stringify({ text: "*Slack* says hello" }), hook]);
  await page
    .getByRole("article", { name: /^Red notification/ })
    .getByText("broke")
    .waitFor();
  await page
    .getByRole("article", { name: /^Purple notification/ })
    .getByText("v1 says hello")
    .waitFor();
  await page
    .getByRole("article", { name: /^Green notification/ })
    .getByText("My first notification")
    .waitFor();
  await page
    .getByRole("article", { name: /^Gray notification/ })
    .getByText("Slack says hello")
    .waitFor();
  assert.equal(await page.evaluate(() => performance.getEntriesByType("navigation").length), loads);
  assert.deepEqual(errors, []);
});
