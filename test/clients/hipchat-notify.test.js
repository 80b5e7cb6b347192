// hipchat-notify 1.0.3 speaks API v2. It is given a room, a room's token and, in HIPCHAT_HOST, the address with its scheme.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import HipChatNotify from "hipchat-notify";
import { covers, published } from "../coverage/coverage.mjs";
import { start } from "../stoa.mjs";

let stoa;
let room;

before(async () => {
	stoa = await start();
	process.env.HIPCHAT_HOST = stoa.url;
	room = await stoa.room("Ops Room");
});
after(async () => {
	await stoa?.stop();
	await covers(await published("hipchat-notify"), stoa);
});

// send gives what the client makes of the answer: its own word for 204, otherwise the server's.
const send = (address, token, method, message) =>
	new Promise((resolve, reject) => {
		new HipChatNotify(address, token)[method](message, (err, answer) => (err ? reject(err) : resolve(answer)));
	});

test("hipchat-notify posts by the room's number and by its name, which it leaves to others to encode", async () => {
	for (const address of [room.id, room.name]) {
		for (const method of ["info", "warning", "success", "error"]) {
			assert.deepEqual(await send(address, room.token, method, `${method} for ${address}`), { status: "ok" });
		}
	}
	const object = { message: "it is <b>out</b>", color: "purple", notify: false };
	assert.deepEqual(await send(room.name, room.token, "notify", object), { status: "ok" });
	const posted = (await stoa.history(room)).map((m) => [m.message, m.color, m.message_format, m.notify]);
	const four = (address) => [
		[`info for ${address}`, "gray", "text", true],
		[`warning for ${address}`, "yellow", "text", true],
		[`success for ${address}`, "green", "text", true],
		[`error for ${address}`, "red", "text", true],
	];
	assert.deepEqual(posted, [...four(room.id), ...four(room.name), ["it is <b>out</b>", "purple", "html", false]]);
});

test("hipchat-notify hands over the body of a refusal", async () => {
	const { error } = await send(room.id, "wrong", "info", "x");
	assert.equal(error.code, 401);
	assert.equal(error.type, "Unauthorized");
});
