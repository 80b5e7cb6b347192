import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";
import { listening } from "./told.mjs";

const s = story();

test("two tabs tell of a message once, of none while the reader is not to be disturbed, and end together", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const pam = await ada.person("Pam", "pam@example.com");
  const chat = await pam.client.call("POST", "/api/users/1/conversation");
  const first = await s.open("/chat/lobby");
  await first.context().addInitScript(listening);
  await signIn(first, admin);
  await first.getByRole("searchbox").waitFor();
  const second = await first.context().newPage();
  await second.goto(first.url());
  await second.getByRole("searchbox").waitFor();
  await first.reload();
  await first.getByRole("searchbox").waitFor();
  const tabs = [first, second];
  const told = async () => (await Promise.all(tabs.map((tab) => tab.evaluate(() => window.told)))).flat();
  const hear = async (words) => {
    await pam.client.say(chat.id, words);
    const deadline = Date.now() + 30_000;
    while (!(await told()).includes(words)) assert.ok(Date.now() < deadline, `nobody was told "${words}"`);
  };
  const shown = (name) => Promise.all(tabs.map((tab) => tab.getByRole("link", { name }).waitFor()));

  await hear("one");
  await shown("Pam 1 unread");
  await ada.call("PUT", "/api/me/presence", { show: "dnd" });
  for (const tab of tabs)
    await tab
      .getByRole("button", { name: /do not disturb/i })
      .first()
      .waitFor();
  await pam.client.say(chat.id, "two");
  await shown("Pam 2 unread");
  await ada.call("PUT", "/api/me/presence", { show: "chat" });
  for (const tab of tabs) {
    await tab
      .getByRole("button", { name: /do not disturb/i })
      .first()
      .waitFor({ state: "detached" });
  }
  await hear("three");
  await hear("four");
  assert.deepEqual(await told(), ["one", "three", "four"]);

  await first.bringToFront();
  await first.getByRole("link", { name: "Pam 4 unread" }).click();
  for (const tab of tabs) await tab.getByRole("link", { name: /unread/ }).waitFor({ state: "detached" });
  await first.locator(".own-button").click();
  await first.getByRole("button", { name: "Sign out", exact: true }).click();
  for (const tab of tabs) await tab.getByRole("button", { name: "Sign in", exact: true }).waitFor();
});
