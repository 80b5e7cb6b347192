import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn, watchErrors } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();

test("what is starred stands first in the list, on all of a person's pages", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const tom = await ada.person("Tom", "tom@example.com");
  const chat = await tom.client.call("POST", "/api/users/1/conversation");
  await tom.client.say(chat.id, "hello");
  for (const name of ["Alpha", "Beta"]) await ada.room(name);
  const room = await ada.room("Zeta");
  const page = await s.open(`/chat/room/${room.id}`);
  const errors = watchErrors(page);
  await signIn(page, admin);
  const other = await s.open("/chat/lobby", { viewport: { width: 390, height: 844 } });
  await signIn(other, admin);
  const socket = other.waitForEvent("websocket");
  await other.goto(`${s.server.base}/chat`);
  await (await socket).waitForEvent("framereceived");

  const star = page.getByRole("button", { name: "Star", exact: true });
  await star.press("Enter");
  await page.getByRole("region", { name: "Starred" }).getByRole("link", { name: "Zeta" }).waitFor();
  assert.equal(await star.getAttribute("aria-pressed"), "true");
  assert.equal(
    await page.getByRole("region", { name: "Rooms" }).getByRole("link", { name: "Zeta" }).count(),
    0,
  );
  await other.getByRole("region", { name: "Starred" }).getByRole("link", { name: "Zeta" }).waitFor();

  // The keys go through the list as it stands.
  await page.keyboard.press("Alt+ArrowDown");
  await page.getByRole("textbox", { name: "Message Alpha" }).waitFor();
  await page.goto(`${s.server.base}/chat/user/${tom.user.id}`);
  await star.click();
  const starred = page.getByRole("region", { name: "Starred" }).getByRole("listitem");
  await starred.nth(1).waitFor();
  assert.deepEqual(await starred.locator(".side-name").allInnerTexts(), ["Zeta", "Tom"]);

  await star.click();
  await starred.getByRole("link", { name: "Zeta" }).click();
  await page.getByRole("textbox", { name: "Message Zeta" }).waitFor();
  await star.click();
  await page.getByRole("region", { name: "Starred" }).waitFor({ state: "detached" });
  await other.getByRole("region", { name: "Starred" }).waitFor({ state: "detached" });
  assert.deepEqual(errors, []);
});
