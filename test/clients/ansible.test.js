// Ansible's hipchat module, API v1 and v2, as Debian's ansible brings it in the collection community.general. Its manual
// gives an address that ends in a slash, so it posts to /v2//room/…, and takes no redirect.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { covers } from "../coverage/coverage.mjs";
import { start } from "../stoa.mjs";

const run = promisify(execFile);
// collection is the version of the installed collection, and empty where there is none that has this module.
const collection = await run("ansible-galaxy", ["collection", "list", "community.general", "--format", "json"])
	.then(async ({ stdout }) => {
		const [[path, installed]] = Object.entries(JSON.parse(stdout));
		await access(join(path, "community/general/plugins/modules/hipchat.py"));
		return installed["community.general"].version;
	})
	.catch(() => "");

test("Ansible's module notifies a room by API v2 and by API v1", { skip: collection === "" && "Debian's ansible is missing" }, async (t) => {
	const stoa = await start();
	t.after(() => stoa.stop().catch(() => {}));
	const home = await mkdtemp(join(tmpdir(), "ansible-"));
	t.after(() => rm(home, { recursive: true, force: true }));
	const room = await stoa.room("Ops Room");
	const v1 = await stoa.cli("token", "create", "--v1", "notification", "--name", "Ansible", "--json");
	const notify = async (params) => {
		const args = ["localhost", "-i", "localhost,", "-c", "local", "-m", "community.general.hipchat", "-a", JSON.stringify(params)];
		const env = { ...process.env, HOME: home, ANSIBLE_DEPRECATION_WARNINGS: "false", ANSIBLE_NOCOLOR: "1", ANSIBLE_PYTHON_INTERPRETER: "/usr/bin/python3" };
		const { stdout } = await run("ansible", args, { env, timeout: 120_000 });
		assert.match(stdout, /localhost \| CHANGED/);
	};
	await notify({ api: `${stoa.url}/v2/`, token: room.token, room: room.name, msg: "Ansible task finished", color: "green" });
	await notify({ api: `${stoa.url}/v1`, token: v1.token, room: room.name, msg: "finished <b>twice</b>", msg_format: "html", notify: false });
	const posted = (await stoa.history(room)).map((m) => [m.message, m.color, m.message_format, m.notify]);
	assert.deepEqual(posted, [
		["Ansible task finished", "green", "text", true],
		["finished <b>twice</b>", "yellow", "html", false],
	]);
	await stoa.stop();
	await covers({ name: "ansible-hipchat", version: `community.general ${collection}`, from: "Debian" }, stoa);
});
