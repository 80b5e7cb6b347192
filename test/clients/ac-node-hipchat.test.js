// ac-node-hipchat 0.2.14 is the heart of the vendor's frameworks for Node: it makes the descriptor, turns an installation
// into a tenant, gets tokens with JSON bodies and takes only the exact status of each method. Around it stands the little
// that a framework adds: an HTTP server. The tenant's own client is given the capabilities' URLs and nothing else.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { covers, published } from "../coverage/coverage.mjs";
import { start } from "../stoa.mjs";

const require = createRequire(import.meta.url);
const hipchat = require("ac-node-hipchat");

const rest = hipchat.RestClient();
const scopes = [
	"admin_group", "admin_room", "manage_rooms", "send_notification", "view_group", "view_messages", "view_room",
];

// memory is the store that a framework passes in.
function memory() {
	const kept = new Map();
	return { get: async (key) => kept.get(key), set: async (key, value) => { kept.set(key, value); }, del: async (key) => { kept.delete(key); } };
}

let stoa;
let addon; // {url, server, tenant}: installed for the whole group
let client;

before(async () => {
	stoa = await start();
	addon = await install(await serve());
	client = rest.forTenant(addon.tenant, memory(), scopes);
});
after(async () => {
	addon?.server.closeAllConnections();
	addon?.server.close();
	await stoa.stop();
	await covers(await published("ac-node-hipchat"), stoa);
});

// serve answers the descriptor, the install callback and webhooks.
async function serve() {
	const addon = { heard: [] };
	addon.server = createServer(async (req, res) => {
		let body = "";
		for await (const chunk of req.setEncoding("utf8")) body += chunk;
		if (req.url === "/addon/capabilities") {
			return res.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(addon.descriptor));
		}
		if (req.url === "/addon/installable") {
			const installable = JSON.parse(body);
			const capabilities = await rest.getCapabilities(installable.capabilitiesUrl);
			addon.tenant = hipchat.tenantFactory(installable, capabilities);
			return res.writeHead(204).end();
		}
		addon.heard.push({ url: req.url, body: JSON.parse(body) });
		res.writeHead(204).end();
		addon.server.emit("heard");
	}).listen(0, "127.0.0.1");
	await once(addon.server, "listening");
	addon.url = `http://127.0.0.1:${addon.server.address().port}`;
	const about = { name: "ac-node-hipchat-test", displayName: "Tides", description: "Tells the tide", version: "1.0.0", author: "Harbour" };
	addon.descriptor = hipchat.transform({
		capabilities: {
			hipchatApiConsumer: { scopes }, installable: { allowGlobal: true, allowRoom: true },
			glance: [{ key: "tide", name: { value: "Tide" }, queryUrl: "addon/glance", icon: { url: "i.png", "url@2x": "i2.png" } }],
		},
	}, about, { base: addon.url, descriptor: "addon/capabilities", homepage: "addon", installable: "addon/installable", webhook: "addon/webhook" });
	return addon;
}

async function install(addon) {
	const { preview } = await stoa.call("POST", "/api/installations/preview", { url: addon.descriptor.links.self, room: null });
	await stoa.call("POST", "/api/installations", { preview, room: null });
	assert.ok(addon.tenant, "the install callback made no tenant");
	return addon;
}

test("ac-node-hipchat creates a room, reads, updates and deletes it", async () => {
	const owner = await stoa.call("GET", "/v2/user/admin@example.test");
	const name = "Dev/Ops Room";
	const { id } = await client.createRoom({ name, topic: "steam", guestAccess: false, ownerUserId: owner.id, privacy: "public" });
	assert.equal((await client.getRoom(name)).id, id);
	assert.ok((await client.getRooms({ maxResults: 1000 })).items.some((room) => room.id === id));
	await client.updateRoom(id, {
		name, topic: "more steam", privacy: "public", isArchived: false, isGuestAccessible: false, owner: { id: owner.id },
	});
	await client.setRoomTopic(name, "less steam");
	assert.equal((await client.getRoom(id)).topic, "less steam");
	await client.deleteRoom(id);
	await assert.rejects(client.getRoom(id), /404/);
});

test("ac-node-hipchat notifies with a card and reads the history", async () => {
	const room = await stoa.room("Ops Room");
	const card = { style: "application", id: "1", title: "Build 512", description: { value: "passed", format: "text" } };
	await client.sendNotification(room.name, "Build <b>512</b>", { color: "green", notify: true, card });
	const { items } = await client.getRoomHistory(room.id);
	assert.equal(items[0].message, "Build <b>512</b>");
	const latest = await client.getRecentRoomHistory(room.id);
	assert.equal(latest.items[0].id, items[0].id);
	assert.equal((await client.getRoomMessage(room.id, items[0].id)).message.id, items[0].id);
	const statistics = await client.getRoomStatistics(room.id);
	assert.equal(statistics.messages_sent, 1);
});

test("ac-node-hipchat registers a webhook, hears a message by it and removes it", async () => {
	const room = await stoa.room("Hooks");
	const hooks = hipchat.WebhookManager(null, memory(), addon.tenant, client, addon.url, "/addon/webhook");
	const { id, name, pattern } = await hooks.add(room.id, "room_message", /^\/tide caf\u00e9/i);
	assert.equal(pattern, String.raw`(?i)^\/tide caf\x{00e9}`);
	assert.match(name, /^[0-9a-f]{40}$/);
	assert.equal((await client.getRoomWebhook(room.id, id)).name, name);
	assert.equal((await client.getRoomWebhooks(room.id)).items.length, 1);
	const heard = once(addon.server, "heard", { signal: AbortSignal.timeout(15_000) });
	await stoa.call("POST", `/v2/room/${room.id}/message`, { message: "/TIDE caf\u00e9" });
	await heard;
	const { url, body } = addon.heard.at(-1);
	assert.equal(url, `/addon/webhook?token=${addon.tenant.webhookToken}&name=${name}`);
	const call = hipchat.webhookExtractors.room_message(body);
	assert.deepEqual([call.webhookId, call.room.id, call.content], [id, room.id, "/TIDE caf\u00e9"]);
	assert.equal(typeof call.sender.mention_name, "string");
	await hooks.remove(room.id, name);
	assert.equal((await client.getRoomWebhooks(room.id)).items.length, 0);
});

test("ac-node-hipchat lists a private room's members, adds one and removes them", async () => {
	const room = await stoa.room("Quiet");
	const { id } = await stoa.call("POST", "/v2/user", { name: "Ada Brook", email: "ada@example.test" });
	const { name, topic, owner } = await stoa.call("GET", `/v2/room/${room.id}`);
	await stoa.call("PUT", `/v2/room/${room.id}`, {
		name, topic, owner: { id: owner.id }, privacy: "private", is_archived: false, is_guest_accessible: false,
	});
	const listed = async () => (await client.getRoomMembers(room.id)).items.some((member) => member.id === id);
	assert.equal(await listed(), false);
	await client.addRoomMember(room.id, "ada@example.test");
	assert.equal(await listed(), true);
	await client.removeRoomMember(room.id, id);
	assert.equal(await listed(), false);
});

test("ac-node-hipchat creates a person, reads, updates and deletes them", async () => {
	const { id } = await client.createUser({ name: "Cy Dunn", email: "cy@example.test", mentionName: "CyD" });
	assert.equal((await client.getUser("@CyD")).id, id);
	assert.ok((await client.getUsers({ maxResults: 1000 })).items.some((user) => user.id === id));
	await client.updateUser(id, { name: "Cy Dunn", email: "cy@example.test", mentionName: "CyDun", timezone: "UTC", isGroupAdmin: false });
	assert.equal((await client.getUser("cy@example.test")).mention_name, "CyDun");
	await client.updateUserPhoto(id, "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
	assert.match((await client.getUser(id)).photo_url, /^http/);
	await client.deleteUserPhoto(id);
	await client.deleteUser(id);
	assert.equal((await client.getUser(id)).is_deleted, true);
	assert.ok(!(await client.getUsers({ maxResults: 1000 })).items.some((user) => user.id === id));
});

test("ac-node-hipchat reads emoticons by list, id and shortcut", async () => {
	const { items } = await client.getEmoticons({ maxResults: 5, type: "global" });
	assert.equal(items.length, 5);
	const [{ id, shortcut }] = items;
	assert.equal((await client.getEmoticon(id)).shortcut, shortcut);
	assert.equal((await client.getEmoticon(shortcut)).id, id);
});

test("ac-node-hipchat pushes glances to the group, a room and a person", async () => {
	const room = await stoa.room("Glances");
	const owner = await stoa.call("GET", "/v2/user/admin@example.test");
	const glance = { glance: [{ key: "tide", content: { label: { type: "html", value: "<b>high</b>" } } }] };
	await client.glancePushGroup(glance);
	await client.glancePushRoom(room.id, glance);
	await client.glancePushUser(owner.id, glance);
});

test("ac-node-hipchat reads its session and ends it", async () => {
	const { token } = addon.tenant.links;
	const { access_token } = await rest.generateToken(token, addon.tenant.id, addon.tenant.secret, ["view_room"]);
	const session = await client.getSession(access_token);
	assert.deepEqual(session.scopes, ["view_room"]);
	await client.deleteSession(access_token);
	await assert.rejects(client.getSession(access_token), /401/);
});

test("ac-node-hipchat is refused what HipChat refused its tokens, and the method that HipChat never had", async () => {
	const room = await stoa.room("Refusals");
	await assert.rejects(client.replyToMessage(room.id, "1", "an add-on's token may not say this"), /40[013]/);
	const { access_token } = await rest.generateToken(addon.tenant.links.token, addon.tenant.id, addon.tenant.secret, ["admin_room"]);
	await assert.rejects(rest.shareLinkWithRoom(`${addon.tenant.links.api}/room/${room.id}/share/link`, access_token, "https://e.test/"), /405/);
});
