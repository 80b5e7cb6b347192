// Profanity as Debian packages it, in a terminal of script's, in TLS by STARTTLS with the certificate checked. What it shows is
// read from the logs that it keeps of rooms and people.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { program, run, talks, until, world } from "./world.mjs";

const command = await program("/usr/bin/profanity");
const script = await program("/usr/bin/script");

test("Profanity joins a room, and hears and speaks there and in private", { skip: (command === "" || script === "") && "Debian's profanity, or script, is missing" }, async (t) => {
	const w = await world(t, { tls: true });
	const { stoa, room, bot, ada } = w;
	await stoa.call("POST", `/v2/room/${room.id}/message`, { message: "before anybody came" }, ada.token);
	const home = await homeOf(t, w);
	const client = run(t, script, ["-qec", `${command} --account bot`, "/dev/null"], { env: { HOME: home, XDG_CONFIG_HOME: "", XDG_DATA_HOME: "", TERM: "xterm" } });
	const type = (line) => client.write(`${line}\r`);
	const logs = join(home, ".local/share/profanity/chatlogs", bot.jid.replace("@", "_at_"));
	await client.heard.like({ where: "log", text: /logged in successfully/ });
	type(`/join ${room.jid} nick "${bot.name}"`);
	await client.heard.like({ where: "log", text: /You have joined the room/ }); // and its window is in front
	await talks(w, {
		heard: { like: ({ where, from = "", text }) => until(`${text} in ${where}`, async () => {
			const lines = await said(where === "room" ? join(logs, "rooms", room.jid.replace("@", "_at_")) : join(logs, ada.jid.replace("@", "_at_")));
			return lines.some((line) => line.includes(` - ${from}`) && (text.test?.(line) ?? line.endsWith(`: ${text}`)));
		}) },
		say: type,
		answer: (text) => { // as in its main window: in a room's, it would look for an occupant
			type("/win 1");
			type(`/msg ${ada.jid} ${text}`);
		},
	});
	const shown = await said(join(logs, "rooms", room.jid.replace("@", "_at_")));
	assert.equal(shown.filter((line) => line.includes("pressure")).length, 1, "its own words stand there once");
	assert.ok(!shown.some((line) => line.includes("before anybody came")), "it takes what was said before for new");
	await corrects(w, client, type);
	type("/quit");
	await client.heard.like({ where: "ended", text: "0" });
});

/** It corrects what it has said in the room, and shows how the administrator does so there: on its screen, in place of what was said, where the terminal writes only the letters that differ. */
async function corrects({ stoa, room, bot }, client, type) {
	type(`/win ${room.jid}`);
	type("/correct pressure is low");
	await until("what it corrects", async () => (await stoa.history(room)).some((m) => m.from?.id === bot.id && m.message === "pressure is low"));
	const { id } = await stoa.call("POST", `/v2/room/${room.id}/message`, { message: "zzzz" });
	await client.heard.like({ where: "log", text: /zzzz/ });
	const { items } = await stoa.call("GET", "/api/rooms");
	await stoa.call("PATCH", `/api/conversations/${items.find((r) => r.id === room.id).conversation}/events/${id}`, { body: "valve" });
	await client.heard.like({ where: "log", text: /valve/ });
}

/** The lines of a room's or a person's log. */
async function said(dir) {
	const files = await readdir(dir).catch(() => []);
	const texts = await Promise.all(files.map((file) => readFile(join(dir, file), "utf8")));
	return texts.join("").split("\n").filter(Boolean);
}

/** A home with the account, the authority that it trusts, and logs. */
async function homeOf(t, w) {
	const home = await mkdtemp(join(tmpdir(), "profanity-"));
	t.after(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));
	const certificates = join(home, "certificates");
	for (const dir of [certificates, join(home, ".config/profanity"), join(home, ".local/share/profanity")]) await mkdir(dir, { recursive: true });
	await copyFile(w.ca, join(certificates, "ca.pem"));
	await promisify(execFile)("openssl", ["rehash", certificates]);
	await writeFile(join(home, ".config/profanity/profrc"), `[connection]\ntls.certpath=${certificates}\n[logging]\nchlog=true\ngrlog=true\n[notifications]\nmessage=false\nroom=false\n`);
	await writeFile(join(home, ".local/share/profanity/accounts"), `[bot]\nenabled=true\njid=${w.bot.jid}\nserver=${w.host}\nport=${w.port}\npassword=${w.bot.password}\nmuc.nick=${w.bot.name}\ntls.policy=force\nresource=shore\n`);
	return home;
}
