import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { Framework } from "../../test/frameworks/framework.mjs";
import { signIn, watchErrors } from "./browser.mjs";
import { Client } from "./client.mjs";
import { frameAt } from "./scripted.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();
const here = existsSync(new URL("../../test/frameworks/node_modules/", import.meta.url));

/** Add-ons on the vendor's frameworks, as npm has them. */
const frameworks = [
  { name: "ace", key: "test.ace.tides", descriptor: "/atlassian-connect.json", mode: "development" },
  { name: "koa", key: "test.koa.tides", descriptor: "/addon/capabilities", mode: "production" },
];

for (const { name, key, descriptor, mode } of frameworks)
  test(`an add-on on the vendor's framework (${name}) is seen and used in a room`, {
    skip: here ? false : "the vendor's frameworks are missing",
  }, async (t) => {
    const tides = await Framework.start(name, descriptor, { NODE_ENV: mode });
    t.after(() => tides.stop());
    const ada = await Client.signIn(s.server.base, admin);
    const room = await ada.call("POST", "/api/rooms", { name: `Harbour ${name}` });
    const offer = await ada.call("POST", "/api/installations/preview", {
      url: tides.descriptorURL,
      room: room.id,
    });
    await ada.call("POST", "/api/installations", { preview: offer.preview, room: room.id });
    await ada.say(room.conversation, "when does the Ada come in?");

    const page = await s.open(`/chat/room/${room.id}`, { colorScheme: "dark" });
    const errors = watchErrors(page);
    await signIn(page, admin);
    const glances = page.locator(".glances");
    await glances.getByText(`High in ${room.id}`).waitFor();

    const heard = tides.next("heard");
    await page.getByRole("textbox", { name: `Message Harbour ${name}` }).fill("/tide Oslo");
    await page.keyboard.press("Enter");
    await heard;
    await glances.getByText("Low", { exact: true }).waitFor(); // told by the add-on, nothing is loaded anew

    await glances.getByRole("button", { name: /Low/ }).click();
    await shows(await frameAt(page, "/panel"), { room: `Harbour ${name}`, reader: "1" });
    const [src] = await page.locator(".panel-view iframe").evaluateAll((all) => all.map((f) => f.src));
    assert.equal(new URL(src).searchParams.get("theme"), "dark");
    await page
      .locator(".panel-view")
      .getByRole("button", { name: /Close|Back/ })
      .first()
      .click();

    const line = page.locator("[data-event]", { hasText: "when does the Ada come in?" });
    await line.hover();
    await line.getByRole("button", { name: "Add-ons’ actions" }).click();
    await page.getByRole("menuitem", { name: "Tide of this" }).click();
    const dialog = page.getByRole("dialog", { name: "Tides" });
    const asked = await frameAt(page, "/panel");
    await shows(asked, { message: "when does the Ada come in?" });
    await dialog.getByRole("button", { name: "Ask" }).click();
    await shows(asked, { button: "tide.ask" });
    await dialog.getByRole("button", { name: "Ask" }).click(); // now the page lets it close
    await dialog.waitFor({ state: "detached" });

    await page.getByRole("button", { name: "Add something" }).click();
    await page.getByRole("menuitem", { name: "Look at the tide" }).click();
    await shows(await frameAt(page, "/panel"), { message: "none" });

    await page.goto(`${s.server.base}/addons/${key}?room=${room.id}`);
    await shows(await frameAt(page, "/configure"), { room: `Harbour ${name}` });
    assert.deepEqual(errors, []);
  });

/** shows waits until the add-on's page says so. */
async function shows(frame, said) {
  for (const [id, text] of Object.entries(said))
    await frame.waitForFunction(
      ([id, text]) => document.getElementById(id)?.textContent === text,
      [id, text],
    );
}
