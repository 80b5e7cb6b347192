// Add-ons on the vendor's two frameworks for Node live on Stoa: installed, called, framed, posting and uninstalled, in a
// room and in the whole group. The frameworks are as npm has them. Newer Node runs them without a flag or a patch; they
// are forty deprecation warnings away from it.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { start } from "../stoa.mjs";
import { Framework } from "./framework.mjs";

// What the two frameworks make of the same thing.
const frameworks = [
	{
		name: "ace", title: "atlassian-connect-express 1.0.14 with atlassian-connect-express-hipchat 0.3.9", key: "test.ace.tides",
		descriptor: "/atlassian-connect.json", env: { NODE_ENV: "development" },
		identity: ({ identity }) => ({ user: identity.userId, room: identity.roomId }),
	},
	{
		// In production alone it looks at how old a signature is.
		name: "koa", title: "ac-koa 0.2.6 with ac-koa-hipchat 0.2.20", key: "test.koa.tides",
		descriptor: "/addon/capabilities", env: { NODE_ENV: "production" }, adds: "/ebb now",
		identity: ({ userId, context }) => ({ user: Number(userId), room: context.room_id }),
	},
];

for (const framework of frameworks) describe(framework.title, () => {
	let stoa, addon, me;

	before(async () => {
		[stoa, addon] = await Promise.all([start(), Framework.start(framework.name, framework.descriptor, framework.env)]);
		me = await stoa.call("GET", "/v2/user/admin@example.test");
	});
	after(async () => {
		await addon?.stop();
		await stoa?.stop();
	});

	// sign asks for an address as the page does before it opens it.
	const sign = (installation, part) => stoa.call("POST", `/api/installations/${installation}/url`, part);
	const installations = async (room) => (await stoa.call("GET", `/api/installations${room ? `?room=${room.id}` : ""}`)).items;

	async function hears(room) {
		const heard = addon.next("heard");
		await stoa.call("POST", `/v2/room/${room.id}/message`, { message: "no tide" });
		await stoa.call("POST", `/v2/room/${room.id}/message`, { message: "/tide Oslo" });
		const { body } = await heard;
		assert.equal(body.item.message.message, "/tide Oslo", "the pattern let another message through");
		const said = (await stoa.history(room)).filter((m) => m.message === "heard room_message");
		assert.deepEqual(said.map(({ color, type }) => ({ color, type })), [{ color: "green", type: "notification" }]);

		const topic = addon.next("heard");
		await stoa.call("PUT", `/v2/room/${room.id}/topic`, { topic: "ebb" });
		assert.equal((await topic).body.item.topic, "ebb");
		return body.oauth_client_id;
	}

	// hearsAdded calls the webhook that the add-on registered by itself, inside its install callback.
	async function hearsAdded(room) {
		const heard = addon.next("heard");
		await stoa.call("POST", `/v2/room/${room.id}/message`, { message: framework.adds });
		assert.equal((await heard).path, "added");
	}

	async function shows(id, room) {
		for (const [part, want] of [
			[{ kind: "webPanel", key: "tide.panel" }, { theme: "dark", xdm_c: "channel-1" }],
			[{ kind: "dialog", key: "tide.dialog" }, { theme: "dark", xdm_c: "channel-1", embedded: "true", of: "dialog" }],
		]) {
			const { url } = await sign(id, { ...part, room: room.id, theme: "dark", channel: "channel-1" });
			const { status, body, headers } = await addon.open(url);
			assert.equal(status, 200, JSON.stringify(body));
			assert.deepEqual(framework.identity(body), { user: me.id, room: room.id });
			const { signed_request, ...query } = body.query;
			assert.ok(signed_request);
			assert.deepEqual(query, { ...want, xdm_e: stoa.url, cp: "", lic: "none", connect_client_api_version: "1" });
			// The frameworks sign what the page sends next with the same secret.
			assert.ok(headers.get("x-acpt") ?? headers.get("jwt"));
			assert.equal((await addon.open(url.replace(/signed_request=.*/, `signed_request=${body.again}`))).status, 200);
		}
		const { url } = await sign(id, { kind: "glance", key: "tide.glance", room: room.id });
		const { body, headers } = await addon.open(url);
		assert.equal(body.label.value, `<b>High</b> in ${room.id}`);
		assert.equal(headers.get("access-control-allow-origin"), "*");
	}

	// spoilt changes a letter in the middle of the signature.
	function spoilt(url) {
		const at = url.length - 20;
		return url.slice(0, at) + (url[at] === "A" ? "B" : "A") + url.slice(at + 1);
	}

	async function configures(id, room) {
		const { url } = await sign(id, { kind: "configurable" });
		const { status, body } = await addon.open(url);
		assert.equal(status, 200, JSON.stringify(body));
		assert.deepEqual(body.context.room_id, room?.id);
	}

	// renews installs once more what is there: the add-on gets a new client in place of the old one, and works with it.
	async function renews(place, room, clientKey) {
		const installing = addon.next("installed");
		const leaving = addon.next("uninstalled");
		await stoa.cli("addon", "install", addon.descriptorURL, ...(place ? ["--room", place.name] : []), "--json");
		const renewed = await installing;
		assert.notEqual(renewed.clientKey, clientKey);
		assert.equal((await leaving).clientKey, clientKey);
		const heard = addon.next("heard");
		await stoa.call("PUT", `/v2/room/${room.id}/topic`, { topic: "flow" });
		assert.equal((await heard).body.oauth_client_id, renewed.clientKey);
		return renewed.clientKey;
	}

	async function leaves(room, clientKey, opened) {
		const gone = addon.next("uninstalled");
		await stoa.cli("addon", "remove", framework.key, ...(room ? ["--room", room.name] : []));
		assert.equal((await gone).clientKey, clientKey);
		assert.deepEqual(await installations(room), []);
		assert.notEqual((await addon.open(opened)).status, 200, "the add-on still lets in who it has forgotten");
	}

	async function lives(place, room) {
		const installing = addon.next("installed");
		await stoa.cli("addon", "install", addon.descriptorURL, ...(place ? ["--room", place.name] : []), "--json");
		const { clientKey, groupId, roomId } = await installing;
		assert.equal(groupId, 1);
		assert.equal(roomId ?? null, place?.id ?? null);
		const [{ id, oauth_id }] = await installations(place);
		assert.equal(oauth_id, clientKey);
		assert.equal(await hears(room), clientKey);
		if (place && framework.adds) await hearsAdded(room);
		await shows(id, room);
		await configures(id, place);
		const { url } = await sign(id, { kind: "webPanel", key: "tide.panel", room: room.id });
		// One of the frameworks leaves such a request without an answer.
		const { status } = await addon.open(spoilt(url), 1_000);
		assert.ok(status === 0 || status >= 400, `a spoilt signature was answered ${status}`);
		await leaves(place, await renews(place, room, clientKey), url);
		await assert.rejects(sign(id, { kind: "webPanel", key: "tide.panel", room: room.id }), { status: 404 });
	}

	test("lives in a room", async () => {
		const room = await stoa.room("Harbour");
		await lives(room, room);
	});

	test("lives in the whole group", async () => {
		await lives(null, await stoa.room("Pier"));
	});

	test("refuses a signature that is not the server's", async () => {
		const room = await stoa.room("Quay");
		const { status } = await addon.open(`${addon.url}/panel?signed_request=${forged()}`);
		assert.ok(status >= 400, `answered ${status}`);
		assert.deepEqual(await installations(room), []);
	});
});

function forged() {
	const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
	return `${part({ alg: "HS256", typ: "JWT" })}.${part({ iss: "nobody", iat: Math.floor(Date.now() / 1000) })}.${part("forged")}`;
}
