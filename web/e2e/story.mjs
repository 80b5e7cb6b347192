import { after, before } from "node:test";
import { launch } from "./browser.mjs";
import { startServer } from "./server.mjs";

/**
 * story runs a server and a browser around the tests of one file. What it gives is filled in before the first test:
 * server, and open, which opens a page in a browser profile of its own.
 */
export function story(options) {
  const s = {};
  before(async () => {
    s.server = await startServer(options);
    s.browser = await launch();
    s.open = async (path, context = {}) => {
      const c = await s.browser.newContext({ viewport: { width: 1280, height: 800 }, ...context });
      c.setDefaultTimeout(30_000);
      const page = await c.newPage();
      await page.goto(new URL(path, s.server.base).href);
      return page;
    };
  });
  after(async () => {
    try {
      await s.browser?.close();
    } finally {
      await s.server?.close();
    }
  });
  return s;
}

/** bodies gives the text of what stands in the log of the open conversation, without names and times. */
export async function bodies(page) {
  return await page.locator('[role="log"] .row-main .text').allInnerTexts();
}
