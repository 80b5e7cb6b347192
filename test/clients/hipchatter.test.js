// hipchatter 1.0.0 speaks API v2 with the token in the query. It is given a token and the API's root, nothing else.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import { after, before, test } from "node:test";
import Hipchatter from "hipchatter";
import { covers, published } from "../coverage/coverage.mjs";
import { start } from "../stoa.mjs";

let stoa;
let client;

before(async () => {
	stoa = await start();
	client = new Hipchatter(stoa.token, `${stoa.url}/v2/`);
});
after(async () => {
	await stoa.stop();
	await covers(await published("hipchatter"), stoa);
});

// ask calls a method of the client and gives what it hands to its callback.
const ask = (method, ...args) =>
	new Promise((resolve, reject) => {
		client[method](...args, (err, answer) => (err ? reject(err) : resolve(answer)));
	});

test("hipchatter reads the capabilities without a token", async () => {
	const document = await ask("capabilities");
	assert.equal(document.links.self, `${stoa.url}/v2/capabilities`);
});

test("hipchatter creates, finds, updates and deletes a room", async () => {
	const name = "Boiler Room";
	const { id } = await ask("create_room", { name });
	assert.equal(typeof id, "number");
	assert.ok((await ask("rooms")).some((room) => room.id === id && room.name === name));
	const room = await ask("get_room", encodeURIComponent(name));
	assert.equal(typeof room.owner.id, "number");
	await ask("update_room", {
		name, topic: "steam on", privacy: "public", is_archived: false, is_guest_accessible: false,
		owner: { id: room.owner.id },
	});
	assert.equal((await ask("get_room", id)).topic, "steam on");
	await assert.rejects(ask("create_room", { name }), { message: "Another room exists with that name." });
	assert.equal(await ask("room_exists", id), true);
	await ask("delete_room", id);
	assert.equal(await ask("room_exists", id), false);
});

test("hipchatter notifies with a room's token and reads it back", async () => {
	const room = await stoa.room("Ops Room");
	await ask("notify", encodeURIComponent(room.name), { message: "<b>up</b>", color: "green", token: room.token });
	const { items } = await ask("history", room.id);
	const notification = items.at(-1);
	assert.equal(notification.message, "<b>up</b>");
	assert.equal(notification.color, "green");
	assert.equal((await stoa.history(room)).length, 1);
});

test("hipchatter sends a message as a person", async () => {
	const room = await stoa.room("Talk");
	const sent = await ask("send_room_message", room.id, "good morning");
	const [said] = await stoa.history(room);
	assert.equal(said.id, sent.id);
	assert.equal(said.message, "good morning");
	assert.equal(said.type, "message");
});

test("hipchatter sets the topic", async () => {
	const room = await stoa.room("Topics");
	await ask("set_topic", room.id, "change freeze");
	assert.equal((await stoa.call("GET", `/v2/room/${room.id}`)).topic, "change freeze");
});

test("hipchatter makes webhooks that are called, two of the same name, and deletes them", async (t) => {
	const room = await stoa.room("Hooks");
	const heard = [];
	const receiver = createServer((req, res) => {
		let body = "";
		req.on("data", (chunk) => { body += chunk; });
		req.on("end", () => {
			heard.push(JSON.parse(body));
			res.writeHead(204).end();
			receiver.emit("heard");
		});
	}).listen(0, "127.0.0.1");
	await once(receiver, "listening");
	t.after(() => receiver.close());
	const url = `http://127.0.0.1:${receiver.address().port}/hook`;
	const hook = { url, event: "room_message", pattern: "^/tide", name: "tide" };
	const { id } = await ask("create_webhook", room.id, hook);
	await ask("create_webhook", room.id, hook);
	assert.equal((await ask("webhooks", room.id)).items.length, 2);
	assert.equal((await ask("get_webhook", room.id, id)).pattern, "^/tide");
	await ask("delete_webhook", room.id, id);
	assert.equal((await ask("webhooks", room.id)).items.length, 1);
	const called = once(receiver, "heard");
	await ask("send_room_message", room.id, "/tide oslo");
	await called;
	assert.equal(heard[0].item.message.message, "/tide oslo");
	await ask("delete_all_webhooks", room.id);
	assert.equal((await ask("webhooks", room.id)).items.length, 0);
});

test("hipchatter shows the server's own words for an error", async () => {
	await assert.rejects(ask("get_room", "Nowhere"), /Room .* not found/);
});
