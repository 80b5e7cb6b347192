// What outlives the process: installations with their secrets, and lists. A file is enough for an example; only its owner may read it.
import { readFile, rename, writeFile } from "node:fs/promises";
import { Installation } from "./hipchat.mjs";
import { List } from "./list.mjs";

export class Store {
	#file;
	#installations = new Map(); // by oauthId
	#lists = new Map(); // by oauthId and room
	#saving = Promise.resolve();

	/** open reads a file, if it is there. */
	static async open(file) {
		const store = new Store();
		store.#file = file;
		let text = "{}";
		try {
			text = await readFile(file, "utf8");
		} catch (err) {
			if (err.code !== "ENOENT") throw err;
		}
		const { installations = [], lists = [] } = JSON.parse(text);
		for (const one of installations) store.#installations.set(one.oauthId, new Installation(one));
		for (const [key, items] of lists) store.#lists.set(key, List.from(items));
		return store;
	}

	installation(oauthId) {
		return this.#installations.get(oauthId);
	}

	async add(installation) {
		this.#installations.set(installation.oauthId, installation);
		await this.save();
	}

	/** remove forgets an installation and all that was written down for it. */
	async remove(oauthId) {
		this.#installations.delete(oauthId);
		for (const key of this.#lists.keys()) if (key.startsWith(`${oauthId}/`)) this.#lists.delete(key);
		await this.save();
	}

	/** list is that of a room, for an installation. */
	list(installation, room) {
		const key = `${installation.oauthId}/${room}`;
		if (!this.#lists.has(key)) this.#lists.set(key, new List());
		return this.#lists.get(key);
	}

	/** save writes everything down, one at a time, and never half of it. */
	save() {
		this.#saving = this.#saving.catch(() => {}).then(async () => {
			const all = { installations: [...this.#installations.values()], lists: [...this.#lists] };
			await writeFile(`${this.#file}.new`, JSON.stringify(all), { mode: 0o600 });
			await rename(`${this.#file}.new`, this.#file);
		});
		return this.#saving;
	}
}
