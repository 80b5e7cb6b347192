import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "../../test/stoa.mjs";
import { launch, watchErrors } from "./browser.mjs";
import { proxy } from "./proxy.mjs";
import { startServer } from "./server.mjs";

/** day runs a server that nobody has set up, behind a network that can be cut, and a browser. */
export async function day() {
  const data = await mkdtemp(join(tmpdir(), "stoa-day-"));
  const listen = `127.0.0.1:${await freePort()}`;
  const net = await proxy(`http://${listen}`);
  // Links that the server makes lead over the network as well.
  const start = (setup) => startServer({ setup, data, listen, env: { STOA_BASE_URL: net.base } });
  let server = await start(true);
  const browser = await launch();
  const errors = [];
  return {
    net,
    link: server.link,
    errors,
    /** open opens a page in a browser profile of its own. */
    async open(path, context = {}) {
      const c = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...context });
      c.setDefaultTimeout(30_000);
      const page = await c.newPage();
      watchErrors(page, errors);
      await page.goto(new URL(path, net.base).href);
      return page;
    },
    /** restart kills the server without a word and starts it again. */
    async restart() {
      await server.kill();
      server = await start(false);
    },
    async close() {
      for (const thing of [browser, net, server]) await thing.close();
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** shell runs a command line as somebody pastes it into their shell. */
export async function shell(line) {
  const { stdout } = await promisify(execFile)("sh", ["-ec", line], { timeout: 20_000 });
  return stdout;
}

/** curl posts a body to an address with the program of that name, and fails when it is not taken. */
export function curl(url, body) {
  const flags = [
    "-sS",
    "--fail-with-body",
    "-H",
    "Content-Type: application/json",
    "-d",
    JSON.stringify(body),
  ];
  return promisify(execFile)("curl", [...flags, url], { timeout: 20_000 });
}

/** card is what a build server posts beside its message. */
export const card = {
  color: "green",
  message: "Build 512 passed",
  message_format: "text",
  card: {
    style: "application",
    id: "build-512",
    format: "medium",
    title: "Build 512",
    url: "https://ci.example.com/512",
    description: "All 1,204 tests passed.",
    attributes: [{ label: "Branch", value: { label: "main", style: "lozenge-success" } }],
  },
};
