import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import { signIn, watchErrors } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const domain = "btf.hipchat.com";
const s = story({ env: { STOA_XMPP_LISTEN: "127.0.0.1:0", STOA_XMPP_TLS: "off", STOA_XMPP_DOMAIN: domain } });

/** offered answers what the server at a port says to who begins a stream. */
function offered(port) {
  return new Promise((done, failed) => {
    let text = "";
    const c = connect(port, "127.0.0.1", () =>
      c.write('<stream:stream xmlns="jabber:client" xmlns:stream="http://etherx.jabber.org/streams">'),
    );
    c.on("error", failed);
    c.on("data", (chunk) => {
      text += chunk;
      if (!text.includes("</stream:features>")) return;
      c.destroy();
      done(text);
    });
  });
}

test("a person finds what their chat client wants to know, and it is so", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const room = await ada.room("Boiler Room");
  const grace = await ada.person("Grace Hopper", "grace@example.com");
  const page = await s.open("/account");
  const errors = watchErrors(page);
  await signIn(page, grace);
  await page.getByRole("link", { name: "How to connect" }).click();
  await page.getByRole("heading", { name: "Chat clients" }).waitFor();
  const fact = (name) => page.locator(".facts > div", { hasText: name }).locator("code").first();
  assert.match(await fact("Account").innerText(), /^1_\d+@chat\.btf\.hipchat\.com$/);
  assert.equal(await fact("Nick in rooms").innerText(), "Grace Hopper");
  await page.getByText("You are in none.").waitFor();
  const port = Number(await fact("Port").innerText());
  assert.match(await offered(port), /<mechanism>PLAIN<\/mechanism>/);
  await page.getByText("no encryption").waitFor();

  await grace.client.call("POST", `/api/rooms/${room.id}/join`);
  await page.goto(`${s.server.base}/account/xmpp`);
  await page.getByText(`1_boiler_room@conf.${domain}`).waitFor();
  await page.getByRole("button", { name: "Copy the address of Boiler Room" }).waitFor();
  assert.deepEqual(errors, []);
});
