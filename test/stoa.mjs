// Runs the built stoa binary for tests in Node: a process of its own on a free port, with a fresh data directory.
import { execFile, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const here = dirname(fileURLToPath(import.meta.url));
const binary = resolve(process.env.STOA_BIN ?? join(here, "../bin/stoa"));
const run = promisify(execFile);

export const adminEmail = "admin@example.test";
// environment is this process's own without what configures a stoa of the person who runs the tests.
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("STOA_")));

const adminPassword = "correct horse battery staple";

/**
 * Starts a server and signs its administrator in.
 * @param {{tls?: {ca: string, cert: string, key: string}, base?: (port: number) => string, flags?: string[],
 * prepare?: (stoa: (...args: string[]) => Promise<string>, dir: string, password: string) => Promise<void>}} [options]
 * paths of PEM files: listen for HTTPS as well; the public URL, when it is not the address that the server listens on;
 * more flags of stoa serve; what is done before that, with a command of stoa, the data directory and the password that
 * the administrator is to have
 * @returns {Promise<Stoa>}
 */
export async function start(options = {}) {
	const dir = await mkdtemp(join(tmpdir(), "stoa-test-"));
	const address = `127.0.0.1:${await freePort()}`;
	const base = options.base?.(Number(address.split(":")[1])) ?? `http://${address}`;
	const flags = ["serve", "--listen", address, "--data", dir, "--base-url", base, "--rate-limits", "off", "--log-level", "debug", ...(options.flags ?? [])];
	let tlsHost;
	if (options.tls) {
		tlsHost = `127.0.0.1:${await freePort()}`;
		flags.push("--tls-listen", tlsHost, "--tls-cert", options.tls.cert, "--tls-key", options.tls.key);
	}
	await options.prepare?.(async (...args) => (await run(binary, args, { env: environment, timeout: 60_000 })).stdout, dir, adminPassword);
	const child = spawn(binary, flags, {
		env: { ...environment, STOA_ADMIN_EMAIL: adminEmail, STOA_ADMIN_PASSWORD: adminPassword },
		stdio: ["ignore", "pipe", "pipe"],
	});
	const stoa = new Stoa(child, dir, `http://${address}`, tlsHost);
	try {
		await stoa.ready();
		stoa.token = await stoa.signIn();
	} catch (err) {
		await stoa.stop().catch(() => {});
		throw new Error(`start stoa: ${err.message}\n${stoa.log.slice(-4000)}`, { cause: err });
	}
	return stoa;
}

/** A running server. `url` is its base URL, `tlsHost` the host:port of HTTPS, `token` the administrator's. */
export class Stoa {
	constructor(child, dir, url, tlsHost) {
		Object.assign(this, { child, dir, url, tlsHost, log: "" });
		this.own = new Set(); // ids of the requests that are the test's own, not its client's
		for (const out of [child.stdout, child.stderr]) {
			out.setEncoding("utf8").on("data", (text) => { this.log += text; });
		}
		this.exited = once(child, "close");
		this.exited.catch(() => {}); // a binary that cannot be started is reported by ready
	}

	async ready() {
		const deadline = Date.now() + 60_000;
		let ended;
		this.exited.then(
			([code]) => { ended = new Error(`the server ended with ${code}`); },
			(err) => { ended = err; },
		);
		while (!ended) {
			const res = await fetch(`${this.url}/readyz`).catch(() => null);
			await res?.body?.cancel();
			if (res?.ok) return;
			if (Date.now() > deadline) throw new Error("not ready within 60 s");
			await pause(20); // from outside a process there is no event to wait for
		}
		throw ended;
	}

	/** Gives the administrator's token, or another person's with fewer scopes. */
	async signIn(username = adminEmail, password = adminPassword) {
		const all = "admin_group admin_room manage_rooms send_message send_notification view_group view_messages view_room";
		const scope = username === adminEmail ? all : "send_message view_group view_messages view_room";
		const res = await this.fetch("/v2/oauth/token", {
			method: "POST",
			body: new URLSearchParams({ grant_type: "password", username, password, scope }),
		});
		if (res.status !== 200) throw new Error(`sign in: ${res.status} ${await res.text()}`);
		return (await res.json()).access_token;
	}

	/** Sends a request that is the test's own: called leaves it out. */
	async fetch(path, init) {
		const res = await fetch(this.url + path, init);
		this.own.add(res.headers.get("x-request-id"));
		return res;
	}

	/** Calls the server, as its administrator unless a token is given; gives the parsed JSON, or null for an empty answer. */
	async call(method, path, body, token = this.token) {
		const res = await this.fetch(path, {
			method,
			headers: { authorization: `Bearer ${token}`, ...(body && { "content-type": "application/json" }) },
			body: body && JSON.stringify(body),
		});
		const text = await res.text();
		if (!res.ok) throw Object.assign(new Error(`${method} ${path}: ${res.status} ${text}`), { status: res.status });
		return text ? JSON.parse(text) : null;
	}

	/** Makes a room and a room notification token; gives {id, name, token}. */
	async room(name) {
		const { id } = await this.call("POST", "/v2/room", { name });
		const made = await this.call("POST", `/api/rooms/${id}/tokens`, { name: "CI", v1: false });
		return { id, name, token: made.v2.token };
	}

	/** The room's messages and notifications as API v2 tells them, oldest first. */
	async history(room) {
		const { items } = await this.call("GET", `/v2/room/${room.id}/history?date=recent`);
		return items.filter((m) => m.type === "message" || m.type === "notification");
	}

	/** Runs a stoa command as the administrator and gives its standard output, parsed when it is JSON. */
	async cli(...args) {
		const { stdout } = await run(binary, args, {
			env: { ...environment, STOA_URL: this.url, STOA_TOKEN: this.token },
			timeout: 60_000,
		});
		return args.includes("--json") ? JSON.parse(stdout) : stdout;
	}

	/**
	 * The methods that the client under test called with success, as the server's log names them: "POST /v2/room". The
	 * log is whole only when the server has stopped.
	 */
	called() {
		const line = /msg=request method=(\S+) pattern=(\S+) status=([123]\d\d) .*request_id=(\S+)/g;
		const calls = [...this.log.matchAll(line)].filter(([, , pattern, , id]) => /^\/v[12]\//.test(pattern) && !this.own.has(id));
		return [...new Set(calls.map(([, method, pattern]) => `${method} ${pattern}`))].sort();
	}

	/** Stops the server (SIGTERM) and removes its data; throws when it did not end cleanly. */
	async stop() {
		this.child.kill("SIGTERM");
		const [code, signal] = await this.exited.catch(() => [null, null]);
		await rm(this.dir, { recursive: true, force: true });
		if (code !== 0) throw new Error(`the server ended with ${code ?? signal}`);
	}
}

/** Makes a certificate authority and a certificate for 127.0.0.1; gives the paths of the PEM files. */
export async function certificates() {
	const dir = await mkdtemp(join(tmpdir(), "stoa-cert-"));
	await run("go", ["run", "./test/certificate", dir], { cwd: resolve(here, "..") });
	return { dir, ca: join(dir, "ca.pem"), cert: join(dir, "cert.pem"), key: join(dir, "key.pem") };
}

// Ports above are what systems give to whoever asks for any: one from there may be another test's before its server listens. Each process begins
// elsewhere, and gives none twice.
const lowest = 10_000, highest = 32_000;
let next = randomInt(lowest, highest);

/** Finds a port that nobody listens on. */
export async function freePort() {
	for (;;) {
		const port = next;
		next = next + 1 < highest ? next + 1 : lowest;
		const server = createServer().listen(port, "127.0.0.1");
		try {
			await once(server, "listening");
		} catch {
			continue; // taken
		}
		server.close();
		await once(server, "close");
		return port;
	}
}
