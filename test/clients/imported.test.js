// A group that an encrypted export of HipChat's was made of, by the binary as an administrator runs it: published clients
// find rooms, people and history under the ids that they know.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { Agent } from "node:https";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import Hipchatter from "hipchatter";
import HipChatClient from "node-hipchat";
import { adminEmail, certificates, start } from "../stoa.mjs";

const run = promisify(execFile);
const secret = "a secret with spaces";
const room = 4711;
const ids = ["0b1f6a52-7a2e-4b57-9a39-5d1d3f0c8a11", "0b1f6a52-7a2e-4b57-9a39-5d1d3f0c8a12"];

let work;
let tls;
let stoa;
let client;
let said;

/** Makes an export as HipChat did: a compressed tar in the container of OpenSSL 1.0. */
async function exported() {
	const user = (id, name, email, type) => ({
		User: {
			id, name, mention_name: name.replace(" ", ""), email, title: null, timezone: "UTC", created: "2015-02-03T08:00:00+00:00",
			account_type: type, roles: [type], rooms: [], is_deleted: false, avatar: null,
		},
	});
	const sender = { id: 502, mention_name: "BoLindqvist", name: "Bo Lindqvist" };
	const parts = {
		"users.json": [user(501, "Ada Brook", adminEmail, "admin"), user(502, "Bo Lindqvist", "bo@example.test", "user")],
		"rooms.json": [{
			Room: {
				id: room, name: "Boiler Room", topic: "Steam on", privacy: "public", is_archived: false, created: "2015-03-01T12:00:00+00:00",
				owner: 501, members: [], participants: [], guest_access_url: null,
			},
		}],
		[`rooms/${room}/history.json`]: [
			{ NotificationMessage: { id: ids[1], timestamp: "2018-08-08T14:24:00Z 000001", sender: "Deploy Bot", message: "<b>up</b>", message_format: "html", color: "green" } },
			{
				UserMessage: {
					id: ids[0], timestamp: "2018-08-08T14:23:54Z 626267", message: "see the gauge", mentions: [], sender,
					attachment: { name: "gauge.txt", path: "k3/gauge.txt", size: 9 }, attachment_path: "k3/gauge.txt",
				},
			},
		],
		[`rooms/${room}/files/k3/gauge.txt`]: "42 degree",
	};
	for (const [name, part] of Object.entries(parts)) {
		const path = join(work, "export", name);
		await mkdir(dirname(path), { recursive: true });
		await writeFile(path, typeof part === "string" ? part : JSON.stringify(part));
	}
	await run("tar", ["-czf", join(work, "export.tar.gz"), "-C", join(work, "export"), "."]);
	const archive = join(work, "export.tar.gz.aes");
	await run("openssl", ["enc", "-aes-256-cbc", "-md", "md5", "-in", join(work, "export.tar.gz"), "-out", archive, "-pass", `pass:${secret}`]);
	return archive;
}

before(async () => {
	work = await mkdtemp(join(tmpdir(), "stoa-export-"));
	tls = await certificates();
	const archive = await exported();
	await writeFile(join(work, "secret"), `${secret}\n`);
	stoa = await start({
		tls,
		prepare: async (command, dir, password) => {
			await writeFile(join(work, "password"), password);
			await assert.rejects(command("import", "hipchat", archive, "--data", dir), /password/);
			const given = ["import", "hipchat", archive, "--password-file", join(work, "secret"), "--data", dir];
			assert.match(await command(...given, "--dry-run"), /Nothing was written/);
			said = await command(...given, "--owner-password-file", join(work, "password"));
		},
	});
	client = new Hipchatter(stoa.token, `${stoa.url}/v2/`);
});
after(async () => {
	await stoa?.stop();
	for (const dir of [work, tls?.dir]) if (dir) await rm(dir, { recursive: true, force: true });
});

const ask = (method, ...args) =>
	new Promise((resolve, reject) => {
		client[method](...args, (err, answer) => (err ? reject(err) : resolve(answer)));
	});

test("the import says what it did, and who has to be given a new token", () => {
	assert.match(said, /Messages: 1 of people in rooms, 0 in one-to-one chats, 1 notifications/);
	assert.match(said, /Deploy Bot: 1/);
	assert.doesNotMatch(said, /Password, shown once/);
});

test("hipchatter finds the room and its history by the ids that they had", async () => {
	assert.equal((await ask("get_room", room)).name, "Boiler Room");
	const { items } = await ask("history", room);
	assert.deepEqual(items.map((m) => [m.id, m.date, m.message]), [
		[ids[0], "2018-08-08T14:23:54.626267+00:00", "see the gauge"],
		[ids[1], "2018-08-08T14:24:00.000001+00:00", "<b>up</b>"],
	]);
	assert.equal(items[0].from.id, 502);
	assert.equal(await (await stoa.fetch(new URL(items[0].file.url).pathname)).text(), "42 degree");
});

test("node-hipchat finds the same over API v1", async () => {
	const { token } = await stoa.cli("token", "create", "--v1", "admin", "--name", "old script", "--json");
	const [host, port] = stoa.tlsHost.split(":");
	const v1 = new HipChatClient(token, new Agent({ port, ca: await readFile(tls.ca) }));
	v1.host = host;
	const call = (method, ...args) =>
		new Promise((resolve, reject) => {
			v1[method](...args, (answer, err) => (err ? reject(new Error(err)) : resolve(answer)));
		});
	assert.equal((await call("showRoom", room)).room.owner_user_id, 501);
	const { messages } = await call("getHistory", { room, date: "2018-08-08" });
	assert.deepEqual(messages.map((m) => [m.date, m.from.user_id]), [["2018-08-08T14:23:54+0000", 502], ["2018-08-08T14:24:00+0000", "api"]]);
});
