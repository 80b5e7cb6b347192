// Pictures of what each kind of sender looks like in a room: the payloads of internal/format/testdata, and a mail, posted to a
// server of its own and photographed, light and dark. They go to ../docs/senders.
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createConnection } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../../test/stoa.mjs";
import { launch, signIn } from "./browser.mjs";
import { Client } from "./client.mjs";
import { pictures } from "./pictures.mjs";
import { admin, startServer } from "./server.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const testdata = join(root, "internal/format/testdata");
const out = join(root, "docs/senders");
const only = process.argv.slice(2);

/** payloadsOf gives the requests of one kind: headers, an empty line, a body. */
async function payloadsOf(kind) {
  const files = (await readdir(join(testdata, kind))).filter((name) => name.endsWith(".http"));
  return Promise.all(
    files.map(async (name) => {
      const text = await readFile(join(testdata, kind, name), "utf8");
      const end = text.indexOf("\n\n");
      const headers = text
        .slice(0, end)
        .split("\n")
        .filter(Boolean)
        .map((line) => line.split(/:\s*(.*)/, 2));
      return { name, headers: Object.fromEntries(headers), body: text.slice(end + 2) };
    }),
  );
}

/** letter is a mail as a machine sends one. */
const letter = [
  "From: Backup of db1 <backup@db1.example.com>",
  "Subject: Backup of db1 has failed",
  "Content-Type: text/plain; charset=utf-8",
  "",
  "The nightly backup ended with 1.",
  "",
  "  pg_dump: error: connection to server failed",
  "",
  "Log: https://db1.example.com/backup/2026-11-26",
];

/** mail hands a letter to the server. */
async function mail(port, to) {
  const socket = createConnection(port, "127.0.0.1");
  const lines = [
    "EHLO db1",
    "MAIL FROM:<backup@db1.example.com>",
    `RCPT TO:<${to}>`,
    "DATA",
    [...letter, "."].join("\r\n"),
    "QUIT",
  ];
  for await (const answer of socket.setEncoding("utf8")) {
    if (/^[45]/.test(answer)) throw new Error(answer);
    if (lines.length > 0) socket.write(`${lines.shift()}\r\n`);
  }
}

/** webp is a picture of the browser's made small. */
async function webp(page, png) {
  const url = await page.evaluate(
    async (from) => {
      const image = await createImageBitmap(await (await fetch(from)).blob());
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [image.width, image.height];
      canvas.getContext("2d").drawImage(image, 0, 0);
      return canvas.toDataURL("image/webp", 0.85);
    },
    `data:image/png;base64,${png.toString("base64")}`,
  );
  return Buffer.from(url.split(",")[1], "base64");
}

const opened = [];
const open = async (thing) => {
  opened.push(await thing);
  return opened.at(-1);
};
try {
  await mkdir(out, { recursive: true });
  const drawings = await open(pictures());
  const port = await freePort();
  const server = await open(
    startServer({ env: { STOA_MAIL_LISTEN: `127.0.0.1:${port}`, STOA_MAIL_DOMAIN: "chat.example.com" } }),
  );
  const ada = await Client.signIn(server.base, admin);
  const browser = await open(launch());
  const maker = await browser.newPage();
  const found = [...(await readdir(testdata)).filter((name) => name !== "fuzz"), "mail"].sort();
  const kinds = [];
  for (const kind of found.filter((name) => only.length === 0 || only.includes(name))) {
    const room = await ada.call("POST", "/api/rooms", { name: kind });
    const made = await ada.call("POST", `/api/rooms/${room.id}/tokens`, { name: "Tools", v1: false });
    kinds.push({ kind, room });
    if (kind === "mail") {
      await mail(port, made.mail);
      continue;
    }
    for (const { name, headers, body } of await payloadsOf(kind)) {
      const url = `${new URL(new URL(made.hook).pathname, server.base).href}?key=${name}`; // each is shown, also where it is news
      const shown = body.replace(/https?:\/\/[^"\s]+\.(png|jpg|gif)/g, `${drawings.url}/$&`);
      const res = await fetch(url, { method: "POST", headers, body: shown });
      if (!res.ok) throw new Error(`${kind}/${name}: ${res.status} ${await res.text()}`);
    }
  }
  for (const colorScheme of ["light", "dark"]) {
    const context = await browser.newContext({
      viewport: { width: 980, height: 4000 },
      colorScheme,
      reducedMotion: "reduce",
      bypassCSP: true, // for the style of a picture
    });
    const page = await context.newPage();
    await page.goto(`${server.base}/chat`);
    await signIn(page, admin);
    for (const { kind, room } of kinds) {
      await page.goto(`${server.base}/chat/room/${room.id}`);
      const lines = page.getByRole("log").getByRole("article", { name: /notification/ });
      await lines.first().waitFor();
      await page.waitForLoadState("networkidle");
      const folded = lines.getByRole("button", { name: /^Show (more|details)$/ });
      while ((await folded.count()) > 0) await folded.first().click(); // it is called otherwise then
      await page.evaluate(() => document.fonts.ready);
      const first = await lines.first().boundingBox();
      const last = await lines.last().boundingBox();
      const clip = { x: first.x, y: first.y - 8, width: 740, height: last.y + last.height - first.y + 16 };
      const png = await page.screenshot({ clip, style: ".tools { display: none }" });
      await writeFile(join(out, `${kind}-${colorScheme}.webp`), await webp(maker, png));
      if (process.env.SHOTS) await writeFile(join(process.env.SHOTS, `${kind}-${colorScheme}.png`), png);
    }
    await context.close();
  }
} finally {
  for (const thing of opened.reverse()) await thing.close();
}
