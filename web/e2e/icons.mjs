// Draws the icons of the installed page from public/icons/icon.svg: node e2e/icons.mjs
import { readFile } from "node:fs/promises";
import { launch } from "./browser.mjs";

const folder = new URL("../public/icons/", import.meta.url);
const drawing = await readFile(new URL("icon.svg", folder), "utf8");
const white = drawing.replace(/<rect[^>]*\/>/, "");
const browser = await launch();
try {
  const page = await browser.newPage();
  for (const [name, size, svg, ground] of [
    ["icon-192.png", 192, drawing, "transparent"],
    ["icon-512.png", 512, drawing, "transparent"],
    // Systems cut their own shape out of this one, so its ground goes to the edge and its drawing keeps away from it.
    ["maskable-512.png", 512, white.replace('viewBox="0 0 32 32"', 'viewBox="-4 -4 40 40"'), "#1f6168"],
    ["badge-96.png", 96, white, "transparent"],
  ]) {
    await page.setViewportSize({ width: size, height: size });
    await page.setContent(
      `<style>html,body{margin:0;background:${ground}}svg{display:block;width:${size}px}</style>${svg}`,
    );
    await page.screenshot({ path: new URL(name, folder).pathname, omitBackground: true });
  }
} finally {
  await browser.close();
}
