// hipchatter 1.0.0 was published with its authors' own checks, made to be run against a live server. They are run here as
// they are: mocha, their settings.json, and a server. Some of them want "hipchat" in the server's address, so it is
// called hipchat.test, a name that resolve-test-names.cjs makes known to the one process.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { covers, published } from "../coverage/coverage.mjs";
import { start } from "../stoa.mjs";

const run = promisify(execFile);
const here = fileURLToPath(new URL(".", import.meta.url));
const names = join(here, "resolve-test-names.cjs");

let stoa;
let dir;

before(async () => {
	stoa = await start({ base: (port) => `http://hipchat.test:${port}` });
	dir = await mkdtemp(join(tmpdir(), "hipchatter-"));
	await cp(join(here, "node_modules/hipchatter"), join(dir, "hipchatter"), { recursive: true });
	await symlink(join(here, "node_modules"), join(dir, "node_modules"));
});
after(async () => {
	await rm(dir, { recursive: true, force: true });
	await stoa.stop();
	await covers({ ...await published("hipchatter"), name: "hipchatter-suite", from: "npm, its own live checks" }, stoa);
});

const person = (name, email) => ({
	name, email, title: `${name} Title`, mention_name: name.replaceAll(" ", ""), is_group_admin: false, timezone: "UTC", password: "",
});

test("every check of hipchatter's own suite is green", async (t) => {
	const room = await stoa.room("Hipchatter");
	await stoa.call("POST", `/v2/room/${room.id}/message`, { message: "something to read in the history" });
	const tester = person("Hipchatter Test User", "testuser@example.test");
	await stoa.call("POST", "/v2/user", tester);
	await writeFile(join(dir, "hipchatter/test/settings.json"), JSON.stringify({
		apikey: stoa.token, room_token: room.token, webhook_url: "http://hooks.example.test/",
		endpoint: `${stoa.url.replace("127.0.0.1", "hipchat.test")}/v2/`,
		test_room: room.name, test_user: tester,
		disposable_room: "Hipchatter Disposable Room",
		disposable_user: person("Hipchatter Disposable User", "disposableuser@example.test"),
	}));
	const mocha = ["--require", names, join(here, "node_modules/mocha/bin/_mocha"), "-t", "6000", "-R", "json"];
	// mocha ends with the number of failures, so a failure of its own rejects as well: the report tells them apart.
	const { stdout } = await run(process.execPath, mocha, { cwd: join(dir, "hipchatter"), timeout: 60_000 }).catch((err) => err);
	const { tests, failures } = JSON.parse(stdout.slice(stdout.indexOf("{\n")));
	assert.equal(tests.length, 77, "a check that did not run is no green one");
	const failed = new Set(failures.map((f) => f.fullTitle));
	for (const { fullTitle } of tests) {
		await t.test(fullTitle, () => assert.ok(!failed.has(fullTitle)));
	}
});
