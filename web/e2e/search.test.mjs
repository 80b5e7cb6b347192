import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn, watchErrors } from "./browser.mjs";
import { Client, notify } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();

test("what was said is found, narrowed by filters, and led to", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const grace = await ada.person("Grace Hopper", "grace@example.com");
  const ops = await ada.room("Ops");
  const big = await ada.room("Big Room");
  for (const r of [ops, big]) await grace.client.call("POST", `/api/rooms/${r.id}/join`);
  await grace.client.say(ops.conversation, "the certificate of the queue was renewed");
  for (let n = 1; n <= 120; n++) await ada.say(ops.conversation, `line ${n}`);
  await ada.say(big.conversation, "certificates everywhere");
  await notify(ops.token.v2.url, { message: "<b>Certificate</b> check failed", from: "Nagios" });
  await ada.found("Certificate check");

  const page = await s.open("/chat");
  const errors = watchErrors(page);
  await signIn(page, grace);
  await page.keyboard.press("Control+Alt+f");
  const box = page.getByRole("combobox", { name: "Search messages" });
  await box.waitFor();
  await page.getByText("Find what was said.").waitFor();
  await box.fill("certificate");
  const results = page.getByRole("region", { name: "Messages" }).getByRole("listitem");
  await results.nth(2).waitFor();
  assert.deepEqual(await page.locator(".result-text mark").allInnerTexts(), [
    "Certificate",
    "certificates",
    "certificate",
  ]);

  // Filters are completed by key, and taken out again as chips.
  await box.press("End");
  await box.pressSequentially(" in:op");
  await page.getByRole("option", { name: /in:Ops/ }).waitFor();
  await box.press("Tab");
  assert.equal(await box.inputValue(), "certificate in:Ops ");
  await box.pressSequentially("from:gra");
  await page.getByRole("option", { name: /from:@GraceHopper/ }).waitFor();
  await box.press("ArrowDown");
  await box.press("Enter");
  await box.press("Enter");
  await page.waitForURL(/from%3A%40GraceHopper/);
  await results.nth(1).waitFor({ state: "detached" });
  assert.match(await results.first().innerText(), /certificate of the queue/);
  await page.getByRole("button", { name: "Remove from:@GraceHopper" }).click();
  await results.nth(1).waitFor();
  await page.reload();
  await results.nth(1).waitFor();
  assert.equal(await box.inputValue(), "certificate in:Ops");

  // What was said around a result is shown there; its link leads to it in the room.
  await results.nth(1).getByRole("button", { name: "Show what was said around it" }).press("Enter");
  await page.locator(".result-context").getByText("line 2").waitFor();
  await results.nth(1).getByRole("link", { name: "Open in Ops" }).click();
  await page.getByRole("heading", { name: "Ops" }).waitFor();
  await page.locator("[data-key]:focus").getByText("the certificate of the queue").waitFor();

  await page.goto(`${s.server.base}/embedded/search?q=${encodeURIComponent("has:money")}`);
  await page.getByRole("alert").getByText("has: takes file, link, image or card").waitFor();
  await box.fill("nothingofthesort");
  await page.getByText("No message matches").waitFor();
  await box.fill("ops");
  await page.getByRole("list", { name: "Rooms and people" }).getByRole("link", { name: "Ops" }).waitFor();
  assert.deepEqual(errors, []);
});
