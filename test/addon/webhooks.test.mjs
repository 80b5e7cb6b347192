// Follows the page about webhooks literally: its receiver is called, is away, is told again, and what it was sent is looked up and made once more.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Guide } from "./guide.mjs";

let g;
before(async () => {
	g = await Guide.open("webhooks.md", 9000);
	for (const { name, code } of g.blocks.filter((b) => b.kind === "python")) await writeFile(join(g.dir, name), code);
});
after(() => g.close());

/** block is the shell's block that has this in it. */
const block = (part) => g.blocks.find((b) => b.kind === "sh" && b.code.includes(part)).code;

test("a webhook is registered, answered, retried, looked up and replayed as the page says", { timeout: 120_000 }, async () => {
	await g.develop("stoa dev --listen 127.0.0.1:0");
	assert.equal(JSON.parse(await g.run(block("/webhook"))).id, 1, "the page calls it webhook 1");

	await g.run(block("events/room_message")); // while nobody listens
	await g.eventually(async () => /pending +[1-9]/.test(await g.run("stoa delivery list --webhook 1")), "nothing was tried");
	const receiver = g.serve(block("receiver.py"));
	await g.eventually(async () => (await g.said()).includes("pong, Grace Tester"), `it is not told again: ${receiver.text}`);

	for (const line of block("stoa delivery webhooks").trim().split("\n")) assert.match(await g.run(line), /room_message|done|pong|curl|127\.0\.0\.1/, line);
	assert.match(await g.run("stoa delivery show 1"), /delivery 1 \(.*\) to webhook 1 is done[\s\S]* 200 [\s\S]*refused/);

	const [replay, redeliver] = block("stoa delivery replay").trim().split("\n");
	assert.match(await g.run(replay), /^1 deliver/);
	await g.run(redeliver);
	await g.eventually(async () => (await g.call("/api/deliveries/1")).tried.filter((t) => t.status === 200).length >= 2, "it is not made once more");
	assert.equal((await g.said()).filter((text) => text.startsWith("pong")).length, 1, "the receiver did it twice");
});

test("the payload that the page shows has members that a real one has", async () => {
	const shown = JSON.parse(g.blocks.find((b) => b.name === "payload").code);
	const { body } = await g.call("/api/deliveries/1");
	const members = (value, at = "") => (value && typeof value === "object" ? Object.entries(value).flatMap(([k, v]) => [`${at}.${k}`, ...members(v, `${at}.${k}`)]) : []);
	assert.deepEqual(members(shown).filter((m) => !members(body).includes(m)), []);
});
