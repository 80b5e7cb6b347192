// go-sendxmpp as Debian packages it, with go-xmpp below it. It says one thing and ends, or listens; in TLS by STARTTLS, with the
// certificate checked.
import assert from "node:assert/strict";
import { test } from "node:test";
import { program, run, until, world } from "./world.mjs";

const command = await program("/usr/bin/go-sendxmpp");

test("go-sendxmpp speaks in a room and to a person, and hears one", { skip: command === "" && "Debian's go-sendxmpp is missing" }, async (t) => {
	const w = await world(t, { tls: true });
	const { stoa, room, bot, ada } = w;
	const account = ["-u", bot.jid, "-p", bot.password, "-j", `${w.host}:${w.port}`];
	const sends = async (text, ...args) => {
		const { heard, end } = run(t, command, [...account, ...args], { env: { SSL_CERT_FILE: w.ca } });
		end(text);
		await heard.like({ where: "ended", text: "0" });
	};
	await sends("steam & <pressure> are fine", "-c", "-a", bot.name, room.jid);
	assert.deepEqual((await stoa.history(room)).map((m) => [m.from.name, m.message]), [[bot.name, "steam & <pressure> are fine"]]);
	await sends("ninety degrees", ada.jid);
	const path = `/v2/user/${bot.id}/history/latest`;
	const { items } = await stoa.call("GET", path, undefined, ada.token);
	assert.deepEqual(items.map((m) => [m.from.name, m.message]), [[bot.name, "ninety degrees"]]);

	// What was said while it was away, it is told when it listens.
	await stoa.call("POST", `/v2/user/${bot.id}/message`, { message: "how hot?" }, ada.token);
	const { heard } = run(t, command, [...account, "-l"], { env: { SSL_CERT_FILE: w.ca } });
	await heard.like({ where: "log", text: /1_\d+@chat\.localhost.*how hot\?/ });
	await stoa.call("POST", `/v2/user/${bot.id}/message`, { message: "still there?" }, ada.token);
	await heard.like({ where: "log", text: /still there\?/ });
});
