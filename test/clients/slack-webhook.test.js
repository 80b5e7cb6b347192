// @slack/webhook 8.0.2 posts to an incoming webhook of Slack. It is given the room's address for other tools instead.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { IncomingWebhook } from "@slack/webhook";
import { start } from "../stoa.mjs";

let stoa;
let room;
let webhook;

before(async () => {
	stoa = await start();
	room = await stoa.room("Ops");
	webhook = new IncomingWebhook(`${stoa.url}/hook/${room.token}`, { username: "deployer" });
});
after(() => stoa.stop());

const newest = async () => (await stoa.history(room)).at(-1);

test("@slack/webhook posts text and is answered as Slack answers", async () => {
	assert.equal((await webhook.send("build *512* <https://ci.example.test|passed>")).text, "ok");
	const got = await newest();
	assert.equal(got.message, 'build <b>512</b> <a href="https://ci.example.test">passed</a>');
	assert.equal(got.message_format, "html");
});

test("@slack/webhook posts blocks and attachments", async () => {
	await webhook.send({
		blocks: [{ type: "section", text: { type: "mrkdwn", text: "_api_ is out" } }],
		attachments: [{ color: "danger", fields: [{ title: "Errors", value: "3" }] }],
	});
	const got = await newest();
	assert.equal(got.message, "<i>api</i> is out<br><b>Errors</b>: 3");
	assert.equal(got.color, "red");
});

test("@slack/webhook is told when nothing can be said", async () => {
	const stranger = new IncomingWebhook(`${stoa.url}/hook/nobody`);
	await assert.rejects(stranger.send("x"), /401/);
});
