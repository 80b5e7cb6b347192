import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const test = join(dirname(fileURLToPath(import.meta.url)), "../../test/directory");
const programs = "/usr/sbin";

/** Whether there is a directory server to start. */
export const hasSlapd = existsSync(join(programs, "slapd"));

/** startSlapd runs a directory of its own, without TLS, with the people of test/directory. */
export async function startSlapd() {
  const dir = mkdtempSync(join(tmpdir(), "stoa-slapd-"));
  const conf = readFileSync(join(test, "slapd.conf"), "utf8")
    .replaceAll("@DIR@", dir)
    .replace(/^TLS.*\n/gm, "");
  writeFileSync(join(dir, "slapd.conf"), conf);
  mkdirSync(join(dir, "data"));
  execFileSync(join(programs, "slapadd"), [
    "-q",
    "-f",
    join(dir, "slapd.conf"),
    "-l",
    join(test, "people.ldif"),
  ]);
  const port = await freePort();
  const child = spawn(
    join(programs, "slapd"),
    ["-d", "256", "-f", join(dir, "slapd.conf"), "-h", `ldap://127.0.0.1:${port}`],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const exited = once(child, "exit");
  const abandon = () => child.kill("SIGKILL");
  process.once("exit", abandon);
  await new Promise((done, failed) => {
    createInterface(child.stderr).on("line", (line) => line.includes("slapd starting") && done());
    exited.then(([code]) => failed(new Error(`slapd ended with ${code}`)));
  });
  return {
    port,
    close: async () => {
      child.kill("SIGKILL");
      await exited;
      process.off("exit", abandon);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}
