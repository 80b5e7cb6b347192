// @xmpp/client 0.14.0: SASL, bind and multi-user chats by hand, in TLS by STARTTLS.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { run, talks, world } from "./world.mjs";

test("@xmpp/client signs in in TLS, joins a room, and hears and speaks there and in private", async (t) => {
	const w = await world(t, { tls: true });
	const { room, bot, ada } = w;
	const script = fileURLToPath(new URL("./xmpp-client.mjs", import.meta.url));
	const { heard, tell } = run(t, process.execPath, [script, `xmpp://${w.host}:${w.port}`, bot.jid, bot.password, room.jid], { env: { NODE_EXTRA_CA_CERTS: w.ca } });
	await heard.like({ where: "online", text: `${bot.jid}/shore` });
	const roster = await heard.like({ where: "roster" });
	assert.deepEqual(roster.names.toSorted(), [ada.name, bot.name, roster.names.find((n) => n !== ada.name && n !== bot.name)].toSorted());
	await heard.like({ where: "presence", from: bot.name, text: "110,210" }); // its nick was put right
	await heard.like({ where: "topic", text: "" });
	await talks(w, {
		heard,
		say: (text) => tell({ to: room.jid, type: "groupchat", id: "shore-1", text }),
		answer: (text) => tell({ to: ada.jid, type: "chat", id: "shore-2", text }),
	});
	await heard.like({ where: "room", from: bot.name, id: "shore-1" });
	await heard.like({ where: "refused", text: "service-unavailable" });
});
