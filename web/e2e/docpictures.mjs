// The pictures that the README and the guides show, made anew: ../docs/pictures.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { addon } from "./addon.mjs";
import { launch, signIn } from "./browser.mjs";
import { change } from "./changed.mjs";
import { Client } from "./client.mjs";
import { devScene, startDev } from "./devserver.mjs";
import { gallery } from "./gallery.mjs";
import { pictures } from "./pictures.mjs";
import { scene } from "./scene.mjs";
import { admin, startServer } from "./server.mjs";

const out = join(dirname(fileURLToPath(import.meta.url)), "../../docs/pictures");
const wide = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };

const opened = [];
const open = async (thing) => {
  opened.push(await thing);
  return opened.at(-1);
};
try {
  const drawings = await open(pictures());
  const bot = await open(addon());
  const server = await open(startServer());
  const browser = await open(launch());
  const ada = await Client.signIn(server.base, admin);
  await ada.call("PATCH", "/api/me", { name: "Ada Lovelace" });
  const made = await scene(ada, drawings.url);
  await ada.call("PATCH", `/api/rooms/${made.long.id}`, { name: "Announcements" });
  await change(ada, made);
  for (const { client } of [made.grace, made.linus]) {
    const feed = await client.live();
    opened.push({ close: () => feed.close() });
  }
  const { items } = await ada.call("GET", `/api/conversations/${made.ops.conversation}/events?limit=1`);
  await ada.call("PUT", `/api/conversations/${made.ops.conversation}/read`, { seq: items[0].seq });

  const enter = async (viewport, colorScheme) => {
    const look = { viewport, colorScheme, reducedMotion: "reduce", hasTouch: viewport === phone };
    const page = await (await browser.newContext(look)).newPage();
    await page.goto(`${server.base}/chat`);
    await signIn(page, admin);
    const go = async (path, ready) => {
      await page.goto(server.base + path);
      await ready.waitFor();
      await page.waitForLoadState("networkidle");
    };
    const shot = async (name) => {
      await page.evaluate(() => document.fonts.ready);
      await page.screenshot({ path: join(out, `${name}.png`) });
    };
    return { page, go, shot };
  };
  const ops = (page) => [`/chat/room/${made.ops.id}`, page.getByText("I will write it up")];

  const small = await enter(phone, "light");
  await small.go("/chat", small.page.getByRole("link", { name: /Design/ }).first());
  await small.shot("list-phone");
  await small.go(...ops(small.page));
  await small.shot("room-phone");

  const dark = await enter(wide, "dark");
  await dark.go(...ops(dark.page));
  await dark.page.getByRole("button", { name: /4 replies/ }).click();
  await dark.page.getByRole("complementary", { name: "Thread" }).getByText("Please.").waitFor();
  await dark.shot("thread-dark");

  const { page, go, shot } = await enter(wide, "light");
  await go(...ops(page));
  await shot("room-light");
  await go(`/rooms/tokens/${made.ops.id}`, page.getByRole("button", { name: "Create", exact: true }));
  await page.getByLabel("Name of the integration").fill("Nightly build");
  await page.getByLabel(/API v1/).check();
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await page.getByText("is ready").waitFor();
  await shot("integrate");
  await go(`/chat/room/${made.writing.id}`, page.getByText("line 1 of a pasted wall"));
  await page.locator("code .hljs-keyword").first().waitFor();
  await page.getByRole("log").evaluate((log) => log.scrollTo(0, 0));
  await page.getByRole("button", { name: "Jump to newest" }).waitFor();
  await shot("writing-light");

  const dev = await open(startDev());
  await devScene(dev, bot.url);
  await page.goto(dev.enter_url);
  await page.goto(`${dev.base_url}/dev`);
  await page.locator(".dev-line").first().waitFor();
  await shot("inspector");
  const showCards = await gallery(dev, drawings.url);
  await showCards(page, join(out, "cards-light.png"));
  await page.emulateMedia({ colorScheme: "dark" });
  await showCards(page, join(out, "cards-dark.png"));
} finally {
  for (const thing of opened.reverse()) await thing.close();
}
