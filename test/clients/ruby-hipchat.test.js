// hipchat-rb is the vendor's own client for Ruby, API v1 and v2, as Debian packages it (ruby-hipchat).
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { covers } from "../coverage/coverage.mjs";
import { start } from "../stoa.mjs";

const run = promisify(execFile);
const script = fileURLToPath(new URL("./ruby-hipchat.rb", import.meta.url));
const version = await run("ruby", ["-e", 'require "hipchat"; print HipChat::VERSION'])
	.then(({ stdout }) => stdout, () => "");

test("hipchat-rb calls every method that it has", { skip: version === "" && "Debian's ruby-hipchat is missing" }, async (t) => {
	const stoa = await start();
	t.after(() => stoa.stop().catch(() => {}));
	const room = await stoa.room("Ops Room");
	await stoa.call("POST", "/v2/user", { name: "Ada Brook", email: "ada@example.test" });
	const v1 = await stoa.cli("token", "create", "--v1", "admin", "--name", "hipchat-rb", "--json");
	const file = join(tmpdir(), `tides-${process.pid}.txt`);
	await writeFile(file, "high water at 12:40\n");
	t.after(() => rm(file));
	const { stdout } = await run("ruby", ["-W0", script, stoa.url, stoa.token, v1.token, room.name, "ada@example.test", file], { timeout: 60_000 });
	assert.equal(stdout, "done\n");
	const [notification, shared] = await stoa.history(room);
	assert.equal(notification.color, "green");
	assert.equal(shared.message, "look");
	assert.equal(shared.file.size, 20);
	await stoa.stop();
	await covers({ name: "ruby-hipchat", version, from: "Debian" }, stoa);
});
