// hipchat-notifier 1.1.0 speaks API v2 over HTTPS only. It is given a room, a room's token and host:port. Node trusts
// an authority only from the start of a process, so the client runs in a child of its own.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
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
});

test("hipchat-notifier posts in every colour over HTTPS", async () => {
	const room = await stoa.room("Ops");
	const { stdout } = await run(process.execPath, [script, stoa.tlsHost, room.name, room.token], {
		env: { ...process.env, NODE_EXTRA_CA_CERTS: tls.ca, NODE_NO_WARNINGS: "1" },
		timeout: 60_000,
	});
	assert.deepEqual(JSON.parse(stdout), [204, 204, 204, 204, 204]);
	const posted = (await stoa.history(room)).map((m) => [m.message, m.color, m.message_format]);
	assert.deepEqual(posted, [
		["notice", "gray", "text"],
		["info", "yellow", "text"],
		["success", "green", "text"],
		["warning", "purple", "text"],
		["<b>failure</b>", "red", "html"],
	]);
});
