// BitlBee as Debian packages it: an IRC server before the account, in its mode for HipChat and in the one for Jabber; in TLS by
// STARTTLS, with the certificate checked.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { freePort } from "../stoa.mjs";
import { Heard, portOfJabber, program, run, talks, until, world } from "./world.mjs";

const command = await program("/usr/sbin/bitlbee");

for (const [mode, chat, own] of [
	["hipchat", () => '"Boiler Room"', []], // it makes the address of the name
	["jabber", (room) => room.jid, ["account jabber set tls true", 'account jabber set display_name "Bot Brand"']],
]) {
	test(`BitlBee signs in, joins a room, and hears and speaks there and in private: ${mode}`, { skip: command === "" && "Debian's bitlbee is missing" }, async (t) => {
		const port = await portOfJabber();
		if (port === 0) return t.skip("no port that BitlBee connects to can be had");
		const w = await world(t, { tls: true, address: `127.0.0.1:${port}` });
		const { room, bot, ada } = w;
		const irc = await gateway(t, w);
		irc.root(`account add ${mode} ${bot.jid} "${bot.password}"`);
		for (const order of [`account ${mode} set server ${w.host}`, `account ${mode} set port ${port}`, ...own, `account ${mode} on`]) irc.root(order);
		await irc.heard.like({ where: "log", text: /Logging in: Logged in/ });
		// It asks for its name when it has signed in, and a nick that is not its name it would not know as itself.
		await until("BitlBee's name", () => {
			irc.root(`account ${mode} set display_name`);
			return irc.heard.all.some((said) => said.text.endsWith("display_name = `Bot Brand'"));
		});
		irc.root(`chat add ${mode} ${chat(room)} #boiler`);
		if (mode === "jabber") irc.root('channel #boiler set nick "Bot Brand"');
		irc.send("JOIN #boiler");
		await irc.heard.like({ where: "log", text: /^:me!\S+ JOIN :#boiler/ });
		let nick;
		await talks(w, {
			heard: irc.heard,
			say: (text) => irc.send(`PRIVMSG #boiler :${text}`),
			answer: (text) => {
				({ nick } = irc.heard.all.find((said) => said.where === "private" && said.text === "how hot?"));
				irc.send(`PRIVMSG ${nick} :${text}`);
			},
		});
		assert.deepEqual(irc.heard.all.filter((said) => said.text.includes("pressure")), [], "BitlBee shows its own words again");
	});
}

/** Starts BitlBee and gives a connection to it: root gives it an order, send sends a line of IRC. */
async function gateway(t, w) {
	const dir = await mkdtemp(join(tmpdir(), "bitlbee-"));
	t.after(() => rm(dir, { recursive: true, force: true }));
	const conf = join(dir, "bitlbee.conf");
	await writeFile(conf, `[settings]\nRunMode = Daemon\nAuthMode = Open\nConfigDir = ${dir}\nCAfile = ${w.ca}\n[defaults]\n`);
	const port = await freePort();
	run(t, command, ["-D", "-n", "-i", "127.0.0.1", "-p", port, "-c", conf, "-d", dir]);
	const socket = await until("BitlBee", () => dial(port));
	t.after(() => socket.destroy());
	const heard = new Heard();
	createInterface(socket).on("line", (line) => {
		const [, nick, to, text] = /^:([^!]+)!\S+ PRIVMSG (\S+) :(.*)$/.exec(line) ?? [];
		if (to === "#boiler") heard.push({ where: "room", from: nick.replace(/^AdaBrook_?$/, w.ada.name), text }); // its nicks have no spaces, and are there once
		else if (to === "me") heard.push({ where: "private", nick, text });
		else heard.push({ where: "log", text: line });
	});
	const send = (line) => socket.write(`${line}\r\n`);
	send("NICK me");
	send("USER me 0 * :me");
	await heard.like({ where: "log", text: /JOIN :&bitlbee/ });
	return { heard, send, root: (order) => send(`PRIVMSG &bitlbee :${order}`) };
}

function dial(port) {
	return new Promise((resolve) => {
		const socket = connect(port, "127.0.0.1", () => resolve(socket)).on("error", () => resolve(null));
	});
}
