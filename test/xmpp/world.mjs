// What the tests of XMPP clients share: a server with a room, a bot's account and another person, and the talk that each
// client has with them.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { certificates, freePort, start } from "../stoa.mjs";

const patience = 30_000;
const password = "quiet harbour lamp";

/**
 * Starts a server that speaks XMPP at chat.localhost and conf.localhost, with the room "Boiler Room", the account "Bot Brand"
 * of the client under test, and Ada.
 * @param {{tls?: boolean, address?: string}} options STARTTLS is required, and none is offered without it; host:port to listen at
 */
export async function world(t, { tls = false, address } = {}) {
	address ??= `127.0.0.1:${await freePort()}`;
	const files = tls ? await certificates() : undefined;
	if (files) t.after(() => rm(files.dir, { recursive: true }));
	const stoa = await start({
		tls: files,
		flags: ["--xmpp-listen", address, "--xmpp-tls", tls ? "required" : "off", "--xmpp-domain", "localhost"],
	});
	t.after(() => stoa.stop());
	const room = await stoa.room("Boiler Room");
	const person = async (name, email) => {
		const { id } = await stoa.call("POST", "/v2/user", { name, email, password });
		const { xmpp_jid: jid } = await stoa.call("GET", `/v2/user/${id}`);
		return { id, name, jid, token: await stoa.signIn(email, password) };
	};
	const bot = await person("Bot Brand", "bot@example.test");
	const ada = await person("Ada Brook", "ada@example.test");
	const { xmpp_jid: jid } = await stoa.call("GET", `/v2/room/${room.id}`);
	const [host, port] = address.split(":");
	return { stoa, room: { ...room, jid }, bot: { ...bot, password }, ada, host, port: Number(port), ca: files?.ca };
}

/** An address for clients that connect to port 5222 alone: a loopback address of this process's own; none when that is taken. */
export async function portOfXMPP() {
	const host = `127.${100 + (process.pid >> 16) % 100}.${(process.pid >> 8) & 255}.${process.pid & 255}`;
	return await free(5222, host) ? `${host}:5222` : ""; // a system may have one loopback address alone
}

/** A port of 127.0.0.1 that BitlBee connects to, which it does to few; 0 when all are taken. */
export async function portOfJabber() {
	for (const port of [5222, 5223, 5220, 5224, 5225, 5226, 5227, 5228, 5229]) {
		if (await free(port, "127.0.0.1")) return port;
	}
	return 0;
}

async function free(port, host) {
	const server = createServer().listen(port, host);
	try {
		await once(server, "listening");
	} catch {
		return false;
	}
	server.close();
	await once(server, "close");
	return true;
}

/** The path of a program, "" when it is not there. */
export async function program(...paths) {
	for (const path of paths) {
		if (await access(path).then(() => true, () => false)) return path;
	}
	return "";
}

/** Waits until ask gives something that is true, which is asked of another process. */
export async function until(what, ask) {
	const deadline = Date.now() + patience;
	for (;;) {
		const found = await ask();
		if (found) return found;
		assert.ok(Date.now() < deadline, `never came: ${what}`);
		await pause(20); // from outside a process there is no event to wait for
	}
}

/** What a client reports, in the order in which it does. */
export class Heard {
	all = [];
	#waiting = new Set();

	/** @param {{where: string, from?: string, text?: string}} said where is room, private, or what the client makes of it */
	push(said) {
		this.all.push(said);
		for (const look of this.#waiting) look();
	}

	/** Resolves with what was heard and is like want, which may have been long ago. */
	like(want) {
		const found = () => this.all.find((said) => Object.entries(want).every(([k, v]) => (v instanceof RegExp ? v.test(said[k]) : said[k] === v)));
		return new Promise((resolve, reject) => {
			const late = setTimeout(() => {
				this.#waiting.delete(look);
				reject(new Error(`never heard ${JSON.stringify(want)}, but ${JSON.stringify(this.all, null, 1)}`));
			}, patience);
			const look = () => {
				const said = found();
				if (!said) return;
				clearTimeout(late);
				this.#waiting.delete(look);
				resolve(said);
			};
			this.#waiting.add(look);
			look();
		});
	}
}

/**
 * Runs a client as a process of its own, which tells what it hears as lines of JSON, takes orders as such lines, and ends with
 * the test. Other lines are its log.
 */
export function run(t, command, args, options = {}) {
	const child = spawn(command, args, { ...options, env: { ...process.env, NODE_NO_WARNINGS: "1", ...options.env } });
	const heard = new Heard();
	for (const out of [child.stdout, child.stderr]) {
		createInterface(out).on("line", (line) => heard.push(line.startsWith("{") ? JSON.parse(line) : { where: "log", text: line }));
	}
	const closed = new Promise((resolve) => { child.once("close", resolve); });
	child.once("error", (err) => heard.push({ where: "log", text: err.message }));
	child.once("close", (code) => heard.push({ where: "ended", text: `${code}` }));
	child.stdin.on("error", () => {}); // it has ended, which is heard
	t.after(async () => {
		child.kill();
		await closed;
	});
	return { heard, write: (text) => child.stdin.write(text), tell: (order) => child.stdin.write(`${JSON.stringify(order)}\n`), end: (text) => child.stdin.end(`${text}\n`) };
}

/** Resolves when the room has the bot among its participants, or has not. */
export function inside(w, room = w.room, there = true) {
	return until(`${w.bot.name} ${there ? "in" : "out of"} ${room.name}`, async () => {
		const { items } = await w.stoa.call("GET", `/v2/room/${room.id}/participant`);
		return items.some((u) => u.id === w.bot.id) === there;
	});
}

/**
 * The talk: the client says something in the room, hears an integration and Ada there, and Ada in private, and answers her.
 * The client has been told to join the room.
 * @param {{heard: Heard, say(text: string): any, answer(text: string): any, text?: string}} client answer says something to Ada in private
 */
export async function talks(w, client) {
	const { stoa, room, ada, bot } = w;
	await inside(w);
	const text = client.text ?? "steam & <pressure> are fine";
	await client.say(text);
	const said = await until("what the client says in the room", async () => (await stoa.history(room)).find((m) => m.from?.id === bot.id));
	assert.equal(said.message, text);
	assert.equal(said.from.name, bot.name);

	const notification = { message: "r88 is <b>out</b>", color: "green", message_format: "html", from: "Deploy" };
	await stoa.call("POST", `/v2/room/${room.id}/notification`, notification, room.token);
	await client.heard.like({ where: "room", text: "r88 is out" });
	await stoa.call("POST", `/v2/room/${room.id}/message`, { message: "thanks, @BotBrand" }, ada.token);
	await client.heard.like({ where: "room", from: ada.name, text: "thanks, @BotBrand" });

	await stoa.call("POST", `/v2/user/${bot.id}/message`, { message: "how hot?" }, ada.token);
	await client.heard.like({ where: "private", text: /how hot\?$/ });
	await client.answer("ninety degrees");
	const path = `/v2/user/${bot.id}/history/latest`;
	const told = await until("what the client answers", async () => (await stoa.call("GET", path, undefined, ada.token)).items.find((m) => m.from?.id === bot.id));
	assert.equal(told.message, "ninety degrees");
}
