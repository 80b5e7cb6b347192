import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn, watchErrors } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();

test("who is invited chooses a password and is in, even where somebody else was signed in", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const invitation = await ada.call("POST", "/api/users/invite", {
    name: "Bo Lind",
    email: "bo@example.com",
  });
  const page = await s.open("/chat");
  const errors = watchErrors(page);
  await signIn(page, admin);
  await page.goto(invitation.url);
  await page.getByRole("heading", { name: "Welcome, Bo Lind" }).waitFor();
  await page.getByLabel("Password").fill("short");
  await page.getByRole("button", { name: "Come in" }).click();
  await page.getByLabel("Password").and(page.locator("[aria-invalid=true]")).waitFor();
  await page.getByLabel("Password").fill("a long enough password");
  await page.getByRole("button", { name: "Come in" }).click();
  await page.locator(".shell").waitFor();
  assert.equal(
    await page.evaluate(async () => (await (await fetch("/api/boot")).json()).user.name),
    "Bo Lind",
  );

  await page.goto(invitation.url);
  await page.getByText("This invitation was not found").waitFor();
  await page.getByRole("link", { name: "Sign in" }).waitFor();
  assert.deepEqual(errors, []);
});
