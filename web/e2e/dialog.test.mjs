import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn, watchErrors } from "./browser.mjs";
import { Client } from "./client.mjs";
import { bare, frameBot } from "./framebot.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();

const named = (value) => ({ value });
const button = (name, key) => ({ name: named(name), ...(key && { key }) });
const dialog = (base, key, options) => ({
  key,
  title: named(`The ${key} one`),
  url: `${base}/${key}`,
  options,
});
const declared = (base) => ({
  glance: [
    {
      key: "g",
      name: named("Open"),
      icon: { url: `${base}/icon.svg`, "url@2x": `${base}/icon.svg` },
      target: "plain",
    },
  ],
  webPanel: [{ key: "panel", name: named("Panel"), url: `${base}/panel`, location: "hipchat.sidebar.right" }],
  dialog: [
    dialog(base, "plain"),
    dialog(base, "small", { size: "small", style: "warning", primaryAction: button("Sink it", "sink") }),
    dialog(base, "full", {
      size: { width: "700px", height: "70%" },
      hint: named("Berths are taken for a day"),
      filter: { placeholder: named("Find a berth") },
      primaryAction: { ...button("Take"), enabled: false },
      secondaryActions: [button("Ask", "ask"), button("Never")],
    }),
    dialog(base, "xlarge", { size: "xlarge", secondaryActions: [] }),
  ],
});
const pages = Object.fromEntries(
  ["/panel", "/plain", "/small", "/full", "/xlarge"].map((p) => [
    p,
    bare(`<h1>${p}</h1><input aria-label="In it">`),
  ]),
);

/** quay installs the add-on in a room of its own and opens its panel, from which dialogs are opened. */
async function quay(t, key, options) {
  const bot = await frameBot({ key, name: "Harbour", capabilities: declared, pages });
  t.after(() => bot.close());
  const ada = await Client.signIn(s.server.base, admin);
  const room = await ada.call("POST", "/api/rooms", { name: key });
  await bot.install(ada, room.id);
  const page = await s.open(`/chat/room/${room.id}`, options);
  const errors = watchErrors(page);
  await signIn(page, admin);
  await page.locator(".glances").getByRole("button", { name: "Panel" }).click();
  const panel = await page.locator(".panel-view iframe").contentFrame();
  await panel.locator("h1").waitFor();
  const frame = (path) =>
    page.frames().find((f) => URL.canParse(f.url()) && new URL(f.url()).pathname === path);
  const open = async (name, more = {}) => {
    await frame("/panel").evaluate((data) => send("dialog", "open", data), { key: name, ...more });
    await page
      .locator("dialog iframe")
      .contentFrame()
      .getByRole("heading", { name: `/${name}` })
      .waitFor();
    return frame(`/${name}`);
  };
  const box = page.getByRole("dialog");
  const gone = () => box.waitFor({ state: "detached" });
  return { bot, page, errors, frame, open, box, gone, room, ada };
}

test("a glance leads to a dialog, which has a link to close it and closes in every other way", async (t) => {
  const { page, errors, open, box, gone, frame } = await quay(t, "com.example.close");
  await page.getByRole("button", { name: "Close Panel" }).click();
  await page.locator(".glances").getByRole("button", { name: "Open" }).click();
  await box.getByRole("heading", { name: "The plain one" }).waitFor();
  await box.locator("footer").getByRole("button", { name: "Close" }).click();
  await gone();
  await page.locator(".glances").getByRole("button", { name: "Panel" }).click();
  await page.locator(".panel-view iframe").contentFrame().locator("h1").waitFor();

  await open("plain");
  await box.locator("header").getByRole("button", { name: "Close" }).click();
  await gone();
  await open("plain");
  await page.keyboard.press("Escape");
  await gone();
  await open("plain");
  await page.mouse.click(5, 5);
  await gone();
  const own = await open("plain");
  await own.evaluate(() => send("dialog", "close"));
  await gone();
  // With the focus in the frame the page hears of keys from the add-on's script alone.
  const inner = await open("plain");
  await inner.waitForFunction(() => window.key === 27);
  await inner.evaluate(() => post({ type: "key_listen", keycode: 27, modifiers: [] }));
  await gone();

  await open("plain");
  await page.evaluate(() => {
    history.pushState(null, "", "/chat/lobby");
    dispatchEvent(new PopStateEvent("popstate"));
  });
  await gone();
  await page.goBack();
  await page.locator(".panel-view").waitFor();
  assert.equal(await box.count(), 0);
  assert.equal(frame("/plain"), undefined);
  assert.deepEqual(errors, []);
});

test("a button closes unless the page listens and answers false, or has not answered", async (t) => {
  const { open, box, gone } = await quay(t, "com.example.buttons");
  await open("small");
  await box.getByRole("button", { name: "Sink it" }).click();
  await gone();

  const inner = await open("small");
  await inner.evaluate(() => handle("dialog-button-click"));
  await box.getByRole("button", { name: "Sink it" }).click();
  await inner.waitForFunction(() => events.length === 1);
  assert.deepEqual(await inner.evaluate(() => events[0]), ["dialog-button-click", { action: "sink" }]);
  for (const [i, answer] of [[], [false]].entries()) {
    await inner.evaluate((a) => Object.assign(answers, { "dialog-button-click": a }), answer);
    await box.locator("footer").getByRole("button", { name: "Close" }).click();
    await inner.waitForFunction((n) => events.length === n, i + 2); // else the next answer is this one's
    await inner.evaluate(() => call("dialog", "update", {}).length); // the answer has come by then
    assert.equal(await box.count(), 1);
  }
  assert.deepEqual(await inner.evaluate(() => events.at(-1)), ["dialog-button-click", {}]);
  await inner.evaluate(() => Object.assign(answers, { "dialog-button-click": [true] }));
  await box.getByRole("button", { name: "Sink it" }).click();
  await gone();
});

test("a dialog has the size, the hint, the filter and the buttons that it asks for, and changes", async (t) => {
  const { page, open, box, errors, frame } = await quay(t, "com.example.looks");
  const size = async () => {
    const b = await box.locator("iframe").boundingBox();
    return [Math.round(b.width), Math.round(b.height)];
  };
  for (const [name, want] of [
    ["plain", [600, 300]],
    ["small", [400, 200]],
    ["xlarge", [980, 500]],
    ["full", [700, 448]],
  ]) {
    await open(name);
    assert.deepEqual(await size(), want, name);
    await page.keyboard.press("Escape");
    await box.waitFor({ state: "detached" });
  }
  await open("xlarge");
  assert.equal(await box.locator("footer").count(), 0);
  await page.keyboard.press("Escape");

  const inner = await open("full", { parameters: { berth: 4 }, options: { title: "Take berth 4" } });
  await inner.evaluate(() => handle("receive-parameters", "dialog-filter-changed", "dialog-button-click"));
  await inner.waitForFunction(() => events.length === 1);
  assert.deepEqual(await inner.evaluate(() => events[0]), ["receive-parameters", { berth: 4 }]);
  assert.equal(await inner.evaluate(() => name_.options.primaryAction.name), "Take");
  await box.getByRole("heading", { name: "Take berth 4" }).waitFor();
  await box.getByText("Berths are taken for a day").waitFor();
  assert.deepEqual(await box.locator("footer button").allInnerTexts(), ["Ask", "Never", "Take"]);
  assert.equal(await box.getByRole("button", { name: "Take" }).isDisabled(), true);

  await box.getByRole("searchbox", { name: "Find a berth" }).pressSequentially("four");
  await inner.waitForFunction(() => events.length === 2);
  assert.deepEqual(await inner.evaluate(() => events[1]), ["dialog-filter-changed", { value: "four" }]);

  await inner.evaluate(() => send("dialog", "updatePrimaryAction", { enabled: true, name: "Take it" }));
  await inner.evaluate(() =>
    send("dialog", "update", {
      title: "Berth 4",
      options: { hint: "Sure?", size: { width: "50%", height: "100px" } },
    }),
  );
  await box.getByRole("heading", { name: "Berth 4" }).waitFor();
  await box.getByText("Sure?").waitFor();
  assert.deepEqual(await size(), [640, 100]);
  await box.getByRole("button", { name: "Take it" }).click();
  await inner.waitForFunction(() => events.length === 3);
  assert.deepEqual(await inner.evaluate(() => events[2]), [
    "dialog-button-click",
    { action: "primary-action-selected" },
  ]);
  await frame("/panel").evaluate(() => send("dialog", "close")); // of the same add-on
  await box.waitFor({ state: "detached" });
  assert.deepEqual(errors, []);
});

test("a dialog closes when its add-on is removed, and keeps the focus inside while it is open", async (t) => {
  const { page, open, box, gone, room, ada } = await quay(t, "com.example.focus");
  await open("full");
  const inside = () => page.evaluate(() => document.querySelector("dialog").contains(document.activeElement));
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press("Tab");
    assert.ok((await inside()) || (await page.evaluate(() => document.activeElement === document.body)));
  }
  assert.equal(
    await page.evaluate(() => document.querySelector(".room-talk textarea").matches(":focus")),
    false,
  );
  const [only] = (await ada.call("GET", `/api/installations?room=${room.id}`)).items;
  await ada.call("DELETE", `/api/installations/${only.id}`);
  await gone();
  assert.equal(await box.count(), 0);
});

test("on a phone a dialog stays within the screen", async (t) => {
  const { open, box, page } = await quay(t, "com.example.hand", { viewport: { width: 1280, height: 800 } });
  await open("xlarge");
  await page.setViewportSize({ width: 390, height: 600 });
  const b = await box.boundingBox();
  assert.ok(b.x >= 0 && b.x + b.width <= 390 && b.y >= 0 && b.y + b.height <= 600, JSON.stringify(b));
});
