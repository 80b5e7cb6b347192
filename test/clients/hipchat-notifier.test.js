// hipchat-notifier 1.1.0 speaks API v2 over HTTPS only. It is given a room, a room's token and host:port. Node trusts
// an authority only from the start of a process, so the client runs in a child of its own.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { covers, published } from "../coverage/coverage.mjs";
import { certificates, start } from "../stoa.mjs";

const run = promisify(execFile);
const script = fileURLToPath(new URL("./notify-over-https.cjs", import.meta.url));

let stoa;
let tls;

before(async () => {
	tls = await certificates();
	stoa = await start({ tls });
});
after(async () => {
	await stoa?.stop();
	await rm(tls.dir, { recursive: true, force: true });
	await covers(await published("hipchat-notifier"), stoa);
});

test("hipchat-notifier posts in every colour over HTTPS", async () => {
	const room = await stoa.room("Ops");
	const { stdout } = await run(process.execPath, [script, stoa.tlsHost, room.name, room.token], {
		env: { ...process.env, NODE_EXTRA_CA_CERTS: tls.ca, NODE_NO_WARNINGS: "1" },
		timeout: 60_000,
	});
	assert.deepEqual(JSON.parse(stdout), Array(7).fill(204));
	const posted = await stoa.history(room);
	assert.deepEqual(posted.slice(0, 6).map((m) => [m.message, m.color, m.message_format]), [
		["notice", "gray", "text"],
		["info", "yellow", "text"],
		["success", "green", "text"],
		["warning", "purple", "text"],
		["<b>failure</b>", "red", "html"],
		["by send", "green", "html"],
	]);
	assert.deepEqual(posted.map((m) => m.notify), [false, false, false, false, false, true, true]);
	assert.equal(posted[6].message, "bonjour!");
	assert.match(posted[6].color, /^(yellow|green|red|purple|gray)$/, "its default colour is random");
});
