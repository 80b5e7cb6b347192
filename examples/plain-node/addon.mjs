// The add-on: a to-do list for each room, kept by /todo, with a glance that counts and a panel that shows it.
import { createServer } from "node:http";
import { answerTo } from "./command.mjs";
import { descriptor, icon } from "./descriptor.mjs";
import { readJSON, reply, Refusal, wentWrong } from "./http.mjs";
import { claimsOf } from "./jwt.mjs";
import { panel } from "./panel.mjs";
import { endpointsOf, Installation, readDocument } from "./hipchat.mjs";

const remembered = 1000; // messages that were heard lately

export class Addon {
	#heard = new Set();

	constructor(base, store) {
		this.base = base;
		this.store = store;
	}

	/** listen serves on a port and answers the HTTP server. */
	listen(port, host, ready) {
		const server = createServer((req, res) => {
			this.route(req, res).catch((err) => wentWrong(res, err));
		});
		server.requestTimeout = 30_000;
		return server.listen(port, host, ready);
	}

	async route(req, res) {
		const url = new URL(req.url, this.base);
		const at = `${req.method} ${url.pathname}`;
		if (at === "GET /capabilities.json") return reply(res, 200, descriptor(this.base));
		if (at === "POST /installed") return this.install(await readJSON(req), res);
		if (at === "POST /todo") return this.hear(req, url, await readJSON(req), res);
		if (at === "POST /done") return this.done(req, url, await readJSON(req), res);
		if (url.pathname === "/glance") return this.glance(req, url, res);
		if (at === "GET /icon.svg") return res.writeHead(200, { "Content-Type": "image/svg+xml", "Cache-Control": "max-age=86400" }).end(icon);
		if (at === "GET /panel") return this.panel(req, url, res);
		const oauthId = /^\/installed\/([^/]{1,200})$/.exec(url.pathname)?.[1];
		if (req.method === "DELETE" && oauthId) return this.uninstall(decodeURIComponent(oauthId), res);
		throw new Refusal(404, "There is nothing at this address");
	}

	// B, C and D of the guide: the server says who it is and where its document is; every other address comes from there.
	// The installation is believed once the document says of itself where it was read, and once its client got a token.
	async install(payload, res) {
		const { capabilitiesUrl, oauthId, oauthSecret, groupId, roomId } = payload;
		for (const [name, value] of Object.entries({ capabilitiesUrl, oauthId, oauthSecret })) {
			if (typeof value !== "string" || value === "") throw new Refusal(400, `${name} is missing`);
		}
		// Whoever knows an oauthId must not be able to put a server of their own in its place.
		const known = this.store.installation(oauthId);
		if (known && (known.oauthSecret !== oauthSecret || known.capabilitiesUrl !== capabilitiesUrl)) {
			throw new Refusal(409, "oauthId is known with another secret or server");
		}
		if (!/^https?:/.test(capabilitiesUrl)) throw new Refusal(400, "capabilitiesUrl is no web address");
		const document = await readDocument(capabilitiesUrl);
		if (document.links?.self !== capabilitiesUrl) throw new Refusal(400, "links.self is not capabilitiesUrl");
		const installation = new Installation({ capabilitiesUrl, oauthId, oauthSecret, groupId, roomId, ...endpointsOf(document) });
		await installation.token();
		await this.store.add(installation);
		reply(res, 204);
	}

	// Anybody can send this. The server ends the client before it says so, so the client being dead is the proof. A server
	// that cannot be asked just now is not believed: its installation is found dead at the next call.
	async uninstall(oauthId, res) {
		const installation = this.store.installation(oauthId);
		if (!installation) return reply(res, 204);
		if ((await installation.tryClient()) !== 401) throw new Refusal(403, "The installation is alive");
		await this.store.remove(oauthId);
		return reply(res, 204);
	}

	/** caller is the installation that a call is signed by, and what the signature says. */
	caller(req, url) {
		const claims = claimsOf(req, url, (oauthId) => this.store.installation(oauthId)?.oauthSecret);
		if (!claims) throw new Refusal(401, "The signature is not good");
		return { installation: this.store.installation(claims.iss), claims };
	}

	// The answer stands in the response's body, which works although the add-on may not be able to call the server. Servers
	// that are too old to sign name the client, which nobody else knows; and they send every message, whatever the pattern.
	async hear(req, url, body, res) {
		const unsigned = this.store.installation(body.oauth_client_id);
		const installation = unsigned && !unsigned.signs ? unsigned : this.caller(req, url).installation;
		if (body.oauth_client_id !== installation.oauthId) throw new Refusal(401, "Another installation signed this");
		const { room: { id: room } = {}, message } = body.item ?? {};
		if (!Number.isInteger(room) || typeof message?.message !== "string") throw new Refusal(400, "item.room.id or item.message.message is missing");
		const list = this.store.list(installation, room);
		const answer = this.isNew(`${installation.oauthId} ${message.id}`) && answerTo(message.message, list);
		if (!answer) return reply(res, 204);
		if (answer.changed) await this.changed(installation, room, list);
		return reply(res, 200, { message: answer.text, message_format: "text", color: answer.color ?? "gray" });
	}

	/** isNew tells whether an installation has not heard a message before: a delivery whose answer was lost is made again. */
	isNew(id) {
		if (this.#heard.has(id)) return false;
		this.#heard.add(id);
		if (this.#heard.size > remembered) this.#heard.delete(this.#heard.values().next().value);
		return true;
	}

	// The panel's own call, with a token that all.js gave it.
	async done(req, url, body, res) {
		const { installation, claims } = this.caller(req, url);
		const list = this.store.list(installation, claims.context?.room_id);
		if (!list.remove(body.number)) throw new Refusal(400, "number is not on the list");
		await this.changed(installation, claims.context?.room_id, list);
		return reply(res, 204);
	}

	/** changed keeps a list and has open pages show its number. Nobody waits for a server that cannot be reached. */
	async changed(installation, room, list) {
		await this.store.save();
		const update = { glance: [{ key: "todo.glance", content: list.glance() }] };
		installation.push(room, update).catch((err) => console.warn(`no glance was updated: ${err.message}`));
	}

	// A glance is asked for by people's browsers, from the chat server's page.
	glance(req, url, res) {
		res.setHeader("Access-Control-Allow-Origin", "*");
		if (req.method === "OPTIONS") {
			res.setHeader("Access-Control-Allow-Headers", "X-Requested-With, Authorization");
			return reply(res, 204);
		}
		const { installation, claims } = this.caller(req, url);
		return reply(res, 200, this.store.list(installation, claims.context?.room_id).glance());
	}

	panel(req, url, res) {
		const { installation, claims } = this.caller(req, url);
		const html = panel(installation, this.store.list(installation, claims.context?.room_id), url.searchParams.get("theme"));
		res.setHeader("Content-Security-Policy", `frame-ancestors ${new URL(installation.homepage).origin}; base-uri 'none'; object-src 'none'`);
		res.writeHead(200, { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" }).end(html);
	}
}
