// winston-hipchat 0.1.3 speaks API v1 by the query of a POST without a body. It knows no address but the vendor's, so its
// process is one of a network where that name leads to the server: it runs in a child of its own.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { covers, published } from "../coverage/coverage.mjs";
import { certificates, start } from "../stoa.mjs";

const run = promisify(execFile);
const beside = (name) => fileURLToPath(new URL(name, import.meta.url));

let stoa;
let tls;

before(async () => {
	tls = await certificates();
	stoa = await start({ tls });
});
after(async () => {
	await stoa?.stop();
	await rm(tls.dir, { recursive: true, force: true });
	await covers(await published("winston-hipchat"), stoa);
});

test("winston-hipchat logs into a room of a server that stands where the vendor's name leads", async () => {
	const room = await stoa.room("Ops Room");
	const { token } = await stoa.cli("token", "create", "--v1", "notification", "--name", "winston", "--json");
	const { stdout } = await run(process.execPath, ["--require", beside("lead-vendor-name.cjs"), beside("log-by-winston.cjs"), room.name, token], {
		env: { ...process.env, NODE_EXTRA_CA_CERTS: tls.ca, NODE_NO_WARNINGS: "1", STOA_TLS_HOST: stoa.tlsHost },
		timeout: 60_000,
	});
	assert.deepEqual(JSON.parse(stdout), ["logged", "winston: hipchat: HTTP Status Code: 401"]);
	const posted = (await stoa.history(room)).map((m) => [m.from, m.message, m.color, m.message_format, m.notify]);
	assert.deepEqual(posted, [["Winston", '97% & rising: dépôt\n\n{\n  "disk": "sda"\n}', "red", "text", true]]);
});
