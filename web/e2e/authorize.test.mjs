import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { signIn, watchErrors } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();

/** reader is an add-on without a callback: it reads its client when the installer's browser brings it the address. */
async function reader() {
  const got = {};
  const server = createServer(async (req, res) => {
    const url = new URL(req.url, base());
    if (url.pathname === "/descriptor.json") {
      res.setHeader("Content-Type", "application/json");
      res.end(JSON.stringify(descriptor(base())));
      return;
    }
    if (url.pathname === "/hello") {
      got.relayState = url.searchParams.get("relayState");
      got.client = await (await fetch(url.searchParams.get("installable_url"))).json();
      res.writeHead(302, { Location: url.searchParams.get("redirect_url") });
      res.end();
      return;
    }
    res.setHeader("Content-Type", "text/html");
    res.end(`<title>back</title><p>${url.pathname}</p>`);
  });
  const base = () => `http://127.0.0.1:${server.address().port}`;
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { base: base(), got, close: () => new Promise((done) => server.close(done)) };
}

function descriptor(base) {
  return {
    key: "com.example.scribe",
    name: "Scribe",
    description: "Keeps minutes of what is said.",
    vendor: { name: "Example", url: "https://example.com" },
    links: { self: `${base}/descriptor.json` },
    capabilities: {
      hipchatApiConsumer: { scopes: ["view_group", "view_messages", "send_message"] },
      oauth2Consumer: { redirectionUrls: [`${base}/back`] },
      installable: { installedUrl: `${base}/hello` },
    },
  };
}

test("an add-on without a callback is installed by the browser and then acts for who allows it", async (t) => {
  const scribe = await reader();
  t.after(() => scribe.close());
  const page = await s.open(
    `/addons/install?relayState=deep&url=${encodeURIComponent(`${scribe.base}/descriptor.json`)}`,
  );
  await signIn(page, admin);
  await page.getByRole("button", { name: "Allow and install" }).click();
  await page.getByText(/^By Example · installed/).waitFor();
  assert.equal(new URL(page.url()).pathname, "/admin/addons");
  assert.equal(scribe.got.relayState, "deep");

  const ada = await Client.signIn(s.server.base, admin);
  const grace = await ada.person("Grace Hopper", "grace@example.com");
  const ask = `/users/authorize?${new URLSearchParams({
    response_type: "code",
    client_id: scribe.got.client.oauthId,
    redirect_uri: `${scribe.base}/back`,
    scope: "view_group send_message",
    state: "s&t",
  })}`;
  const hers = await s.open(ask);
  const errors = watchErrors(hers);
  await hers.getByLabel("E-mail").fill(grace.email);
  await hers.getByLabel("Password").fill(grace.password);
  await hers.getByRole("button", { name: "Sign in" }).click();
  await hers.getByRole("heading", { name: "Scribe asks for access to your account" }).waitFor();
  for (const scheme of ["light", "dark"]) {
    await hers.emulateMedia({ colorScheme: scheme });
    if (process.env.SHOTS)
      await hers.screenshot({ path: `${process.env.SHOTS}/authorize-${scheme}.png`, fullPage: true });
    const style = await hers
      .getByRole("button", { name: "Allow" })
      .evaluate((b) => getComputedStyle(b).backgroundColor);
    assert.equal(style, scheme === "light" ? "rgb(31, 97, 104)" : "rgb(124, 192, 196)");
  }
  await hers.getByRole("button", { name: "Allow" }).click();
  await hers.getByText("/back").waitFor();
  const back = new URL(hers.url()).searchParams;
  assert.equal(back.get("state"), "s&t");
  assert.ok(back.get("code"));
  await hers.goto(s.server.base + ask);
  await hers.getByRole("button", { name: "Deny" }).click();
  await hers.getByText("/back").waitFor();
  assert.equal(new URL(hers.url()).searchParams.get("error"), "access_denied");
  assert.deepEqual(errors, []);
});
