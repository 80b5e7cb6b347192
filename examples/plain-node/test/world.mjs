// A server to develop against and the add-on beside it, for one test file.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { Addon } from "../addon.mjs";
import { Store } from "../store.mjs";

/** binary is the program that is run. */
export const binary = resolve(process.env.STOA_BIN ?? join(import.meta.dirname, "../../../bin/stoa"));
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("STOA_")));

/** startStoa runs `stoa dev`; what it answers has all that the server printed of itself. */
export async function startStoa(...flags) {
	const child = spawn(binary, ["dev", "--listen", "127.0.0.1:0", "--json", ...flags], { env: environment, stdio: ["ignore", "pipe", "inherit"] });
	const exited = once(child, "exit");
	const [line] = await Promise.race([
		once(createInterface(child.stdout), "line"),
		exited.then(([code]) => Promise.reject(new Error(`stoa dev ended with ${code}`))),
	]);
	const ready = JSON.parse(line);
	return {
		...ready,
		/** call calls the server's own API as its administrator. */
		async call(method, path, body) {
			const res = await fetch(ready.base_url + path, {
				method,
				headers: { Authorization: `Bearer ${ready.admin_token}`, ...(body && { "Content-Type": "application/json" }) },
				body: body && JSON.stringify(body),
			});
			const text = await res.text();
			if (!res.ok) throw new Error(`${method} ${path}: ${res.status} ${text}`);
			return text && JSON.parse(text);
		},
		async stop() {
			child.kill("SIGTERM");
			await exited;
		},
	};
}

/** startAddon runs the add-on with an empty file. */
export async function startAddon() {
	const dir = await mkdtemp(join(tmpdir(), "stoa-todo-"));
	const file = join(dir, "todo.json");
	const addon = new Addon("http://unknown.invalid", await Store.open(file));
	const server = addon.listen(0, "127.0.0.1");
	await once(server, "listening");
	addon.base = `http://127.0.0.1:${server.address().port}`;
	return {
		addon,
		file,
		url: addon.base,
		async stop() {
			server.closeAllConnections();
			server.close();
			await rm(dir, { recursive: true, force: true });
		},
	};
}

/** install installs the add-on into the room of the server, or with null into the group, and answers the installation. */
export async function install(stoa, url, room = stoa.room_id) {
	const { preview } = await stoa.call("POST", "/api/installations/preview", { url: `${url}/capabilities.json`, room });
	return stoa.call("POST", "/api/installations", { preview, room });
}

/** eventually asks until the check answers something: what a webhook leads to comes after the call that carried it. */
export async function eventually(check, what) {
	for (const deadline = Date.now() + 15_000; Date.now() < deadline; ) {
		const found = await check();
		if (found) return found;
		await new Promise((again) => setTimeout(again, 25));
	}
	throw new Error(`${what} did not come to pass`);
}

/** said are the texts of the room's history, oldest first. */
export async function said(stoa, room = stoa.room_id) {
	const { items } = await stoa.call("GET", `/v2/room/${room}/history?date=recent`);
	return items.map((m) => m.message);
}
