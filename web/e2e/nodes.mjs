import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { proxy } from "./proxy.mjs";
import { startServer } from "./server.mjs";

const found = (where) => where.find((path) => existsSync(path));
const nats = found(["/usr/sbin/nats-server", "/usr/local/bin/nats-server"]);

function postgres() {
  try {
    return join(execFileSync("pg_config", ["--bindir"], { encoding: "utf8" }).trim(), "postgres");
  } catch {
    return "";
  }
}

/** Whether there is what nodes stand on. */
export const hasNodes = nats !== undefined && existsSync(postgres());

/**
 * startNodes runs two servers on a PostgreSQL and a NATS of their own. wires are the ways from each to NATS, which can be cut
 * and mended.
 */
export async function startNodes() {
  const opened = [];
  const open = async (thing) => {
    opened.push(await thing);
    return opened.at(-1);
  };
  const close = async () => {
    for (const thing of opened.splice(0).reverse()) await thing.close();
  };
  try {
    const dir = mkdtempSync(join(tmpdir(), "stoa-nodes-"));
    chmodSync(dir, 0o755);
    opened.push({ close: () => rmSync(dir, { recursive: true, force: true, maxRetries: 3 }) });
    const database = await open(startPostgres(join(dir, "postgres")));
    const bus = await open(startNats());
    const servers = [];
    const wires = [];
    for (const name of ["one", "two"]) {
      const data = join(dir, name);
      mkdirSync(data);
      if (servers.length > 0) copyFileSync(join(dir, "one", "secret.key"), join(data, "secret.key"));
      wires.push(await open(proxy(bus.url)));
      const env = { STOA_DATABASE: database.url, STOA_BUS: wires.at(-1).base.replace("http", "nats") };
      servers.push(await open(startServer({ data, env })));
    }
    return { servers, wires, close };
  } catch (err) {
    await close();
    throw err;
  }
}

/** startPostgres runs one that forgets everything, as the user postgres when this is root. */
async function startPostgres(dir) {
  const program = postgres();
  mkdirSync(dir);
  const as = {};
  if (process.getuid() === 0) {
    as.uid = Number(execFileSync("id", ["-u", "postgres"], { encoding: "utf8" }));
    as.gid = Number(execFileSync("id", ["-g", "postgres"], { encoding: "utf8" }));
    chownSync(dir, as.uid, as.gid);
  }
  const data = join(dir, "data");
  execFileSync(
    program.replace(/postgres$/, "initdb"),
    ["-D", data, "-U", "stoa", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
    { ...as, cwd: dir, stdio: "pipe" },
  );
  const port = await freePort();
  const child = await listening(
    spawn(program, ["-D", data, "-h", "127.0.0.1", "-p", port, "-k", dir, "-c", "fsync=off"], {
      ...as,
      cwd: dir,
      stdio: ["ignore", "ignore", "pipe"],
    }),
    "ready to accept connections",
  );
  return { url: `postgres://stoa@127.0.0.1:${port}/postgres`, close: () => child.end("SIGINT") };
}

async function startNats() {
  const port = await freePort();
  const child = await listening(
    spawn(nats, ["-a", "127.0.0.1", "-p", port], { stdio: ["ignore", "ignore", "pipe"] }),
    "Server is ready",
  );
  return { url: `http://127.0.0.1:${port}`, close: () => child.end("SIGKILL") };
}

/** listening waits until a program has said that it listens. It ends with this process. */
async function listening(child, words) {
  const exited = once(child, "exit");
  const abandon = () => child.kill("SIGKILL");
  process.once("exit", abandon);
  await new Promise((done, failed) => {
    createInterface(child.stderr).on("line", (line) => line.includes(words) && done());
    exited.then(([code]) => failed(new Error(`${child.spawnfile} ended with ${code}`)), failed);
  });
  return {
    async end(signal) {
      child.kill(signal);
      await exited;
      process.off("exit", abandon);
    },
  };
}

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return String(port);
}
