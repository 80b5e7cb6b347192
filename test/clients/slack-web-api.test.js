// @slack/web-api 8.2.0 is given this server's address instead of Slack's, and nothing else.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LogLevel, WebClient } from "@slack/web-api";
import { start } from "../stoa.mjs";

let stoa;
let room;
let slack;

before(async () => {
	stoa = await start();
	room = await stoa.room("Ops");
	slack = client(room.token);
});
after(() => stoa.stop());

const client = (token) => new WebClient(token, { slackApiUrl: `${stoa.url}/slack/api/`, logLevel: LogLevel.ERROR });
const newest = async () => (await stoa.history(room)).at(-1);

test("@slack/web-api learns who it is and where it may speak", async () => {
	assert.equal((await slack.auth.test()).user, "CI");
	assert.equal((await slack.api.test({ tide: "high" })).args.tide, "high");
	const { channels } = await slack.conversations.list();
	assert.deepEqual(channels.map((c) => c.name), ["Ops"]);
	assert.equal((await slack.conversations.info({ channel: channels[0].id })).channel.name, "Ops");
});

test("@slack/web-api walks the list of rooms by its cursor", async () => {
	for (const name of ["Dev", "Sales"]) await stoa.room(name);
	const names = [];
	for await (const page of client(stoa.token).paginate("conversations.list", { limit: 1 })) {
		names.push(...page.channels.map((c) => c.name));
	}
	assert.deepEqual(names, ["Ops", "Dev", "Sales"]);
});

test("@slack/web-api posts a message and replies to it", async () => {
	const first = await slack.chat.postMessage({ channel: "#ops", text: "plain", blocks: [{ type: "section", text: { type: "mrkdwn", text: "*api* is out" } }] });
	assert.match(first.ts, /^\d{10}\.\d{6}$/);
	assert.equal((await newest()).message, "<b>api</b> is out");
	const reply = await slack.chat.postMessage({ channel: first.channel, text: "and it works", thread_ts: first.ts });
	assert.equal(reply.message.thread_ts, first.ts);
	assert.equal((await newest()).message, "and it works");
});

test("@slack/web-api changes a message and deletes it", async () => {
	const { channel, ts } = await slack.chat.postMessage({ channel: "Ops", text: "deploying" });
	const { id } = await newest();
	await slack.chat.update({ channel, ts, text: "_deployed_" });
	assert.deepEqual([(await newest()).id, (await newest()).message], [id, "<i>deployed</i>"]);
	await slack.chat.delete({ channel, ts });
	assert.equal((await newest()).message, null);
	await assert.rejects(slack.chat.delete({ channel, ts }), (err) => err.data.error === "message_not_found");
});

test("@slack/web-api uploads files", async () => {
	const answer = await slack.filesUploadV2({
		channel_id: `C${room.id}`,
		initial_comment: "the *logs*",
		file_uploads: [
			{ file: Buffer.from([0, 1, 2, 255]), filename: "core.bin" },
			{ content: "line 1\nline 2\n", filename: "build.log", title: "Log" },
		],
	});
	assert.equal(answer.ok, true);
	const [first, second] = (await stoa.history(room)).slice(-2);
	assert.equal(first.message, "the logs");
	assert.deepEqual([first.file.name, first.file.size, second.file.name], ["core.bin", 4, "build.log"]);
	const sent = await fetch(stoa.url + new URL(second.file.url).pathname);
	assert.equal(await sent.text(), "line 1\nline 2\n");
});

test("@slack/web-api is told in Slack's words what went wrong", async () => {
	await assert.rejects(slack.chat.postMessage({ channel: "#nowhere", text: "x" }), (err) => err.data.error === "channel_not_found");
	await assert.rejects(slack.apiCall("reminders.add"), (err) => err.data.error === "unknown_method");
	await assert.rejects(client("nobody").auth.test(), (err) => err.data.error === "invalid_auth");
});
