import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
/** The program that is tested. */
export const binary = resolve(process.env.STOA_BIN ?? join(here, "../../bin/stoa"));

// A signal alone would skip the handlers of "exit".
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1));

/** The first administrator of a server started with one. */
export const admin = { email: "ada@example.com", password: "correct horse battery" };

/**
 * startServer runs a server of its own on a free port with an empty data directory, with a first administrator or,
 * if setup is true, with a set-up link instead. It gives the base URL, the link, and close. With data, a directory, that
 * one is used and left; kill ends the server without a word. listen is the address, "127.0.0.1:0" for a free port; limits are on or off.
 */
export async function startServer({
  setup = false,
  env = {},
  data: kept,
  listen = "127.0.0.1:0",
  limits = "off",
} = {}) {
  const data = kept ?? (await mkdtemp(join(tmpdir(), "stoa-e2e-")));
  const first = setup ? {} : { STOA_ADMIN_EMAIL: admin.email, STOA_ADMIN_PASSWORD: admin.password };
  const child = spawn(binary, ["serve", "--listen", listen, "--data", data, "--rate-limits", limits], {
    env: { PATH: process.env.PATH, ...first, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(child, "exit");
  const remove = () => kept || rmSync(data, { recursive: true, force: true, maxRetries: 3 });
  // When this process has to end, its server ends too.
  const abandon = () => {
    child.kill("SIGKILL");
    remove();
  };
  process.once("exit", abandon);
  const close = async () => {
    child.kill("SIGTERM");
    await exited;
    process.off("exit", abandon);
    remove();
  };
  const kill = async () => {
    child.kill("SIGKILL");
    await exited;
    process.off("exit", abandon);
  };
  const log = [];
  const found = await Promise.race([
    announced(child, setup, log),
    exited.then(([code]) => Promise.reject(new Error(`the server ended with ${code}:\n${log.join("\n")}`))),
  ]);
  return { ...found, close, kill, log };
}

/** announced reads what the server prints until it has said where it listens and, if wanted, the set-up link. */
async function announced(child, setup, log) {
  let base;
  let link;
  return await new Promise((done) => {
    const read = (line) => {
      log.push(line);
      for (const [url] of line.matchAll(/http:\/\/(?:localhost|127\.0\.0\.1):\d+[^\s"]*/g)) {
        base ??= new URL(url).origin;
        if (url.includes("/setup?token=")) link ??= url;
      }
      if (base && (!setup || link)) done({ base, link });
    };
    for (const stream of [child.stdout, child.stderr]) createInterface(stream).on("line", read);
  });
}
