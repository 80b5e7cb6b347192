import assert from "node:assert/strict";
import { test } from "node:test";
import { watchErrors } from "./browser.mjs";
import { story } from "./story.mjs";

const s = story({ setup: true });

test("the set-up link leads to the first room and the first message", async () => {
  const page = await s.open(s.server.link);
  const errors = watchErrors(page);
  await page.getByLabel("Name of the group").and(page.locator(":focus")).waitFor();
  await page.keyboard.type("Acme");
  await page.getByText("At least 8 characters.").waitFor();
  await page.getByLabel("Your name").fill("Ada Lovelace");
  await page.getByLabel("E-mail").fill("ada@example.com");
  await page.getByLabel("Password").fill("short");
  await page.getByRole("button", { name: "Set up" }).click();
  await page.getByLabel("Password").and(page.locator("[aria-invalid=true]")).waitFor();
  await page.getByLabel("Password").fill("correct horse battery");
  await page.getByRole("button", { name: "Set up" }).click();

  await page.getByRole("button", { name: "Create a room" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Create a room" });
  await dialog.getByLabel("Name").fill("Ops");
  await dialog.getByLabel("Topic").fill("What runs, and what does not");
  await dialog.getByRole("button", { name: "Create" }).click();
  await page.getByRole("heading", { name: "Ops" }).waitFor();

  const composer = page.getByRole("textbox", { name: "Message Ops" });
  await composer.fill("Hello, <b>room</b>");
  await composer.press("Enter");
  await page.getByRole("log").getByText("Hello, <b>room</b>").waitFor();
  await page.locator(".row-pending").waitFor({ state: "detached" });
  assert.equal(await composer.inputValue(), "");

  await page.reload();
  await page.getByRole("log").getByText("Hello, <b>room</b>").waitFor();
  assert.equal(await page.getByRole("log").getByText("Hello, <b>room</b>").count(), 1);
  assert.deepEqual(errors, []);
});
