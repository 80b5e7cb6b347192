// slixmpp as Debian packages it: errbot and will stand on it. In TLS by STARTTLS, with the certificate checked.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { run, talks, world } from "./world.mjs";

const python = "/usr/bin/python3";
const there = await promisify(execFile)(python, ["-c", "import slixmpp"]).then(() => true, () => false);

test("slixmpp asks what there is, joins and waits for it, and hears and speaks there and in private", { skip: !there && "Debian's python3-slixmpp is missing" }, async (t) => {
	const w = await world(t, { tls: true });
	const { room, bot, ada } = w;
	const script = fileURLToPath(new URL("./slixmpp-bot.py", import.meta.url));
	const { heard, tell } = run(t, python, [script, w.host, w.port, w.ca, `${bot.jid}/bot`, bot.password, room.jid, bot.name]);
	await heard.like({ where: "online", text: `${bot.jid}/bot` });
	assert.ok((await heard.like({ where: "roster" })).names.includes(ada.name));
	await heard.like({ where: "features", text: /http:\/\/jabber\.org\/protocol\/muc,.*muc_nonanonymous,muc_open/ });
	assert.deepEqual((await heard.like({ where: "rooms" })).names, [room.name]);
	await heard.like({ where: "version", text: "Stoa" });
	await heard.like({ where: "joined" });
	await heard.like({ where: "topic", text: "" });
	await talks(w, {
		heard,
		say: (text) => tell({ to: room.jid, type: "groupchat", text }),
		answer: (text) => tell({ to: ada.jid, type: "chat", text }),
	});
	await heard.like({ where: "room", from: bot.name });
});
