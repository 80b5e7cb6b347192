// Installs an add-on that was written by the integration guide, sees it called, answering and uninstalled.
import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, beforeEach, afterEach, test } from "node:test";
import { start } from "../stoa.mjs";
import { Addon, notify, requestToken, verify } from "./addon.mjs";

let stoa;
let addon;

before(async () => {
	stoa = await start();
});
after(() => stoa.stop());
beforeEach(async () => {
	addon = await new Addon().listen();
});
afterEach(() => addon.close());

const within = (emitter, event) => once(emitter, event, { signal: AbortSignal.timeout(15_000) }).then(([value]) => value);

const installed = async (room) => (await stoa.call("GET", `/api/installations${room ? `?room=${room.id}` : ""}`)).items;

// eventually asks until the check holds: an answer to a webhook is posted after the call that carried it.
async function eventually(check, what) {
	for (const deadline = Date.now() + 15_000; Date.now() < deadline; ) {
		if (await check()) return;
		await new Promise((resolve) => setTimeout(resolve, 25));
	}
	assert.fail(`${what} did not come to pass`);
}

// lives plays the add-on's life in a room: it is called, answers, and posts by itself.
async function lives(room, installation) {
	const called = within(addon, "called");
	await stoa.call("POST", `/v2/room/${room.id}/message`, { message: "no tide here" });
	await stoa.call("POST", `/v2/room/${room.id}/message`, { message: "/tide Oslo" });
	const { claims, body } = await called;
	assert.equal(body.item.message.message, "/tide Oslo", "the pattern let another message through");
	assert.equal(claims.iss, installation.oauthId);
	assert.equal(claims.context.room_id, room.id);
	assert.equal(String(claims.sub), String(body.item.message.from.id));
	const answer = "high water at Oslo: 12:40";
	await eventually(async () => (await stoa.history(room)).some((m) => m.message === answer), "the add-on's answer");
	const said = (await stoa.history(room)).filter((m) => m.message === answer);
	assert.equal(said.length, 1);
	assert.equal(said[0].color, "green");
	assert.equal(said[0].type, "notification");
	assert.match(said[0].from, /Tides/);
	assert.equal(await notify(installation, room.id, "ebb"), 204);
	assert.ok((await stoa.history(room)).some((m) => m.message === "ebb" && m.color === "purple"));
}

// dies checks that nothing is left of an installation.
async function dies(room, installation) {
	assert.equal((await requestToken(installation, addon.scopes)).status, 401);
	assert.equal(await notify(installation, room.id, "undead"), 401);
	assert.ok(!(await stoa.history(room)).some((m) => m.message === "undead"));
}

test("an add-on is installed into a room from the command line, lives and is removed", async () => {
	const room = await stoa.room("Harbour");
	const installing = within(addon, "installed");
	await stoa.cli("addon", "install", addon.descriptorURL, "--room", room.name, "--json");
	const installation = await installing;
	assert.equal(installation.roomId, room.id);
	assert.ok((await stoa.history(room)).some((m) => m.message === "Tides is here"));
	assert.match(await stoa.cli("addon", "list", "--room", room.name), /test\.guide\.tides/);
	await lives(room, installation);
	const removing = within(addon, "uninstalled");
	await stoa.cli("addon", "remove", addon.key, "--room", room.name);
	await removing;
	assert.deepEqual(await installed(room), []);
	await dies(room, installation);
});

test("an add-on is installed into the group through the API, lives in every room and is removed", async () => {
	const room = await stoa.room("Pier");
	const preview = await stoa.call("POST", "/api/installations/preview", { url: addon.descriptorURL, room: null });
	assert.equal(preview.descriptor.name, "Tides");
	assert.deepEqual(preview.scopes.map((s) => s.id).sort(), [...addon.scopes].sort());
	assert.equal(addon.installations.size, 0, "nothing is created before consent");
	const installing = within(addon, "installed");
	const { id } = await stoa.call("POST", "/api/installations", { preview: preview.preview, room: null });
	const installation = await installing;
	assert.ok(installation.roomId == null);
	await lives(room, installation);
	const removing = within(addon, "uninstalled");
	await stoa.call("DELETE", `/api/installations/${id}`);
	await removing;
	assert.deepEqual(await installed(null), []);
	await dies(room, installation);
});

test("an add-on in one room is not called for another and may not post there", async () => {
	const [room, other] = [await stoa.room("Quay"), await stoa.room("Elsewhere")];
	const installing = within(addon, "installed");
	await stoa.cli("addon", "install", addon.descriptorURL, "--room", room.name, "--json");
	const installation = await installing;
	assert.equal(await notify(installation, other.id, "lost"), 403);
	const called = within(addon, "called");
	await stoa.call("POST", `/v2/room/${other.id}/message`, { message: "/tide there" });
	await stoa.call("POST", `/v2/room/${room.id}/message`, { message: "/tide here" });
	assert.equal((await called).body.item.message.message, "/tide here");
	const removing = within(addon, "uninstalled");
	await stoa.cli("addon", "remove", addon.key, "--room", room.name);
	await removing;
});

test("the add-on's own check of signatures refuses what it should", () => {
	const secret = () => "secret";
	for (const bad of [undefined, "", "JWT ", "JWT a.b", "Bearer a.b.c"]) assert.equal(verify(bad, secret), null);
	const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
	const unsigned = `JWT ${part({ alg: "none" })}.${part({ iss: "x", exp: 4e9 })}.x`;
	const forged = `JWT ${part({ alg: "HS256" })}.${part({ iss: "x", exp: 4e9 })}.${part("forged")}`;
	for (const bad of [unsigned, forged]) assert.equal(verify(bad, secret), null);
});
