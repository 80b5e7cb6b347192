// Pictures of the views with real data: light and dark, wide and phone. They go to ../shots.
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { addon } from "./addon.mjs";
import { launch, signIn } from "./browser.mjs";
import { burstViews, startBurst } from "./burst.mjs";
import { catalogue } from "./catalogue.mjs";
import { change } from "./changed.mjs";
import { Client } from "./client.mjs";
import { devScene, startDev } from "./devserver.mjs";
import { gallery } from "./gallery.mjs";
import { harbour } from "./harbour.mjs";
import { newerViews } from "./newer.mjs";
import { hasNodes, startNodes } from "./nodes.mjs";
import { nodeViews } from "./nodeviews.mjs";
import { pictures } from "./pictures.mjs";
import { proxy } from "./proxy.mjs";
import { scene } from "./scene.mjs";
import { admin, startServer } from "./server.mjs";
import { views } from "./views.mjs";

const out = join(dirname(fileURLToPath(import.meta.url)), "../../shots");
const sizes = { wide: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

const opened = [];
const open = async (thing) => {
  opened.push(await thing);
  return opened.at(-1);
};
try {
  await mkdir(out, { recursive: true });
  const drawings = await open(pictures());
  const bot = await open(addon());
  const listed = await open(catalogue(bot.url));
  const server = await open(startServer({ env: { STOA_DIRECTORY: listed.path } }));
  const net = await open(proxy(server.base));
  const fresh = await open(startServer({ setup: true }));
  const browser = await open(launch());
  const ada = await Client.signIn(server.base, admin);
  const made = await scene(ada, drawings.url);
  await change(ada, made);
  made.invite = await ada.call("POST", "/api/admin/invite-url");
  const offer = await ada.call("POST", "/api/installations/preview", { url: bot.url, room: made.design.id });
  await ada.call("POST", "/api/installations", { preview: offer.preview, room: made.design.id });
  made.harbour = {
    bot: await open(harbour()),
    room: await ada.call("POST", "/api/rooms", { name: "Harbour" }),
  };
  await made.harbour.bot.install(ada, made.harbour.room.id);
  const dev = await open(startDev());
  await devScene(dev, bot.url);
  const showCards = await gallery(dev, drawings.url);
  const developer = await browser.newPage();
  await developer.goto(dev.enter_url);
  const developing = await developer.context().storageState();
  const nodes = hasNodes && (await open(startNodes()));
  const burst = await open(startBurst());
  const present = await browser.newPage();
  await present.goto(`${server.base}/chat`);
  await signIn(present, made.grace);
  for (const colorScheme of ["light", "dark"]) {
    for (const [size, viewport] of Object.entries(sizes)) {
      const phone = size === "phone";
      const look = { viewport, colorScheme, reducedMotion: "reduce", hasTouch: phone };
      const context = await browser.newContext(look);
      const page = await context.newPage();
      const shots = (page) => async (view) => {
        await page.evaluate(() => document.fonts.ready);
        await page.screenshot({ path: join(out, `${view}-${size}-${colorScheme}.png`) });
      };
      const shot = shots(page);
      await views({ page, shot, phone, made, net, setup: fresh.link, descriptor: bot.url });
      await context.addCookies(developing.cookies);
      await page.goto(`${dev.base_url}/dev`);
      await page.locator(".dev-line").first().waitFor();
      await shot("inspector");
      if (!phone) await showCards(page, join(out, `cards-${colorScheme}.png`));
      await context.close();
      // Cookies do not know ports: these are of other servers.
      const apart = async (views, of) => {
        const context = await browser.newContext(look);
        const page = await context.newPage();
        await views({ page, shot: shots(page), ...of });
        await context.close();
      };
      await apart(newerViews, { base: server.base, made });
      if (nodes) await apart(nodeViews, { nodes });
      await apart(burstViews, { burst });
    }
  }
} finally {
  for (const thing of opened.reverse()) await thing.close();
}
