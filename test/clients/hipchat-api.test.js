// hipchat-api 0.0.3 speaks API v1: the token in the query, everything else in a form. It is given a token and a URL.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import HipChat from "hipchat-api/lib/hipchat.js"; // its manifest names a file that is not there
import { covers, published } from "../coverage/coverage.mjs";
import { start } from "../stoa.mjs";

let stoa;
let client;

before(async () => {
	stoa = await start();
	const { token } = await stoa.cli("token", "create", "--v1", "admin", "--name", "hipchat-api", "--json");
	client = new HipChat({ key: token });
	client.url = stoa.url;
});
after(async () => {
	await stoa.stop();
	await covers(await published("hipchat-api"), stoa);
});

// ask calls a method of the client; its errors are bare statuses.
const ask = (method, ...args) =>
	new Promise((resolve, reject) => {
		client[method](...args, (err, answer) => (err ? reject(new Error(`status ${err}`)) : resolve(answer)));
	});

test("hipchat-api creates a room, shows it and deletes it", async () => {
	const owner = await stoa.call("GET", "/v2/user/admin@example.test");
	const { room } = await ask("createRoom", "Boiler Room", owner.id, "private");
	assert.equal(room.is_private, true);
	assert.equal((await ask("showRoom", "Boiler Room")).room.room_id, room.room_id);
	assert.ok((await ask("listRooms")).rooms.some((r) => r.room_id === room.room_id));
	assert.deepEqual(await ask("deleteRoom", room.room_id), { deleted: true });
	await assert.rejects(ask("showRoom", room.room_id), /status 404/);
});

test("hipchat-api posts a message and reads it in the history", async () => {
	const room = await stoa.room("Ops Room");
	assert.deepEqual(await ask("postMessage", room.name, "Deploy Bot", "r88 & r89 are out"), { status: "sent" });
	const { messages } = await ask("getHistory", room.id, null, "Europe/Berlin");
	assert.equal(messages.length, 1);
	assert.match(messages[0].message, /^r88 &(amp;)? r89 are out$/);
	assert.match(messages[0].date, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0[12]00$/);
});
