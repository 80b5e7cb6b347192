import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn, watchErrors } from "./browser.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();

/** scim makes a call as an identity provider does. */
async function scim(token, method, path, body) {
  const answer = await fetch(new URL(`/scim/v2${path}`, s.server.base), {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/scim+json" },
    body: body && JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

test("an administrator has an identity provider keep accounts, which says so in the list of people", async () => {
  const page = await s.open("/admin/authentication");
  const errors = watchErrors(page);
  await signIn(page, admin);
  await page.getByRole("button", { name: "Add provisioning" }).click();
  const form = page.locator(".source-form");
  await form.getByLabel("Name").fill("Okta");
  await form.getByLabel("Groups that are administrators here").fill("Chat admins");
  await form.getByRole("button", { name: "Save" }).click();
  await page.getByText("It has no token yet.").waitFor();
  await page.getByRole("button", { name: "Make a token for Okta" }).click();
  const made = page.getByRole("region", { name: "Token for SCIM" });
  const first = await made.innerText();
  assert.equal(
    await page.getByRole("region", { name: "Address for SCIM" }).innerText(),
    `${s.server.base}/scim/v2`,
  );
  const person = await scim(first, "POST", "/Users", {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
    userName: "grace@example.com",
    displayName: "Grace Hopper",
  });
  assert.equal(person.status, 201);
  await scim(first, "POST", "/Groups", {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
    displayName: "Chat admins",
    members: [{ value: person.body.id }],
  });
  await page.getByRole("button", { name: "Done" }).click();
  await made.waitFor({ state: "detached" });

  await page.getByRole("button", { name: "Make another token for Okta" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Make another" }).click();
  const second = await made.innerText();
  assert.notEqual(second, first);
  assert.equal((await scim(first, "GET", "/Users")).status, 401);
  assert.equal((await scim(second, "GET", "/Users")).status, 200);
  await page.getByRole("button", { name: "Revoke the token of Okta" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await page.getByText("It has no token yet.").waitFor();
  assert.equal((await scim(second, "GET", "/Users")).status, 401);

  await page.goto(new URL("/admin/users", s.server.base).href);
  const row = page
    .getByRole("list", { name: "People" })
    .getByRole("listitem")
    .filter({ hasText: "Grace Hopper" });
  await row.getByText("kept by Okta").waitFor();
  await row.getByText("administrator").waitFor();
  await row.getByRole("link").click();
  await page.getByText("Kept by Okta, which makes, changes and deactivates the account").waitFor();
  await page.goto(new URL("/admin/audit", s.server.base).href);
  await page.getByText("through an identity provider").first().waitFor();
  assert.deepEqual(errors, []);
});
