import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { Store } from "../store.mjs";
import { eventually, install, said, startAddon, startStoa } from "./world.mjs";

let stoa;
let todo;
before(async () => {
	stoa = await startStoa();
});
after(() => stoa?.stop());
beforeEach(async () => {
	todo = await startAddon();
});
afterEach(() => todo.stop());

const happen = (text, event = "room_message") => stoa.call("POST", `/api/dev/events/${event}`, { text });
const hears = (text) => eventually(async () => (await said(stoa)).includes(text), text);
const remove = (installation) => stoa.call("DELETE", `/api/installations/${installation.id}`);
const list = (installation) => todo.addon.store.list({ oauthId: installation.oauth_id }, stoa.room_id);

test("it keeps a list that is written by /todo", async () => {
	const installation = await install(stoa, todo.url);
	await happen("/todo buy milk");
	await hears("Number 1: buy milk");
	await happen("nothing for it");
	await happen("/todo done 1");
	await hears("Done: buy milk");
	assert.deepEqual([...list(installation)], []);
	await remove(installation);
});

test("a glance and a panel show the list, and the panel shortens it", async () => {
	const installation = await install(stoa, todo.url);
	await happen("/todo <b>paint</b> the door");
	await hears("Number 1: <b>paint</b> the door");
	const signed = async (what) => (await stoa.call("POST", `/api/installations/${installation.id}/url`, what)).url;
	const glance = await fetch(await signed({ room: stoa.room_id, kind: "glance", key: "todo.glance" }));
	assert.equal(glance.headers.get("access-control-allow-origin"), "*");
	assert.equal((await glance.json()).label.value, "<b>1</b> to do");
	const at = new URL(await signed({ room: stoa.room_id, kind: "webPanel", key: "todo.panel" }));
	const panel = await (await fetch(at)).text();
	assert.ok(panel.includes("&lt;b&gt;paint") && !panel.includes("<b>paint"), "what was typed is markup in the panel");
	const script = /src="([^"]+all\.js)"/.exec(panel)[1];
	assert.equal((await fetch(script)).status, 200, "the script is not where the panel looks for it");
	const done = (number) =>
		fetch(`${todo.url}/done`, {
			method: "POST",
			headers: { Authorization: `JWT ${at.searchParams.get("signed_request")}` },
			body: JSON.stringify({ number }),
		});
	assert.equal((await done(2)).status, 400);
	assert.equal((await done(1)).status, 204);
	assert.deepEqual([...list(installation)], []);
	await remove(installation);
});

test("the page of a room shows a new number without asking for it", async () => {
	const installation = await install(stoa, todo.url);
	await happen("/todo sweep");
	await eventually(async () => {
		const { items } = await stoa.call("GET", "/api/calls?text=addon/ui/room");
		return items.some((c) => c.status === 204 && c.installation_id === installation.id);
	}, "the push of the glance");
	await remove(installation);
});

test("a room and the group are two installations with two lists", async () => {
	const room = await install(stoa, todo.url);
	const group = await install(stoa, todo.url, null);
	await happen("/todo once");
	await eventually(() => list(room).length === 1 && list(group).length === 1, "both lists");
	assert.notEqual(room.oauth_id, group.oauth_id);
	await remove(group);
	await eventually(() => !todo.addon.store.installation(group.oauth_id), "the farewell");
	assert.ok(todo.addon.store.installation(room.oauth_id), "the other went as well");
	await remove(room);
});

test("nothing is left in the file after it is removed, and nobody else can remove it", async () => {
	const installation = await install(stoa, todo.url);
	const forged = await fetch(`${todo.url}/installed/${installation.oauth_id}`, { method: "DELETE" });
	assert.equal(forged.status, 403);
	assert.ok((await Store.open(todo.file)).installation(installation.oauth_id), "it does not outlive the process");
	await remove(installation);
	await eventually(async () => !(await Store.open(todo.file)).installation(installation.oauth_id), "the farewell");
	assert.equal((await fetch(`${todo.url}/installed/${installation.oauth_id}`, { method: "DELETE" })).status, 204);
});

test("it finds the API after a move, and gets another token when its own has ended", async () => {
	const installation = await install(stoa, todo.url);
	const mine = todo.addon.store.installation(installation.oauth_id);
	const post = () => mine.call("POST", `room/${stoa.room_id}/notification`, { message: "here", message_format: "text" });
	await post();
	await stoa.call("POST", "/api/dev/tokens/expire");
	await post();
	await stoa.call("POST", "/api/dev/outages", { move: true });
	await post();
	await stoa.call("POST", "/api/dev/tokens/expire");
	await stoa.call("POST", "/api/dev/outages", { move: true });
	await post();
	await stoa.call("POST", "/api/dev/outages", { move: false });
	await post();
	await remove(installation);
	await assert.rejects(post(), /401/);
});

test("a delivery that is made again is not written down twice", async () => {
	const installation = await install(stoa, todo.url);
	const { deliveries } = await happen("/todo once only");
	await eventually(() => list(installation).length === 1, "the first");
	await eventually(async () => (await stoa.call("GET", `/api/deliveries/${deliveries[0]}`)).state === "done", "its end");
	await stoa.call("POST", `/api/deliveries/${deliveries[0]}/redeliver`);
	await eventually(async () => (await stoa.call("GET", `/api/deliveries/${deliveries[0]}`)).tried.length === 2, "the second");
	assert.equal(list(installation).length, 1);
	await remove(installation);
});

test("installations that cannot be right are refused", async () => {
	const installation = await install(stoa, todo.url);
	const known = todo.addon.store.installation(installation.oauth_id);
	const { capabilitiesUrl, oauthId, oauthSecret } = known;
	for (const [what, payload, status] of [
		["no secret", { capabilitiesUrl, oauthId: "x" }, 400],
		["another address of the document", { capabilitiesUrl: `${capabilitiesUrl}?x`, oauthId: "x", oauthSecret: "y" }, 400],
		["a document in the address", { capabilitiesUrl: "data:application/json,{}", oauthId: "x", oauthSecret: "y" }, 400],
		["a client that the server does not know", { capabilitiesUrl, oauthId: "x", oauthSecret: "y" }, 502],
		["a known client with another secret", { capabilitiesUrl, oauthId, oauthSecret: "y" }, 409],
		["the same again, with a field that nobody knows", { capabilitiesUrl, oauthId, oauthSecret, groupId: 1, later: true }, 204],
	]) {
		const res = await fetch(`${todo.url}/installed`, { method: "POST", body: JSON.stringify(payload) });
		assert.equal(res.status, status, what);
	}
	await remove(installation);
});

const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const token = (claims, secret, head = { alg: "HS256", typ: "JWT" }) => {
	const text = `${part(head)}.${part(claims)}`;
	return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
};

test("signatures that are not the server's own are refused", async () => {
	const installation = await install(stoa, todo.url);
	const { oauthId: iss, oauthSecret: secret } = todo.addon.store.installation(installation.oauth_id);
	const now = Math.floor(Date.now() / 1000);
	const good = { iss, iat: now, exp: now + 3600, sub: "1", context: { room_id: stoa.room_id } };
	const body = { event: "room_message", oauth_client_id: iss, item: { room: { id: stoa.room_id }, message: { id: "forged", message: "/todo forged" } } };
	for (const [what, jwt, status] of [
		["none", undefined, 401],
		["half a token", "a.b", 401],
		["no algorithm", `${part({ alg: "none" })}.${part(good)}.`, 401],
		["another algorithm", token(good, secret, { alg: "HS384" }), 401],
		["another secret", token(good, "guessed"), 401],
		["an unknown client", token({ ...good, iss: "nobody" }, secret), 401],
		["one that has ended", token({ ...good, exp: now - 120 }, secret), 401],
		["one of an hour ago", token({ ...good, iat: now - 3600 }, secret), 401],
		["one of tomorrow", token({ ...good, iat: now + 86400, exp: now + 90000 }, secret), 401],
		["the server's own", token(good, secret), 200],
	]) {
		const headers = jwt ? { Authorization: `JWT ${jwt}` } : {};
		const res = await fetch(`${todo.url}/todo`, { method: "POST", headers, body: JSON.stringify(body) });
		assert.equal(res.status, status, what);
	}
	await remove(installation);
});

for (const level of ["1.3", "2.0", "2.2"]) {
	test(`it works on HipChat Server ${level}`, async () => {
		const old = await startStoa("--level", level);
		try {
			await install(old, todo.url);
			await old.call("POST", "/api/dev/events/room_message", { text: "hello" });
			await old.call("POST", "/api/dev/events/room_message", { text: "/todo cope" });
			await eventually(async () => (await said(old)).includes("Number 1: cope"), "the answer");
		} finally {
			await old.stop();
		}
	});
}
