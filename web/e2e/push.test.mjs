import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, signIn, watchErrors, whole } from "./browser.mjs";
import { Client } from "./client.mjs";
import { proxy } from "./proxy.mjs";
import { pushService } from "./pushservice.mjs";
import { admin, startServer } from "./server.mjs";

let service;
let server;
let browser;
before(async () => {
  service = await pushService();
  server = await startServer({ env: service.env });
  browser = await launch({ executablePath: whole });
});
after(async () => {
  for (const thing of [browser, server, service]) await thing?.close();
});

test("a push is asked for in the settings, comes when the page is closed, and is shown by the service worker", async () => {
  const ada = await Client.signIn(server.base, admin);
  const grace = await ada.person("Grace Hopper", "grace@example.com");
  const room = await ada.room("Ops");
  await grace.client.call("POST", `/api/rooms/${room.id}/join`);
  const context = await browser.newContext({ permissions: ["notifications"] });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const errors = watchErrors(page);
  // The browser's own push service is not reached from a test, so the browser is given another one.
  await page.addInitScript((subscription) => {
    let now = null;
    const made = {
      ...subscription,
      options: {},
      toJSON: () => subscription,
      unsubscribe: async () => (now = null),
    };
    PushManager.prototype.getSubscription = async () => now;
    PushManager.prototype.subscribe = async (options) => {
      if (options.applicationServerKey.length !== 65 || !options.userVisibleOnly)
        throw new Error("bad options");
      now = made;
      return made;
    };
  }, service.subscription);
  await page.goto(`${server.base}/account`);
  await signIn(page, grace);
  const box = page.getByRole("checkbox", { name: /Push to this browser/ });
  await box.click();
  await page.getByRole("checkbox", { name: /Push to this browser/, checked: true }).waitFor();

  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
  const devtools = await context.newCDPSession(page);
  const registrations = [];
  devtools.on("ServiceWorker.workerRegistrationUpdated", (e) => registrations.push(...e.registrations));
  await devtools.send("ServiceWorker.enable");
  await page.goto("about:blank");
  await gone(ada, grace.user.id);
  await ada.say(room.conversation, "Tea is ready");
  const { headers, message } = await service.next();
  assert.equal(headers["content-encoding"], "aes128gcm");
  assert.match(headers.authorization, /^vapid t=[\w.-]+, k=[\w-]{87}$/);
  assert.deepEqual(message, {
    title: "Administrator in Ops",
    body: "Tea is ready",
    tag: `conversation-${room.conversation}`,
    url: `/chat/room/${room.id}`,
  });

  await page.goto(`${server.base}/chat`);
  await page.locator(".shell").waitFor();
  // Chromium may forget a notification when somebody asks for those that there are while it is being shown. So both are
  // shown before anybody but the worker asks.
  await worker.evaluate(() => {
    const { registration } = self;
    const show = registration.showNotification.bind(registration);
    self.shows = 0;
    registration.showNotification = async (...how) => {
      await show(...how);
      self.shows++;
    };
  });
  for (let n = 0; n < 2; n++) {
    await devtools.send("ServiceWorker.deliverPushMessage", {
      origin: server.base,
      registrationId: registrations.at(-1).registrationId,
      data: JSON.stringify(message),
    });
  }
  await until(async () => (await worker.evaluate(() => self.shows)) === 2);
  const shown = await worker.evaluate(async () =>
    (await self.registration.getNotifications()).map((n) => ({
      title: n.title,
      body: n.body,
      data: n.data,
    })),
  );
  assert.deepEqual(shown, [
    {
      title: "Administrator in Ops (2)",
      body: "Tea is ready",
      data: { url: `/chat/room/${room.id}`, count: 2 },
    },
  ]);
  assert.deepEqual(errors, []);
  await context.close();
});

test("the page can be installed, and says so itself when there is no server", async (t) => {
  const net = await proxy(server.base);
  t.after(() => net.close());
  const context = await browser.newContext();
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  await page.goto(`${net.base}/chat`);
  await page.getByLabel("E-mail").waitFor();
  const devtools = await context.newCDPSession(page);
  const manifest = await devtools.send("Page.getAppManifest");
  assert.deepEqual(manifest.errors, []);
  assert.match(manifest.data, /"start_url"/);
  // What is left is only that this browser has no window to put it in.
  const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
  assert.deepEqual(
    installabilityErrors.map((e) => e.errorId).filter((id) => id !== "in-incognito"),
    [],
  );
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller)
      await new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done));
  });
  net.cut();
  await page.goto(`${net.base}/chat/lobby`);
  await page.getByText("The server cannot be reached").waitFor();
  assert.equal(await page.locator("img").evaluate((i) => i.naturalWidth > 0), true);
  net.mend();
  await page.getByRole("link", { name: "Try again" }).click();
  await page.getByLabel("E-mail").waitFor();
  await context.close();
});

/** gone waits until a person is not there any more. */
async function gone(client, id) {
  await until(async () => {
    const { items } = await client.call("GET", "/api/users");
    return !items.find((u) => u.id === id).presence.online;
  });
}

async function until(holds) {
  const end = Date.now() + 20_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error("it did not come to that");
    await new Promise((done) => setTimeout(done, 100));
  }
}
