import { test } from "node:test";
import { inspect } from "./axe.mjs";
import { signIn } from "./browser.mjs";
import { change, changed } from "./changed.mjs";
import { Client } from "./client.mjs";
import { pictures } from "./pictures.mjs";
import { scene } from "./scene.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();

test("nothing serious stands in the way of anyone where messages change", async (t) => {
  const drawings = await pictures();
  t.after(() => drawings.close());
  const ada = await Client.signIn(s.server.base, admin);
  const made = await scene(ada, drawings.url);
  await change(ada, made);
  const ways = [
    ["phone", "dark"],
    ["wide", "light"],
  ];
  // A short run looks in one way only.
  for (const [size, colorScheme] of process.env.STOA_SHORT ? ways.slice(0, 1) : ways) {
    const phone = size === "phone";
    const viewport = phone ? { width: 390, height: 844 } : { width: 1280, height: 800 };
    const page = await s.open("/chat", { colorScheme, viewport, hasTouch: phone, reducedMotion: "reduce" });
    await signIn(page, admin);
    const go = async (path, ready) => {
      await page.goto(s.server.base + path);
      await ready.waitFor();
    };
    await changed(page, go, (view) => inspect(page, `${view} ${size} ${colorScheme}`), made, phone);
    await page.context().close();
  }
});
