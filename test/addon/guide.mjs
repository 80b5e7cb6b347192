// Follows a page of docs/ literally, on ports that are free: its blocks of code, and shells to run them in.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { freePort } from "../stoa.mjs";

export const root = resolve(import.meta.dirname, "../..");
const bin = dirname(resolve(process.env.STOA_BIN ?? join(root, "bin/stoa")));
const execute = promisify(execFile);

/** shell is the command that runs code. Without --norc a bash that node starts thinks it was called over the network, and runs a person's settings first. */
const shell = (flags, code) => ["bash", ["--norc", flags, code]];

/** A page, with a directory to work in. `blocks` are its blocks of code: {kind, name, code}. */
export class Guide {
	running = [];

	/** @param {string} page a file of docs/ @param {number[]} ports those that it names, each of which becomes a free one */
	static async open(page, ...ports) {
		const g = new Guide();
		g.text = await readFile(join(root, "docs", page), "utf8");
		g.blocks = [...g.text.matchAll(/^```(\w+)(?: (\S+))?\n(.*?)^```$/gms)].map(([, kind, name = "", code]) => ({ kind, name, code }));
		g.dir = await mkdtemp(join(tmpdir(), "stoa-guide-"));
		g.ports = Object.fromEntries(await Promise.all(ports.map(async (port) => [port, await freePort()])));
		g.env = { PATH: bin + delimiter + process.env.PATH };
		return g;
	}

	async close() {
		for (const { child, ended } of this.running) {
			child.kill("SIGTERM");
			await ended;
		}
		await rm(this.dir, { recursive: true, force: true });
	}

	/** here is a text of the page with the ports that are free here. */
	here(code) {
		return Object.entries(this.ports).reduce((text, [there, here]) => text.replaceAll(new RegExp(`\\b${there}\\b`, "g"), here), code);
	}

	/** run runs code to its end and answers what it said. */
	async run(code, timeout = 30_000) {
		return (await execute(...shell("-ec", this.here(code)), { cwd: this.dir, env: this.env, timeout })).stdout;
	}

	/** serve runs what does not end, and gives what it has said, and said, which waits until it has said something. */
	serve(code) {
		const child = spawn(...shell("-c", this.here(code).replace(/^((?:\w+=\$\([^)]*\) |\w+=\S+ )*)/, "$1exec ")), { cwd: this.dir, env: this.env });
		const s = { child, ended: once(child, "exit"), text: "" };
		this.running.push(s);
		for (const out of [child.stdout, child.stderr]) {
			out.setEncoding("utf8").on("data", (more) => {
				s.text += more;
				child.emit("said");
			});
		}
		s.said = async (what) => {
			const limit = AbortSignal.timeout(30_000);
			while (!what.test(s.text)) await once(child, "said", { signal: limit }).catch(() => assert.fail(`${code} did not say ${what} but: ${s.text}`));
			return what.exec(s.text);
		};
		return s;
	}

	/** develop runs a server to develop against, and lets what is run next know it, as it says. */
	async develop(code) {
		const s = this.serve(code);
		const [, url, token] = await s.said(/^\s*export STOA_URL=(\S+) STOA_TOKEN=(\S+)$/m);
		Object.assign(this.env, { STOA_URL: url, STOA_TOKEN: token });
		return s;
	}

	async call(path, body) {
		const res = await fetch(this.env.STOA_URL + path, {
			method: body ? "POST" : "GET",
			headers: { Authorization: `Bearer ${this.env.STOA_TOKEN}`, "Content-Type": "application/json" },
			body: body && JSON.stringify(body),
		});
		assert.ok(res.ok, `${path}: ${res.status} ${await res.clone().text()}`);
		return res.status === 204 ? null : res.json();
	}

	/** said are the texts in the room. */
	async said() {
		return (await this.call("/v2/room/1/history?date=recent")).items.map((m) => m.message);
	}

	/** eventually waits until it is so. */
	async eventually(so, what) {
		for (const limit = Date.now() + 30_000; !(await so()); await new Promise((again) => setTimeout(again, 25))) {
			assert.ok(Date.now() < limit, what);
		}
	}
}
