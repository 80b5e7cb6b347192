// Pictures of the main views with real data: light and dark, wide and phone. They go to ../shots.
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch, signIn } from "./browser.mjs";
import { Client } from "./client.mjs";
import { pictures } from "./pictures.mjs";
import { scene } from "./scene.mjs";
import { admin, startServer } from "./server.mjs";

const out = join(dirname(fileURLToPath(import.meta.url)), "../../shots");
const sizes = { wide: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

await mkdir(out, { recursive: true });
const drawings = await pictures();
const server = await startServer();
const fresh = await startServer({ setup: true });
const browser = await launch();
try {
  const ada = await Client.signIn(server.base, admin);
  const made = await scene(ada, drawings.url);
  const present = await browser.newPage();
  await present.goto(`${server.base}/chat`);
  await signIn(present, made.grace);
  for (const scheme of ["light", "dark"]) {
    for (const [name, viewport] of Object.entries(sizes)) await views(made, scheme, name, viewport);
  }
} finally {
  await browser.close();
  await Promise.all([server.close(), fresh.close(), drawings.close()]);
}

async function views(made, colorScheme, size, viewport) {
  const context = await browser.newContext({
    viewport,
    colorScheme,
    reducedMotion: "reduce",
    hasTouch: size === "phone",
  });
  const page = await context.newPage();
  const shot = (view) => page.screenshot({ path: join(out, `${view}-${size}-${colorScheme}.png`) });
  const go = async (path, ready) => {
    await page.goto(server.base + path);
    await ready().waitFor();
    await page.evaluate(() => document.fonts.ready);
    await page.waitForLoadState("networkidle");
  };
  await page.goto(fresh.link);
  await page.getByLabel("Name of the group").waitFor();
  await shot("setup");
  await page.goto(`${server.base}/chat`);
  await page.getByLabel("E-mail").waitFor();
  await shot("sign-in");
  await signIn(page, admin);
  await go("/chat", () => page.getByRole("link", { name: /Design/ }).first());
  if (size === "phone") await shot("list");
  await go(`/chat/room/${made.ops.id}`, () => page.getByText("I will write it up"));
  await shot("room");
  await go("/chat/lobby", () => page.getByText("Deploys on Tuesday"));
  await shot("lobby");
  await go(`/chat/room/${made.ops.id}`, () => page.getByText("I will write it up"));
  await page.getByRole("textbox", { name: "Message Ops" }).fill("@gr");
  await page.getByRole("option").first().waitFor();
  await shot("completion");
  await go(`/chat/user/${made.grace.user.id}`, () => page.getByText("Lunch at noon?"));
  await shot("direct");
  await go(`/rooms/tokens/${made.ops.id}`, () => page.getByRole("button", { name: "Create", exact: true }));
  await page.getByLabel("Name of the integration").fill("Nightly build");
  await page.getByLabel(/API v1/).check();
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await page.getByText("is ready").waitFor();
  await shot("integrate");
  await go(`/rooms/addons/${made.ops.id}`, () => page.getByText("None yet."));
  await shot("addons");
  await context.close();
}
