// Follows the author's guide literally, on ports that are free: what it tells to type is run, what it quotes stands where it says.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Guide, root } from "./guide.mjs";

let g;
before(async () => {
	g = await Guide.open("authors.md", 8080, 3000);
	g.env.STOA_DEV_LISTEN = `127.0.0.1:${g.ports[8080]}`;
});
after(() => g.close());

test("the ten minutes are walked through as they are written", { timeout: 120_000 }, async () => {
	for (const { name, code } of g.blocks.filter((b) => b.kind === "js" && !b.name.includes("/"))) await writeFile(join(g.dir, name), g.here(code));
	const steps = g.blocks.filter((b) => b.kind === "sh" && !["proof", "notify.sh"].includes(b.name) && !b.code.startsWith("make build"));
	assert.equal(steps.length, 4);
	let server;
	for (const { name, code } of steps) {
		if (name !== "server") {
			await g.run(code);
		} else if (code.startsWith("stoa dev")) {
			server = await g.develop(code);
		} else {
			g.serve(code);
			await server.said(/Hello \(org\.example\.hello\) is installed/);
		}
	}
	assert.ok((await g.said()).includes("It works"));
	await g.eventually(async () => (await g.said()).includes("Hello, Grace Tester!"), "the add-on does not answer");
	const { items } = await g.call("/api/dev/traffic?look=bad");
	assert.deepEqual(items, [], "the inspector finds something wrong with the guide");
});

test("what the guide's add-on does is what the guide asks for", { timeout: 120_000 }, async () => {
	assert.doesNotMatch(await g.run(g.blocks.find((b) => b.name === "proof").code, 90_000), /^(warned|failed) /m);
});

test("the guide's script for a crontab is a sender that keeps to the guidelines", { timeout: 120_000 }, async () => {
	const { name, code } = g.blocks.find((b) => b.name === "notify.sh");
	await writeFile(join(g.dir, name), code, { mode: 0o755 });
	const [command] = g.text.match(/stoa check sender --.*?(?=`)/);
	assert.doesNotMatch(await g.run(command, 90_000), /^(warned|failed) /m);
	const [posting] = g.text.match(/printf '.*?' \| \.\/notify\.sh /);
	await g.run(`${posting} "$STOA_URL/v2/room/1/notification?auth_token=$STOA_TOKEN"`);
	assert.ok((await g.said()).includes('backup of "db" done'));
});

test("each card of the gallery is taken", async () => {
	const cards = g.blocks.filter((b) => b.kind === "json" && b.name === "card").map((b) => JSON.parse(b.code));
	assert.deepEqual([...new Set(cards.map((c) => c.style))].sort(), ["application", "file", "image", "link"]);
	for (const card of cards) await g.call("/v2/room/1/notification", { message: card.title, message_format: "text", card });
});

test("what is quoted from the example stands there", async () => {
	const quoted = g.blocks.filter((b) => b.name.includes("/"));
	assert.ok(quoted.length > 0);
	for (const { name, code } of quoted) assert.ok((await readFile(join(root, name), "utf8")).includes(code), `${name} has changed`);
});

test("the entry of the directory is one that a server takes", async () => {
	const file = join(g.dir, "catalogue.json");
	await writeFile(file, g.blocks.find((b) => b.name === "catalogue").code);
	const s = g.serve(`stoa serve --listen 127.0.0.1:0 --data data --directory ${file} --log-level debug`);
	const [, base] = await s.said(/serves (http:\S+)/);
	const [, token] = await s.said(/setup\?token=(\S+)/);
	const person = { token, group: "G", name: "Ada", email: "ada@example.test", password: "correct horse battery" };
	const set = await fetch(`${base}/api/setup`, { method: "POST", body: JSON.stringify(person) });
	assert.equal(set.status, 201);
	const list = await fetch(`${base}/api/directory`, { headers: { Cookie: set.headers.get("set-cookie").split(";")[0] } });
	assert.deepEqual((await list.json()).items.map((e) => e.key), ["org.example.hello"], s.text);
});
