// node-hipchat 0.4.5 speaks API v1 over HTTPS only and puts what it creates into the query of a POST without a body. It
// knows no port: its agent, which it takes as an argument, brings that and the authority to trust.
import assert from "node:assert/strict";
import { readFile, rm } from "node:fs/promises";
import { Agent } from "node:https";
import { after, before, test } from "node:test";
import HipChatClient from "node-hipchat";
import { covers, published } from "../coverage/coverage.mjs";
import { certificates, start } from "../stoa.mjs";

let tls;
let stoa;
let client;
let ownerID;

before(async () => {
	tls = await certificates();
	stoa = await start({ tls });
	const { token } = await stoa.cli("token", "create", "--v1", "admin", "--name", "node-hipchat", "--json");
	const [host, port] = stoa.tlsHost.split(":");
	client = new HipChatClient(token, new Agent({ port, ca: await readFile(tls.ca) }));
	client.host = host;
	ownerID = (await stoa.call("GET", "/v2/user/admin@example.test")).id;
});
after(async () => {
	await stoa?.stop();
	await rm(tls.dir, { recursive: true, force: true });
	await covers(await published("node-hipchat"), stoa);
});

// ask calls a method of the client, which hands over the answer first and the text of an error second.
const ask = (method, ...args) =>
	new Promise((resolve, reject) => {
		client[method](...args, (answer, err) => (err ? reject(new Error(err)) : resolve(answer)));
	});

test("node-hipchat creates a room from the query alone, shows it and deletes it", async () => {
	const { room } = await ask("createRoom", { name: "Boiler Room", owner_user_id: ownerID, topic: "steam" });
	assert.equal(room.name, "Boiler Room");
	assert.equal((await ask("showRoom", room.room_id)).room.topic, "steam");
	assert.ok((await ask("listRooms")).rooms.some((r) => r.room_id === room.room_id));
	assert.deepEqual(await ask("deleteRoom", room.room_id), { deleted: true });
	await assert.rejects(ask("showRoom", room.room_id), /"code":404/);
});

test("node-hipchat posts a message that it reads back, and reads its rate limits", async () => {
	const room = await stoa.room("Ops Room");
	const sent = await ask("postMessage", { room: room.id, from: "Deploy", message: "r88 is <b>out</b>", color: "green", notify: true });
	assert.deepEqual(sent, { status: "sent" });
	const { messages } = await ask("getHistory", { room: room.id });
	assert.equal(messages[0].message, "r88 is <b>out</b>");
	assert.equal(messages[0].from.user_id, "api");
	const { limit, remaining, reset } = client.getRateLimits();
	for (const number of [limit, remaining, reset]) assert.match(number, /^\d+$/);
});

test("node-hipchat creates a person, updates and deletes them", async () => {
	const ada = { name: "Ada Brook", email: "ada@example.test", title: "Pilot", password: "battery staple horse correct" };
	const { user } = await ask("createUser", ada);
	assert.equal(user.mention_name, "AdaBrook");
	assert.equal((await ask("showUser", ada.email)).user.user_id, user.user_id);
	await ask("updateUser", { ...ada, user_id: user.user_id, title: "Captain" });
	assert.ok((await ask("listUsers")).users.some((u) => u.user_id === user.user_id && u.title === "Captain"));
	assert.deepEqual(await ask("deleteUser", user.user_id), { deleted: true });
	assert.ok(!(await ask("listUsers")).users.some((u) => u.user_id === user.user_id));
});
