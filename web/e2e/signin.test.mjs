import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { signIn, watchErrors } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { hasSlapd, startSlapd } from "./slapd.mjs";
import { story } from "./story.mjs";
import { totp } from "./totp.mjs";

const s = story();
let recoveryOfAda; // the administrator's recovery codes, once they have a second step

/** firstStep gives the password where the page asks for it. */
async function firstStep(page, { email, password }) {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

test("a second step is set up, asked for at sign-in, and turned off", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const grace = await ada.person("Grace Hopper", "grace@example.com");
  const page = await s.open("/account");
  const errors = watchErrors(page);
  await signIn(page, grace);
  await page.getByRole("button", { name: "Set up a second step" }).click();
  await page.getByRole("img", { name: "QR code" }).waitFor();
  const secret = (await page.locator(".authenticator-secret").innerText()).replace(/\s/g, "");
  await page.getByLabel("Code that it shows").fill("000000x");
  await page.getByLabel("Your password").fill(grace.password);
  await page.getByRole("button", { name: "Turn it on" }).click();
  await page.getByLabel("Code that it shows").and(page.locator("[aria-invalid=true]")).waitFor();
  await page.getByLabel("Code that it shows").fill(totp(secret));
  await page.getByRole("button", { name: "Turn it on" }).click();
  await page.getByText("Keep these recovery codes.").waitFor();
  const codes = (await page.locator(".recovery-codes li").allInnerTexts()).map((c) => c.trim());
  assert.equal(codes.length, 10);
  await page.getByRole("button", { name: "I have kept them" }).click();
  await page.getByText("10 recovery codes are left").waitFor();

  const other = await s.open("/account");
  watchErrors(other, errors);
  await firstStep(other, grace);
  const code = other.getByLabel("Code");
  await code.waitFor();
  assert.ok(await code.evaluate((e) => e === document.activeElement), "the code has the focus");
  await other.reload(); // the page knows where it was
  await code.fill("123");
  await code.press("Enter");
  await other.getByLabel("Code").and(other.locator("[aria-invalid=true]")).waitFor();
  await code.fill(totp(secret, 1)); // the one of now has been used
  await code.press("Enter");
  await other.getByText("Signed in").first().waitFor();
  assert.equal(new URL(other.url()).pathname, "/account");

  const third = await s.open("/chat");
  await firstStep(third, grace);
  await third.getByLabel("Code").fill(codes[0]);
  await third.getByRole("button", { name: "Sign in", exact: true }).click();
  await third.locator(".shell").waitFor();

  await other.reload();
  await other.getByText("9 recovery codes are left").waitFor();
  await other.getByRole("button", { name: "Turn it off" }).click();
  await other.getByLabel("Your password").fill(grace.password);
  await other.getByRole("button", { name: "Turn it off" }).click();
  await other.getByRole("button", { name: "Set up a second step" }).waitFor();
  assert.deepEqual(errors, []);
});

test("who must have a second step sets it up on the way in, or turns back", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const linus = await ada.person("Linus Bauer", "linus@example.com");
  const offer = await ada.call("POST", "/api/me/second-step");
  const turnedOn = await ada.call("PUT", "/api/me/second-step", {
    offer: offer.offer,
    code: totp(offer.secret),
    password: admin.password,
  });
  recoveryOfAda = turnedOn.recovery_codes;
  await ada.call("PUT", "/api/admin/second-step", { demand: "everybody" });
  const page = await s.open("/chat", { viewport: { width: 390, height: 844 }, hasTouch: true });
  const errors = watchErrors(page);
  await firstStep(page, linus);
  await page.getByText("Set yours up now").waitFor();
  await page.getByRole("button", { name: "Sign in as somebody else" }).click();
  await firstStep(page, linus);
  const secret = (await page.locator(".authenticator-secret").innerText()).replace(/\s/g, "");
  await page.getByLabel("Code that it shows").fill(totp(secret));
  await page.getByRole("button", { name: "Turn on and sign in" }).click();
  await page.getByText("Keep these recovery codes.").waitFor();
  await page.getByRole("button", { name: "Go on" }).click();
  await page.locator(".shell").waitFor();
  await ada.call("PUT", "/api/admin/second-step", { demand: "nobody" });
  assert.deepEqual(errors, []);
});

const hasProvider = existsSync(new URL("../../test/provider/node_modules", import.meta.url));

test("an administrator describes a provider, and somebody comes in by it, and goes", {
  skip: hasProvider ? false : "test/provider/node_modules is missing: npm ci",
}, async () => {
  const { startProvider } = await import("../../test/provider/provider.mjs");
  const callback = `${s.server.base}/sign-in/with/harbour-sso/callback`;
  const provider = await startProvider({
    clients: [
      {
        client_id: "stoa",
        client_secret: "a secret of two",
        redirect_uris: [callback],
        post_logout_redirect_uris: [`${s.server.base}/chat`],
      },
    ],
    people: { mary: { name: "Mary Jackson", email: "mary@example.com", email_verified: true } },
  });
  try {
    const owner = await s.open("/admin/authentication");
    const errors = watchErrors(owner);
    await firstStep(owner, admin);
    await owner.getByLabel("Code").fill(recoveryOfAda.pop());
    await owner.getByRole("button", { name: "Sign in", exact: true }).click();
    await owner.getByRole("button", { name: "Add a provider" }).click();
    await owner.getByLabel("Name").fill("Harbour SSO");
    await owner.getByLabel("Issuer").fill(`${provider.url}/no-such-place`);
    assert.ok((await owner.locator(".source-form .secret").innerText()).includes(callback));
    await owner.getByLabel("Client ID").fill("stoa");
    await owner.getByLabel("Client secret").fill("a secret of two");
    await owner.getByLabel(/^Domains/).fill("example.com");
    await owner.getByLabel("Signing out here signs out there").check();
    await owner.getByRole("button", { name: "Try it out" }).click();
    await owner.getByText("does not answer as it should").waitFor();
    await owner.getByLabel("Issuer").fill(provider.url);
    await owner.getByRole("button", { name: "Try it out" }).click();
    await owner.getByText("It answers and calls itself").waitFor();
    await owner.getByRole("button", { name: "Save" }).click();
    await owner.getByRole("button", { name: "Edit Harbour SSO" }).waitFor();

    const page = await s.open("/account");
    watchErrors(page, errors);
    await page.getByRole("link", { name: "Sign in with Harbour SSO" }).click();
    await page.locator("input[name=login]").fill("mary");
    await page.locator("input[name=password]").fill("whatever");
    await page.getByRole("button").first().click();
    await page.getByRole("button", { name: /continue/i }).click();
    await page.getByText("through Harbour SSO").waitFor();
    assert.equal(new URL(page.url()).pathname, "/account");
    await page.goto(`${s.server.base}/chat`);
    await page.locator(".own-button").click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.waitForURL((url) => url.href.startsWith(provider.url));
    await page.goto(`${s.server.base}/chat`);
    await page.getByRole("link", { name: "Sign in with Harbour SSO" }).waitFor();

    await page.goto(`${callback}?code=x&state=y`);
    await page.getByRole("alert").getByText("was not begun in this browser").waitFor();
    await page.getByRole("link", { name: "Back to the sign-in" }).click();
    await page.getByLabel("Password").waitFor();
    assert.deepEqual(errors, []);
  } finally {
    await provider.close();
  }
});

const openssl = spawnSync("openssl", ["version"]).status === 0;

/** selfSigned makes an identity provider's key, with a certificate that nobody has signed. */
function selfSigned() {
  const text = execFileSync(
    "openssl",
    "req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=idp -keyout - -out -".split(" "),
    { stdio: ["ignore", "pipe", "ignore"], encoding: "utf8" },
  );
  const at = text.indexOf("-----BEGIN CERTIFICATE");
  return { key: text.slice(0, at), cert: text.slice(at) };
}

test("an administrator describes an identity provider of SAML, and somebody comes in by it", {
  skip: hasProvider && openssl ? false : "test/provider/node_modules or openssl is missing",
}, async () => {
  const { startIdentityProvider } = await import("../../test/provider/saml.mjs");
  const people = { k1: { attributes: { mail: "katherine@example.com", displayName: "Katherine Johnson" } } };
  const idp = await startIdentityProvider({ issuer: "https://idp.example.com", people, ...selfSigned() });
  // Another site than the server, so that the browser posts back without cookies.
  const host = new URL(s.server.base).hostname === "localhost" ? "127.0.0.1" : "localhost";
  const metadata = `http://${host}:${idp.port}/metadata`;
  try {
    const owner = await s.open("/admin/authentication");
    const errors = watchErrors(owner);
    await firstStep(owner, admin);
    await owner.getByLabel("Code").fill(recoveryOfAda.pop());
    await owner.getByRole("button", { name: "Sign in", exact: true }).click();
    await owner.getByRole("button", { name: "Add an identity provider" }).click();
    await owner.getByLabel("Name", { exact: true }).first().fill("Langley");
    await owner.locator(".source-form").getByText(`${s.server.base}/sign-in/with/langley/acs`).waitFor();
    await owner.getByLabel("Address of its metadata").fill(`${metadata}/none`);
    await owner.getByRole("button", { name: "Try it out" }).click();
    await owner.getByText("cannot be read").waitFor();
    await owner.getByLabel("Address of its metadata").fill(metadata);
    await owner.getByLabel(/^Domains/).fill("example.com");
    await owner.getByRole("button", { name: "Try it out" }).click();
    await owner.getByText("It calls itself https://idp.example.com").waitFor();
    await owner.getByRole("button", { name: "Save" }).click();
    await owner.getByRole("button", { name: "Edit Langley" }).waitFor();

    const page = await s.open("/account");
    watchErrors(page, errors);
    await page.getByRole("link", { name: "Sign in with Langley" }).click();
    await page.getByRole("link", { name: "k1" }).click();
    await page.getByText("through Langley").waitFor();
    assert.equal(new URL(page.url()).pathname, "/account");
    assert.deepEqual(errors, []);
  } finally {
    await idp.close();
  }
});

test("an administrator describes a directory, and somebody comes in by their name there", {
  skip: hasSlapd ? false : "slapd is missing",
}, async () => {
  const slapd = await startSlapd();
  try {
    const owner = await s.open("/admin/authentication");
    const errors = watchErrors(owner);
    await firstStep(owner, admin);
    await owner.getByLabel("Code").fill(recoveryOfAda.pop());
    await owner.getByRole("button", { name: "Sign in", exact: true }).click();
    await owner.getByRole("button", { name: "Add a directory" }).click();
    const form = owner.locator(".source-form");
    await form.getByLabel("Name", { exact: true }).first().fill("Yellow pages");
    await form.getByLabel("Encryption").selectOption("none");
    await form.getByLabel("Host").fill("127.0.0.1");
    await form.getByLabel("Port").fill(String(slapd.port));
    await form.getByLabel("Who looks people up (bind DN)").fill("cn=reader,dc=example,dc=test");
    await form.getByLabel("Its password").fill("wrong");
    await form.getByLabel(/^Below which/).fill("ou=people,dc=example,dc=test");
    await form.getByRole("button", { name: "Try it out" }).click();
    await form.getByText("the bind password is wrong").waitFor();
    await form.getByLabel("Its password").fill("reads everything");
    await form.locator(".trial").getByLabel("Name").fill("grace");
    await form.locator(".trial").getByLabel("Password").fill("nanoseconds");
    await form.getByRole("button", { name: "Try it out" }).click();
    await form.getByText("The password is right").waitFor();
    await form.getByText(/cannot come in, because they have no mail/).waitFor();
    await form.getByRole("button", { name: "Save" }).click();
    await owner.getByRole("button", { name: "Edit Yellow pages" }).waitFor();

    const page = await s.open("/account");
    watchErrors(page, errors);
    await page.getByLabel("E-mail or user name").fill("grace");
    await page.getByLabel("Password").fill("microseconds");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByText("Wrong e-mail address or password").waitFor();
    await page.getByLabel("Password").fill("nanoseconds");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByText("with the password of Yellow pages").waitFor();
    assert.equal(await page.getByLabel("Title").inputValue(), "Rear Admiral");

    await owner.getByRole("button", { name: "Look who is gone now" }).click();
    await owner.getByText("1 of them with an account here, nobody gone").waitFor();
    assert.deepEqual(errors, []);
  } finally {
    await slapd.close();
  }
});

test("a first visit says that the page loads before its script has come", async (t) => {
  const context = await s.browser.newContext();
  context.setDefaultTimeout(30_000);
  t.after(() => context.close());
  const page = await context.newPage();
  let come;
  const gate = new Promise((open) => (come = open));
  t.after(come);
  await page.route("**/*.js", async (script) => {
    await gate;
    await script.continue();
  });
  await page.goto(s.server.base, { waitUntil: "commit" });
  const loading = page.getByRole("status").getByText("Loading Stoa");
  await loading.waitFor();
  come();
  await page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
  assert.equal(await loading.count(), 0);
});
