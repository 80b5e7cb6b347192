// curl, as people's scripts and the manuals of their tools call it. A script knows that it was wrong by the status alone.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { covers } from "../coverage/coverage.mjs";
import { start } from "../stoa.mjs";

const run = promisify(execFile);
const version = await run("curl", ["--version"]).then(({ stdout }) => stdout.split(" ")[1], () => "");
const skip = version === "" && "curl is missing";

let stoa;
let room;
let v1;

before(async () => {
	stoa = await start();
	room = await stoa.room("Ops Room");
	v1 = (await stoa.cli("token", "create", "--v1", "notification", "--name", "curl", "--json")).token;
});
after(async () => {
	await stoa.stop();
	// What curl says of itself differs with the machine, so the column names none.
	if (version) await covers({ name: "curl", version: "", from: "the machine" }, stoa);
});

// curl runs the words and gives the status and the body.
async function curl(...words) {
	const { stdout } = await run("curl", ["-sS", "-m", "30", "-w", "\n%{http_code}", ...words]);
	const end = stdout.lastIndexOf("\n");
	return { status: Number(stdout.slice(end + 1)), body: stdout.slice(0, end) };
}

const lines = [
	["a JSON body with a bearer token", () => [
		"-X", "POST", "-H", `Authorization: Bearer ${room.token}`, "-H", "Content-Type: application/json",
		"-d", '{"color": "green", "message": "by curl", "notify": false, "message_format": "text"}',
		`${stoa.url}/v2/room/Ops%20Room/notification`,
	], 204, "green"],
	["a token in the query", () => [
		"-H", "Content-Type: application/json", "-X", "POST", "-d", '{"color": "red", "message": "by curl"}',
		`${stoa.url}/v2/room/${room.id}/notification?auth_token=${room.token}`,
	], 204, "red"],
	["JSON without a type, which curl then calls a form", () => [
		"-d", '{"color":"purple","message":"by curl","message_format":"text"}',
		`${stoa.url}/v2/room/${room.id}/notification?auth_token=${room.token}`,
	], 204, "purple"],
	["a body that is announced", () => [
		"-H", "Expect: 100-continue", "-H", "Content-Type: application/json", "-H", `Authorization: Bearer ${room.token}`,
		"-d", JSON.stringify({ color: "gray", message: "by curl", padding: "x".repeat(4096) }),
		`${stoa.url}/v2/room/${room.id}/notification`,
	], 204, "gray"],
	["API v1 with fields of a form", () => [
		"-d", `room_id=${room.id}&from=Alerts&message=by+curl&color=yellow`,
		`${stoa.url}/v1/rooms/message?auth_token=${v1}&format=json`,
	], 200, "yellow"],
	["API v1 with raw spaces, as the vendor's own script sends it", () => [
		"-d", `auth_token=${v1}&room_id=Ops Room&from=My Bot&color=green&message_format=html&message=by%20curl&notify=0`,
		`${stoa.url}/v1/rooms/message`,
	], 200, "green"],
	["API v1 with parts of multipart/form-data", () => [
		"-F", `auth_token=${v1}`, "-F", "room_id=Ops Room", "-F", "from=PHP", "-F", "message=by curl", "-F", "color=red",
		`${stoa.url}/v1/rooms/message`,
	], 200, "red"],
	["API v1 all in the query", () => [
		"-X", "POST", `${stoa.url}/v1/rooms/message?auth_token=${v1}&room_id=${room.id}&from=curl&message=by%20curl&color=purple`,
	], 200, "purple"],
	["HTTP/1.0", () => [
		"-0", "-H", "Content-Type: application/json", "-d", '{"color": "green", "message": "by curl"}',
		`${stoa.url}/v2/room/${room.id}/notification?auth_token=${room.token}`,
	], 204, "green"],
];

for (const [name, words, status, color] of lines) {
	test(`curl posts with ${name}`, { skip }, async () => {
		const before = (await stoa.history(room)).length;
		const answer = await curl(...words());
		assert.equal(answer.status, status, answer.body);
		const posted = (await stoa.history(room)).slice(before);
		assert.deepEqual(posted.map((m) => [m.message, m.color]), [["by curl", color]]);
	});
}

test("curl is told what was wrong", { skip }, async () => {
	const refused = await curl("-d", '{"color":"mauve","message":"m"}', `${stoa.url}/v2/room/${room.id}/notification?auth_token=${room.token}`);
	assert.equal(refused.status, 400);
	assert.equal(JSON.parse(refused.body).error.field, "color");
	const unknown = await curl("-d", `room_id=Nowhere&from=x&message=m&auth_token=${v1}`, `${stoa.url}/v1/rooms/message`);
	assert.equal(unknown.status, 404);
	assert.equal(JSON.parse(unknown.body).error.code, 404);
});

test("curl shares a file with a room", { skip }, async () => {
	const answer = await curl(
		"-H", `Authorization: Bearer ${stoa.token}`, "-H", "Content-Type: multipart/related; boundary=b", "--data-binary",
		'--b\nContent-Type: application/json; charset=UTF-8\nContent-Disposition: attachment; name="metadata"\n\n{"message":"look"}\n' +
			'--b\nContent-Type: text/plain\nContent-Disposition: attachment; name="file"; filename="tides.txt"\n\nhigh water\n--b--\n',
		`${stoa.url}/v2/room/${room.id}/share/file`,
	);
	assert.equal(answer.status, 204, answer.body);
	assert.equal((await stoa.history(room)).at(-1).file.name, "tides.txt");
});

// What the tools' own manuals tell people to type, with the room's address in place of theirs: the words, the format that is
// recognised, what the sender reads as an answer, and what the room shows.
// spec: https://api.slack.com/messaging/webhooks, https://developers.mattermost.com/integrate/webhooks/incoming/,
// https://docs.rocket.chat/docs/integrations, https://docs.ntfy.sh/publish/, https://gotify.net/docs/pushmsg,
// https://github.com/cloudevents/spec/blob/main/cloudevents/bindings/http-protocol-binding.md
const manuals = [
	["a first message to Slack", (hook) => ["-X", "POST", "-H", "Content-type: application/json", "--data", '{"text":"Hello, World!"}', hook],
		"slack", "ok", /Hello, World!/],
	["a form to Slack", (hook) => [
		"-X", "POST", "--data-urlencode", 'payload={"channel": "#general", "username": "webhookbot", "text": "This is posted to #general and comes from a bot named webhookbot.", "icon_emoji": ":ghost:"}', hook,
	], "slack", "ok", /posted to #general/],
	["blocks to Slack", (hook) => [
		"-X", "POST", "-H", "Content-type: application/json", "--data",
		'{"blocks":[{"type":"section","text":{"type":"mrkdwn","text":"New Paid Time Off request from <https://example.com|Fred Enriquez>\\n\\n<https://example.com|View request>"}}]}', hook,
	], "slack", "ok", /<a href="https:\/\/example\.com\/?">Fred Enriquez<\/a>/],
	["a message to Mattermost", (hook) => [
		"-X", "POST", "-H", "Content-Type: application/json", "-d", '{"text": "Hello, this is some text\\nThis is more text. 🎉"}', hook,
	], "slack", "ok", /This is more text\. 🎉/],
	["an attachment to Rocket.Chat", (hook) => [
		"-X", "POST", "-H", "Content-Type: application/json", "--data",
		'{"text":"Example message","attachments":[{"title":"Rocket.Chat","title_link":"https://rocket.chat","text":"Rocket.Chat, the best open source chat","color":"#764FA5"}]}', hook,
	], "slack", "ok", /the best open source chat/],
	["a line to ntfy", (hook) => ["-d", "Backup successful 😀", hook], "text", "", /Backup successful 😀/],
	["headers to ntfy", (hook) => [
		"-H", "Title: Unauthorized access detected", "-H", "Priority: urgent", "-H", "Tags: warning,skull",
		"-d", "Remote access to phils-laptop detected. Act right away.", hook,
	], "ntfy", "", /Act right away\./],
	["fields to Gotify", (hook) => [hook, "-F", "title=my title", "-F", "message=my message", "-F", "priority=5"], "gotify", "", /my message/],
	["an event in headers", (hook) => [
		"-X", "POST", "-H", "Content-Type: application/json", "-H", "ce-specversion: 1.0", "-H", "ce-type: com.example.someevent",
		"-H", "ce-id: 1234-1234-1234", "-H", "ce-source: /mycontext", "-d", '{"message": "Hello world!"}', hook,
	], "cloudevents", "", /com\.example\.someevent/],
];

for (const [name, words, format, answered, shown] of manuals) {
	test(`curl posts ${name}, as the manual has it`, { skip }, async () => {
		const before = (await stoa.history(room)).length;
		const { stdout } = await run("curl", ["-sS", "-m", "30", "-w", "\n%{http_code} %header{stoa-format}", ...words(`${stoa.url}/hook/${room.token}`)]);
		const end = stdout.lastIndexOf("\n");
		const [status, recognised] = stdout.slice(end + 1).split(" ");
		assert.match(status, /^20[04]$/, stdout);
		assert.equal(recognised, format);
		assert.equal(stdout.slice(0, end), answered);
		const posted = (await stoa.history(room)).slice(before);
		assert.equal(posted.length, 1);
		assert.match(posted[0].message + JSON.stringify(posted[0].card ?? ""), shown);
	});
}
