// The way to the chat server. It knows no address but that of the capabilities document of each installation.

const timeout = 10_000; // of a call
const tries = 4;
const longestWait = 20_000; // for a server that asks to be left alone
const spare = 60_000; // a token is not used in the last minute of its life

/** readDocument reads a capabilities document. */
export async function readDocument(url) {
	const res = await fetch(url, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(timeout) });
	if (res.status !== 200) throw new Error(`${url} answered ${res.status}`);
	return res.json();
}

/** endpointsOf takes from a document what the add-on needs. What an old server lacks is not asked for. */
export function endpointsOf(document) {
	const { hipchatApiProvider: api, oauth2Provider: oauth2 } = document.capabilities ?? {};
	if (!api?.url || !oauth2?.tokenUrl) throw new Error("the document names no API or no token endpoint");
	return {
		api: api.url.replace(/\/*$/, "/"),
		tokenUrl: oauth2.tokenUrl,
		homepage: document.links.homepage ?? new URL(document.links.self).origin,
		signs: document.connect_server_api_version !== undefined, // the oldest servers do not sign what they send
	};
}

/** Installation is the add-on on one server, in one room or one group. Nothing of it is shared with another. */
export class Installation {
	#held; // the token: {text, until}
	#glanceless = false;
	#asking; // the request for one that is under way

	constructor(of) {
		Object.assign(this, of);
	}

	/** requestToken asks for a token with the installation's client; it answers the response. */
	async requestToken() {
		return fetch(this.tokenUrl, {
			method: "POST",
			headers: { Authorization: `Basic ${Buffer.from(`${this.oauthId}:${this.oauthSecret}`).toString("base64")}` },
			body: new URLSearchParams({ grant_type: "client_credentials", scope: "send_notification" }),
			signal: AbortSignal.timeout(timeout),
		});
	}

	/** tryClient answers the status of asking for a token, or 0 when the server cannot be reached. */
	async tryClient() {
		let status = 0;
		for (const again of [true, false]) {
			try {
				const res = await this.requestToken();
				await res.body?.cancel();
				status = res.status;
			} catch {
				status = 0;
			}
			if (status === 200 || status === 401 || !again || !(await this.reread().catch(() => false))) break;
		}
		return status;
	}

	/** token answers one that is good for a while. Whoever asks at the same time shares the request. */
	async token() {
		if (this.#held && this.#held.until > Date.now()) return this.#held.text;
		this.#asking ??= this.#newToken().finally(() => {
			this.#asking = undefined;
		});
		return this.#asking;
	}

	async #newToken() {
		const res = await this.requestToken();
		if (res.status !== 200) throw new Error(`the token endpoint answered ${res.status}`);
		const { access_token, expires_in } = await res.json();
		this.#held = { text: access_token, until: Date.now() + expires_in * 1000 - spare };
		return access_token;
	}

	/** reread reads the document again and tells whether an address has moved. */
	async reread() {
		const now = endpointsOf(await readDocument(this.capabilitiesUrl));
		const moved = now.api !== this.api || now.tokenUrl !== this.tokenUrl;
		Object.assign(this, now);
		return moved;
	}

	/**
	 * call calls a method of API v2. It looks for another address when this one leads nowhere, gets another token when this
	 * one has ended, and waits where it is asked to; then it gives up.
	 */
	async call(method, path, body) {
		let fresh = false;
		for (let n = 1; ; n++) {
			const { status, wait, text } = await this.#once(method, path, body);
			if (status >= 200 && status < 300) return text ? JSON.parse(text) : undefined;
			const failed = Object.assign(new Error(`${method} ${path} answered ${status || "nothing"}`), { status });
			if (n === tries) throw failed;
			if (status === 401 && !fresh) {
				this.#held = undefined;
				fresh = true;
			} else if (status === 429 || status >= 500) {
				await new Promise((resolve) => setTimeout(resolve, Math.min(wait ?? 250 * 2 ** n, longestWait)));
			} else if (![0, 301, 302, 307, 308, 404, 410].includes(status) || !(await this.reread().catch(() => false))) {
				throw failed;
			}
		}
	}

	async #once(method, path, body) {
		try {
			const res = await fetch(this.api + path, {
				method,
				redirect: "manual",
				headers: { Authorization: `Bearer ${await this.token()}`, ...(body && { "Content-Type": "application/json" }) },
				body: body && JSON.stringify(body),
				signal: AbortSignal.timeout(timeout),
			});
			return { status: res.status, wait: waitOf(res.headers), text: await res.text() };
		} catch (err) {
			if (/token endpoint answered 401/.test(err.message)) throw err; // the client is dead: nothing will help
			return { status: 0 };
		}
	}

	/** push sends new content of a glance to the pages that show it. A server that has no glances is not asked again. */
	async push(room, update) {
		if (this.#glanceless || !room) return;
		await this.call("POST", `addon/ui/room/${room}`, update).catch((err) => {
			this.#glanceless = err.status === 404;
			throw err;
		});
	}
}

/** waitOf is how long a server asks to be left alone, in milliseconds; undefined when it does not say. */
function waitOf(headers) {
	const after = Number(headers.get("retry-after"));
	if (after > 0) return after * 1000;
	const reset = Number(headers.get("x-ratelimit-reset"));
	return reset > 0 && headers.get("x-ratelimit-remaining") === "0" ? Math.max(0, reset * 1000 - Date.now()) : undefined;
}
