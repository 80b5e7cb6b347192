import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { signIn } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

// The page that is linked to is on this machine, where previews are not fetched otherwise.
const s = story({ env: { STOA_OUTBOUND_ALLOW: "127.0.0.0/8" } });

const page =
  '<title>Incident 77</title><meta property="og:description" content="Depth 18 201, limit 15 000.">' +
  '<meta property="og:image" content="/chart.svg"><link rel="icon" href="/icon.svg">';
const drawing =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8H0z" fill="#386"/><path d="M1 6l2-3 2 2 2-4" stroke="#fff" fill="none"/></svg>';

test("what is at a link shows under the message, and can be put away", async (t) => {
  const site = createServer((req, res) => {
    const picture = req.url.endsWith(".svg");
    res.setHeader("Content-Type", picture ? "image/svg+xml" : "text/html");
    res.end(picture ? drawing : page);
  });
  await new Promise((ready) => site.listen(0, "127.0.0.1", ready));
  t.after(() => new Promise((done) => site.close(done)));
  const ada = await Client.signIn(s.server.base, admin);
  const ops = await ada.call("POST", "/api/rooms", { name: "Ops", topic: "" });
  const view = await s.open(`/chat/room/${ops.id}`);
  await signIn(view, admin);
  const box = view.getByRole("textbox", { name: "Message Ops" });
  await box.fill(`so it was :) http://127.0.0.1:${site.address().port}/incidents/77`);
  await box.press("Enter");
  const log = view.getByRole("log");
  await log.getByRole("link", { name: "Incident 77" }).waitFor();
  await log.getByText("Depth 18 201, limit 15 000.").waitFor();
  await view.waitForFunction(() => document.querySelector(".preview-thumb img").naturalWidth > 0);
  await log.getByRole("img", { name: ":)" }).waitFor();
  await log.getByRole("button", { name: "Hide the preview" }).press("Enter");
  await log.getByRole("link", { name: "Incident 77" }).waitFor({ state: "detached" });
  await view.reload();
  await log.getByRole("link", { name: "Incident 77" }).waitFor();
  assert.equal(await log.getByRole("img", { name: ":)" }).count(), 1);
});
