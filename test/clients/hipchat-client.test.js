// hipchat-client 1.0.5 speaks API v1 with form bodies. It is given a v1 token and a host, nothing else.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import HipChatClient from "hipchat-client";
import { covers, published } from "../coverage/coverage.mjs";
import { start } from "../stoa.mjs";

let stoa;
let client;
let ownerID;

before(async () => {
	stoa = await start();
	const { token } = await stoa.cli("token", "create", "--v1", "admin", "--name", "hipchat-client", "--json");
	client = new HipChatClient(token);
	client.host = stoa.url;
	ownerID = (await stoa.call("GET", "/v2/user/admin@example.test")).id;
});
after(async () => {
	await stoa.stop();
	await covers(await published("hipchat-client"), stoa);
});

// call calls a method of the client's rooms or users and gives what it hands to its callback.
const call = (of, method, ...args) =>
	new Promise((resolve, reject) => {
		client.api[of][method](...args, (err, answer) => (err ? reject(err) : resolve(answer)));
	});
const ask = (method, ...args) => call("rooms", method, ...args);

test("hipchat-client creates a room, finds it and deletes it", async () => {
	const { room } = await ask("create", { name: "Boiler Room", owner_user_id: ownerID });
	assert.equal(typeof room.room_id, "number");
	const byName = await ask("getByName", "Boiler Room", {});
	assert.equal(byName.room.room_id, room.room_id);
	const byJID = await ask("getByXmppJid", room.xmpp_jid, {});
	assert.equal(byJID.room.room_id, room.room_id);
	assert.deepEqual(await ask("delete", { room_id: room.room_id }), { deleted: true });
	assert.ok(!(await ask("list", {})).rooms.some((r) => r.room_id === room.room_id));
});

test("hipchat-client posts a message that API v2 and the client itself read back", async () => {
	const room = await stoa.room("Ops Room");
	const sent = await ask("message", {
		room_id: room.name, from: "Deploy Bot", message: "r88 is <b>out</b> & well", color: "purple", notify: 1,
	});
	assert.deepEqual(sent, { status: "sent" });
	const [notification] = await stoa.history(room);
	assert.match(notification.message, /r88 is <b>out<\/b>/);
	assert.equal(notification.color, "purple");
	const { messages } = await ask("history", { room_id: room.id, date: "recent", timezone: "UTC" });
	assert.equal(messages.length, 1);
	assert.equal(messages[0].from.user_id, "api");
});

test("hipchat-client sets the topic and shows the room", async () => {
	const room = await stoa.room("Topics");
	assert.deepEqual(await ask("topic", { room_id: room.id, topic: "steam on", from: "Boiler" }), { status: "ok" });
	const shown = await ask("show", { room_id: room.name });
	assert.equal(shown.room.topic, "steam on");
	assert.equal(shown.room.room_id, room.id);
});

test("hipchat-client creates a person and finds them by everything that it looks for", async () => {
	const ada = { email: "ada@example.test", name: "Ada Brook", mention_name: "AdaB", title: "Pilot", timezone: "UTC", is_group_admin: 0 };
	const { user } = await call("users", "create", ada);
	assert.equal(typeof user.user_id, "number");
	assert.equal(typeof user.password, "string");
	for (const [method, value] of [["getByEmail", ada.email], ["getByName", ada.name], ["getByMentionName", ada.mention_name]]) {
		assert.equal((await call("users", method, value, {})).user.user_id, user.user_id, method);
	}
	assert.ok((await call("users", "getByStatus", "offline", {})).users.some((u) => u.user_id === user.user_id));
	assert.equal((await call("users", "show", { user_id: ada.email })).user.title, "Pilot");
});

test("hipchat-client updates a person, deletes them and brings them back", async () => {
	const { user } = await call("users", "create", { email: "cy@example.test", name: "Cy Dunn" });
	const updated = await call("users", "update", { user_id: user.user_id, name: "Cy Dunnock", title: "Keeper" });
	assert.equal(updated.user.title, "Keeper");
	assert.equal((await call("users", "show", { user_id: user.user_id })).user.name, "Cy Dunnock");
	const listed = async (opts) => (await call("users", "list", opts)).users.find((u) => u.user_id === user.user_id);
	assert.deepEqual(await call("users", "delete", { user_id: user.user_id }), { deleted: true });
	assert.equal(await listed({}), undefined);
	assert.ok((await listed({ include_deleted: 1 })).is_deleted);
	assert.deepEqual(await call("users", "undelete", { user_id: user.user_id }), { undeleted: true });
	assert.equal((await listed({})).name, "Cy Dunnock");
});
