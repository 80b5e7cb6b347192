// wobot 0.8.1 with node-xmpp. It makes the rooms' domain of the host that it connects to, at port 5222, and knows no TLS that
// Node still has.
import assert from "node:assert/strict";
import { test } from "node:test";
import wobot from "wobot";
import { Heard, inside, portOfXMPP, talks, world } from "./world.mjs";

const address = await portOfXMPP();

test("wobot lists people and rooms, joins one, and hears and speaks there and in private", { skip: address === "" && "port 5222 cannot be had" }, async (t) => {
	const w = await world(t, { address });
	const { stoa, room, bot, ada } = w;
	const client = new wobot.Bot({ jid: bot.jid, password: bot.password, host: w.host });
	const heard = new Heard();
	client.onConnect(() => heard.push({ where: "connected", text: client.name }));
	client.onError((condition, text) => heard.push({ where: "error", text: `${condition} ${text}` }));
	client.onMessage((_, from, text) => heard.push({ where: "room", from, text }));
	client.onPrivateMessage((from, text) => heard.push({ where: "private", from, text }));
	client.onInvite((at, from, text) => heard.push({ where: `${at}`, from: `${from}`, text }));
	client.connect();
	t.after(() => client.disconnect());
	await heard.like({ where: "connected", text: bot.name });
	assert.equal(client.mention_name, "BotBrand");

	const ask = (method) => new Promise((resolve, reject) => { client[method]((err, found) => (err ? reject(new Error(err)) : resolve(found))); });
	assert.deepEqual((await ask("getRoster")).find((u) => u.jid === ada.jid), { jid: ada.jid, name: "Ada Brook", mention_name: "AdaBrook" });
	const [found] = await ask("getRooms");
	const jid = room.jid.replace("conf.localhost", `conf.${w.host}`);
	assert.deepEqual([found.jid, found.name, found.id, found.privacy, found.num_participants], [jid, "Boiler Room", room.id, "public", 0]);

	client.join(jid, 0);
	await talks(w, { heard, say: (text) => client.message(jid, text), answer: (text) => client.message(ada.jid, text) });
	assert.ok(!heard.all.some((said) => said.from === bot.name), "wobot takes its own words for somebody's");

	client.part(jid);
	await inside(w, room, false);
	await stoa.call("POST", `/v2/room/${room.id}/invite/${bot.id}`, { reason: "look" });
	await heard.like({ where: room.jid, text: "look" });
	assert.ok(!heard.all.some((said) => said.where === "error"));
});
