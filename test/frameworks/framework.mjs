// Runs an add-on of this directory as a process of its own and hears what it tells.
import { fork } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { fileURLToPath } from "node:url";
import { freePort } from "../stoa.mjs";

const patience = 20_000;

/** A running add-on. It emits what the add-on tells: `installed`, `heard`, `uninstalled`. */
export class Framework extends EventEmitter {
	/**
	 * @param {string} name the directory with the add-on
	 * @param {string} descriptor the path of its descriptor
	 * @param {Record<string, string>} env what its process needs besides its address
	 */
	static async start(name, descriptor, env) {
		const cwd = fileURLToPath(new URL(`./${name}/`, import.meta.url));
		const port = String(await freePort());
		const url = `http://127.0.0.1:${port}`;
		const child = fork(`${cwd}addon.cjs`, {
			cwd, stdio: ["ignore", "pipe", "pipe", "ipc"],
			env: { PATH: process.env.PATH, PORT: port, AC_LOCAL_BASE_URL: url, ...env },
		});
		const framework = new Framework();
		Object.assign(framework, { child, url, log: "", descriptorURL: url + descriptor });
		for (const out of [child.stdout, child.stderr]) out.setEncoding("utf8").on("data", (text) => { framework.log += text; });
		child.on("message", ({ event, ...about }) => framework.emit(event, about));
		child.once("exit", (code) => framework.emit("error", new Error(`the add-on ended with ${code}\n${framework.log}`)));
		await framework.next("ready");
		return framework;
	}

	/** Waits for the next event of that name. */
	async next(event) {
		const [about] = await once(this, event, { signal: AbortSignal.timeout(patience) }).catch((err) => {
			throw new Error(`the add-on told of no ${event}: ${err.message}\n${this.log.slice(-4000)}`, { cause: err });
		});
		return about;
	}

	/** Opens an address as a browser does; gives {status, body, headers}, and status 0 when no answer comes in time. */
	async open(url, limit = patience) {
		const res = await fetch(url, { headers: { accept: "application/json" }, signal: AbortSignal.timeout(limit) }).catch((err) => {
			if (err.name !== "TimeoutError") throw err;
		});
		if (!res) return { status: 0, body: "no answer" };
		const text = await res.text();
		return { status: res.status, headers: res.headers, body: text.startsWith("{") ? JSON.parse(text) : text };
	}

	async stop() {
		this.child.removeAllListeners("exit");
		const ended = once(this.child, "exit");
		if (this.child.kill()) await ended;
	}
}
