// Follows the author's guide literally, on ports that are free: what it tells to type is run, what it quotes stands where it says.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { freePort } from "../stoa.mjs";

const root = resolve(import.meta.dirname, "../..");
const bin = dirname(resolve(process.env.STOA_BIN ?? join(root, "bin/stoa")));
const run = promisify(execFile);

const text = await readFile(join(root, "docs/authors.md"), "utf8");
/** blocks are the guide's blocks of code: {kind, name, code}. */
const blocks = [...text.matchAll(/^```(\w+)(?: (\S+))?\n(.*?)^```$/gms)].map(([, kind, name = "", code]) => ({ kind, name, code }));

let dir;
let env;
let ports;
const running = [];
before(async () => {
	dir = await mkdtemp(join(tmpdir(), "stoa-authors-"));
	ports = { 8080: await freePort(), 3000: await freePort() };
	env = { PATH: bin + delimiter + process.env.PATH, STOA_DEV_LISTEN: `127.0.0.1:${ports[8080]}` };
});
after(async () => {
	for (const { child, ended } of running) {
		child.kill("SIGTERM");
		await ended;
	}
	await rm(dir, { recursive: true, force: true });
});

/** here is a text of the guide with the ports that are free here. */
const here = (code) => code.replaceAll("localhost:3000", `localhost:${ports[3000]}`).replaceAll("localhost:8080", `localhost:${ports[8080]}`);

/** shell is the command that runs code. Without --norc a bash that node starts thinks it was called over the network, and runs a person's settings first. */
const shell = (flags, code) => ["bash", ["--norc", flags, code]];

/** serve runs what does not end, and gives what it has said, and said, which waits until it has said something. */
function serve(code) {
	const child = spawn(...shell("-c", `exec ${code}`), { cwd: dir, env });
	const s = { child, ended: once(child, "exit"), text: "" };
	running.push(s);
	for (const out of [child.stdout, child.stderr]) {
		out.setEncoding("utf8").on("data", (more) => {
			s.text += more;
			child.emit("said");
		});
	}
	s.said = async (what) => {
		const limit = AbortSignal.timeout(30_000);
		while (!what.test(s.text)) await once(child, "said", { signal: limit }).catch(() => assert.fail(`${code} did not say ${what} but: ${s.text}`));
		return what.exec(s.text);
	};
	return s;
}

async function call(path, body) {
	const res = await fetch(env.STOA_URL + path, {
		method: body ? "POST" : "GET",
		headers: { Authorization: `Bearer ${env.STOA_TOKEN}`, "Content-Type": "application/json" },
		body: body && JSON.stringify(body),
	});
	assert.ok(res.ok, `${path}: ${res.status} ${await res.clone().text()}`);
	return res.status === 204 ? null : res.json();
}

const said = async () => (await call("/v2/room/1/history?date=recent")).items.map((m) => m.message);

test("the ten minutes are walked through as they are written", { timeout: 120_000 }, async () => {
	for (const { name, code } of blocks.filter((b) => b.kind === "js" && !b.name.includes("/"))) await writeFile(join(dir, name), here(code));
	const steps = blocks.filter((b) => b.kind === "sh" && !["proof", "notify.sh"].includes(b.name) && !b.code.startsWith("make build"));
	assert.equal(steps.length, 4);
	let server;
	for (const { name, code } of steps) {
		if (name !== "server") {
			await run(...shell("-ec", here(code)), { cwd: dir, env, timeout: 30_000 });
			continue;
		}
		const s = serve(here(code));
		if (code.startsWith("stoa dev")) {
			server = s;
			const [, url, token] = await s.said(/^\s*export STOA_URL=(\S+) STOA_TOKEN=(\S+)$/m);
			Object.assign(env, { STOA_URL: url, STOA_TOKEN: token });
			continue;
		}
		await server.said(/Hello \(org\.example\.hello\) is installed/);
	}
	assert.ok((await said()).includes("It works"));
	while (!(await said()).includes("Hello, Grace Tester!")) await new Promise((again) => setTimeout(again, 25));
	const { items } = await call("/api/dev/traffic?look=bad");
	assert.deepEqual(items, [], "the inspector finds something wrong with the guide");
});

test("what the guide's add-on does is what the guide asks for", { timeout: 120_000 }, async () => {
	const command = here(blocks.find((b) => b.name === "proof").code);
	const { stdout } = await run(...shell("-ec", command), { cwd: dir, env, timeout: 90_000 });
	assert.doesNotMatch(stdout, /^(warned|failed) /m);
});

test("the guide's script for a crontab is a sender that keeps to the guidelines", { timeout: 120_000 }, async () => {
	const { name, code } = blocks.find((b) => b.name === "notify.sh");
	await writeFile(join(dir, name), code, { mode: 0o755 });
	const [command] = text.match(/stoa check sender --.*?(?=`)/);
	const { stdout } = await run(...shell("-ec", command), { cwd: dir, env, timeout: 90_000 });
	assert.doesNotMatch(stdout, /^(warned|failed) /m);
	const [posting] = text.match(/printf '.*?' \| \.\/notify\.sh /);
	await run(...shell("-ec", `${posting} "$STOA_URL/v2/room/1/notification?auth_token=$STOA_TOKEN"`), { cwd: dir, env });
	assert.ok((await said()).includes('backup of "db" done'));
});

test("each card of the gallery is taken", async () => {
	const cards = blocks.filter((b) => b.kind === "json" && b.name === "card").map((b) => JSON.parse(b.code));
	assert.deepEqual([...new Set(cards.map((c) => c.style))].sort(), ["application", "file", "image", "link"]);
	for (const card of cards) await call("/v2/room/1/notification", { message: card.title, message_format: "text", card });
});

test("what is quoted from the example stands there", async () => {
	const quoted = blocks.filter((b) => b.name.includes("/"));
	assert.ok(quoted.length > 0);
	for (const { name, code } of quoted) assert.ok((await readFile(join(root, name), "utf8")).includes(code), `${name} has changed`);
});

test("the entry of the directory is one that a server takes", async () => {
	const file = join(dir, "catalogue.json");
	await writeFile(file, blocks.find((b) => b.name === "catalogue").code);
	const s = serve(`stoa serve --listen 127.0.0.1:0 --data data --directory ${file} --log-level debug`);
	const [, base] = await s.said(/serves (http:\S+)/);
	const [, token] = await s.said(/setup\?token=(\S+)/);
	const person = { token, group: "G", name: "Ada", email: "ada@example.test", password: "correct horse battery" };
	const set = await fetch(`${base}/api/setup`, { method: "POST", body: JSON.stringify(person) });
	assert.equal(set.status, 201);
	const list = await fetch(`${base}/api/directory`, { headers: { Cookie: set.headers.get("set-cookie").split(";")[0] } });
	assert.deepEqual((await list.json()).items.map((e) => e.key), ["org.example.hello"], s.text);
});
