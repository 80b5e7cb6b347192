// How soon another person sees what somebody sends, and how soon the page can be used. It prints figures for
// docs/performance.md and asserts nothing.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { launch, signIn } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin, binary, startServer } from "./server.mjs";

const sockets = 200;
const perSecond = 50;
const sends = 100;

const opened = [];
const open = async (thing) => {
  opened.push(await thing);
  return opened.at(-1);
};

try {
  const server = await open(startServer());
  const browser = await open(launch());
  const ada = await Client.signIn(server.base, admin);
  const grace = await ada.person("Grace Hopper", "grace@example.com");
  const quiet = await ada.room("Quiet");
  await grace.client.call("POST", `/api/rooms/${quiet.id}/join`);

  const enter = async (who, path) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await page.goto(server.base + path);
    await signIn(page, who);
    await page.goto(server.base + path);
    await page.getByRole("textbox", { name: /^Message/ }).waitFor();
    return page;
  };
  const writer = await enter(admin, `/chat/room/${quiet.id}`);
  const reader = await enter(grace, `/chat/room/${quiet.id}`);

  console.log("alone:", await seen(writer, reader));
  const load = await open(crowd(server.base, await tokenOf(server.base)));
  console.log(`beside ${sockets} sockets and ${perSecond} posts/s:`, await seen(writer, reader));
  console.log("what the crowd heard:", await load.end());
  console.log("first load:", await firstLoad(browser, server.base, `/chat/room/${quiet.id}`));
} finally {
  for (const thing of opened.reverse()) await thing.close();
}

/** tokenOf gives a token of the administrator's. */
async function tokenOf(base) {
  const form = { grant_type: "password", username: admin.email, password: admin.password };
  const res = await fetch(`${base}/v2/oauth/token`, { method: "POST", body: new URLSearchParams(form) });
  return (await res.json()).access_token;
}

/**
 * crowd opens sockets in a room and posts there at a steady rate, in a process of its own that is no browser, so that
 * nothing is measured but what the server has to do for it.
 */
async function crowd(base, token) {
  const args = [
    "bench",
    "steady",
    "--against",
    base,
    "--sockets",
    sockets,
    "--rate",
    perSecond,
    "--duration",
    "30s",
  ];
  const child = spawn(binary, [...args, "--json"], {
    env: { STOA_TOKEN: token },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let report = "";
  child.stdout.on("data", (part) => {
    report += part;
  });
  const ended = new Promise((done) => child.once("exit", done));
  const said = createInterface(child.stderr);
  await new Promise((ready, gone) => {
    said.on("line", (line) => line.startsWith("steady:") && ready());
    ended.then((code) => gone(new Error(`the crowd ended with ${code}`)));
  });
  const end = async () => {
    if ((await ended) !== 0) throw new Error("the crowd was not heard to the end");
    const { rate, stoa } = JSON.parse(report).steady;
    return `${rate} posts/s, ${Math.round(stoa.per_second)} deliveries/s, p50 ${stoa.screen.p50_ms} ms`;
  };
  return { end, close: () => child.kill() };
}

/** seen sends messages from one page, one after the other, and takes the time until each stands in the other. */
async function seen(writer, reader) {
  const times = [];
  for (let i = 0; i < sends; i++) {
    const text = `mark ${crypto.randomUUID()}`;
    await writer.getByRole("textbox", { name: /^Message/ }).fill(text);
    const arrived = reader.evaluate(arrival, text);
    // The send is timed inside the page, so that the time of the driver is not counted.
    const sent = await writer.evaluate(() => {
      const at = performance.timeOrigin + performance.now();
      document.querySelector(".composer button[type=submit], .composer [aria-label='Send']").click();
      return at;
    });
    times.push((await arrived) - sent);
  }
  times.sort((a, b) => a - b);
  const at = (q) => Math.round(times[Math.floor(q * (times.length - 1))]);
  return `median ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms`;
}

/** arrival waits, inside a page, until a text stands in the log. */
function arrival(text) {
  const log = document.querySelector('[role="log"]');
  return new Promise((done) => {
    const look = () => {
      if (!log.textContent.includes(text)) return false;
      done(performance.timeOrigin + performance.now());
      return true;
    };
    if (look()) return;
    const observer = new MutationObserver(() => look() && observer.disconnect());
    observer.observe(log, { childList: true, subtree: true, characterData: true });
  });
}

/** firstLoad opens a conversation with an empty cache. */
async function firstLoad(browser, base, path) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(base + path);
  await signIn(page, admin);
  const session = await context.storageState();
  await context.close();
  const fresh = await browser.newContext({ storageState: session });
  const again = await fresh.newPage();
  await again.goto(base + path);
  await again.getByRole("textbox", { name: /^Message/ }).waitFor();
  const figures = await again.evaluate(() => {
    const script = performance.getEntriesByType("resource").filter((r) => r.name.endsWith(".js"));
    return {
      files: script.length,
      transferred: script.reduce((n, r) => n + r.transferSize, 0),
      usable: Math.round(performance.now()),
      requests: performance.getEntriesByType("resource").length,
    };
  });
  await fresh.close();
  return `${figures.files} scripts, ${Math.round(figures.transferred / 1000)} kB of them over the wire; the box can be used after at most ${figures.usable} ms; ${figures.requests} requests`;
}
