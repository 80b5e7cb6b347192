import { execFile } from "node:child_process";
import { createECDH, randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import ece from "http_ece";

/**
 * pushService plays a push service over https, with a browser that it belongs to. It gives the environment of a server
 * that may call it, the browser's subscription, and next, which waits for a push and decrypts it as the browser would.
 */
export async function pushService() {
  const folder = await mkdtemp(join(tmpdir(), "stoa-push-"));
  await promisify(execFile)("go", ["run", "./test/certificate", folder], {
    cwd: new URL("../..", import.meta.url).pathname,
  });
  const [cert, key] = await Promise.all(["cert.pem", "key.pem"].map((name) => readFile(join(folder, name))));
  const browser = createECDH("prime256v1");
  browser.generateKeys();
  const auth = randomBytes(16);
  const came = [];
  const waiting = [];
  const server = createServer({ cert, key }, async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    const plain = ece.decrypt(Buffer.concat(parts), {
      version: "aes128gcm",
      privateKey: browser,
      authSecret: auth.toString("base64url"),
    });
    response.writeHead(201).end();
    const push = { headers: request.headers, message: JSON.parse(plain.toString()) };
    const waits = waiting.shift();
    if (waits) waits(push);
    else came.push(push);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    env: { STOA_TRUST_CA: join(folder, "ca.pem"), STOA_OUTBOUND_ALLOW: "127.0.0.1" },
    subscription: {
      endpoint: `https://127.0.0.1:${server.address().port}/push/1`,
      expirationTime: null,
      keys: { p256dh: browser.getPublicKey("base64url"), auth: auth.toString("base64url") },
    },
    next: () => (came.length > 0 ? came.shift() : new Promise((take) => waiting.push(take))),
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
