// A Connect add-on written by the integration guide for HipChat Server, step by step, with nothing but Node's own
// modules. It knows no address of the server: everything comes from the capabilities document that it is pointed to.
//
// spec: connect, compatibility checklist of the integration guidelines, installation life cycle, webhooks
import { createHmac, timingSafeEqual } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";

const maxBody = 1 << 20;

/**
 * The add-on. It emits `installed`, `called` and `uninstalled` with what happened; `installations` are those that it
 * believes to be alive, by oauthId.
 */
export class Addon extends EventEmitter {
	installations = new Map();
	key = "test.guide.tides";
	scopes = ["send_notification", "view_room"];

	/** Listens on a free port of the loopback address. */
	async listen() {
		this.server = createServer((req, res) => {
			this.route(req, res).catch((err) => res.writeHead(500, { "content-type": "text/plain" }).end(err.message));
		}).listen(0, "127.0.0.1");
		await once(this.server, "listening");
		this.url = `http://127.0.0.1:${this.server.address().port}`;
		this.descriptorURL = `${this.url}/capabilities.json`;
		return this;
	}

	close() {
		this.server.closeAllConnections();
		this.server.close();
	}

	async route(req, res) {
		const { pathname } = new URL(req.url, this.url);
		if (req.method === "GET" && pathname === "/capabilities.json") {
			return reply(res, 200, this.descriptor());
		}
		if (req.method === "POST" && pathname === "/installable") {
			return this.install(await readJSON(req), res);
		}
		if (req.method === "POST" && pathname === "/webhook") {
			return this.webhook(req, await readJSON(req), res);
		}
		const [, uninstalled] = pathname.match(/^\/installable\/([^/]+)$/) ?? [];
		if (req.method === "DELETE" && uninstalled) {
			return this.uninstall(decodeURIComponent(uninstalled), res);
		}
		return reply(res, 404);
	}

	// A. The descriptor names the endpoint that handles installation.
	descriptor() {
		return {
			key: this.key,
			name: "Tides",
			description: "Tells the tide",
			links: { self: this.descriptorURL, homepage: this.url },
			vendor: { name: "Harbour", url: this.url },
			capabilities: {
				hipchatApiConsumer: { scopes: this.scopes, fromName: "Tides" },
				installable: { callbackUrl: `${this.url}/installable`, allowGlobal: true, allowRoom: true },
				webhook: [{
					url: `${this.url}/webhook`, event: "room_message", pattern: "^/tide(\\s|$)", name: "tide",
					authentication: "jwt",
				}],
			},
		};
	}

	// B. The server calls with capabilitiesUrl, oauthId and oauthSecret. C. Read the document it points to.
	// D. Take every URL from there, and check the installation by using it.
	async install(payload, res) {
		const document = await getJSON(payload.capabilitiesUrl);
		if (document.links.self !== payload.capabilitiesUrl) {
			return reply(res, 400, { error: "links.self is not capabilitiesUrl" });
		}
		const installation = {
			...payload,
			api: document.capabilities.hipchatApiProvider.url,
			tokenURL: document.capabilities.oauth2Provider.tokenUrl,
		};
		const token = await requestToken(installation, this.scopes);
		if (token.status !== 200) return reply(res, 400, { error: `token: ${token.status}` });
		installation.token = token.body.access_token;
		this.installations.set(payload.oauthId, installation);
		if (payload.roomId) await notify(installation, payload.roomId, "Tides is here");
		reply(res, 204);
		this.emit("installed", installation);
	}

	// A webhook's call is believed only when its JWT is signed with the secret of the installation that it names.
	webhook(req, body, res) {
		const claims = verify(req.headers.authorization, (oauthId) => this.installations.get(oauthId)?.oauthSecret);
		if (!claims || claims.iss !== body.oauth_client_id) return reply(res, 401, { error: "bad signature" });
		reply(res, 200, {
			color: "green", message_format: "text",
			message: `high water at ${body.item.message.message.replace(/^\/tide\s*/, "") || "home"}: 12:40`,
		});
		this.emit("called", { claims, body });
	}

	// Anybody can send a DELETE, so it is believed only when the credentials are really dead.
	async uninstall(oauthId, res) {
		const installation = this.installations.get(oauthId);
		if (!installation) return reply(res, 404);
		const token = await requestToken(installation, this.scopes);
		if (token.status !== 401) return reply(res, 403, { error: "the installation is alive" });
		this.installations.delete(oauthId);
		reply(res, 204);
		this.emit("uninstalled", installation);
	}
}

/** Asks the server for an access token with the installation's credentials; gives {status, body}. */
export async function requestToken({ tokenURL, oauthId, oauthSecret }, scopes) {
	const res = await fetch(tokenURL, {
		method: "POST",
		headers: { authorization: `Basic ${Buffer.from(`${oauthId}:${oauthSecret}`).toString("base64")}` },
		body: new URLSearchParams({ grant_type: "client_credentials", scope: scopes.join(" ") }),
	});
	return { status: res.status, body: await res.json() };
}

/** Posts a notification to a room with the installation's token; gives the status. */
export async function notify({ api, token }, room, message) {
	const res = await fetch(new URL(`room/${room}/notification`, api.endsWith("/") ? api : `${api}/`), {
		method: "POST",
		headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
		body: JSON.stringify({ message, message_format: "text", color: "purple" }),
	});
	await res.body?.cancel();
	return res.status;
}

/**
 * Checks `JWT <token>` by hand: HS256 with the secret of the installation in `iss`, and not expired.
 * @returns the claims, or null
 */
export function verify(authorization, secretOf) {
	const [head, claimsPart, signature] = (authorization?.match(/^JWT (\S+)$/)?.[1] ?? "").split(".");
	if (!signature || decode(head).alg !== "HS256") return null;
	const claims = decode(claimsPart);
	const secret = secretOf(claims.iss);
	if (!secret) return null;
	const want = createHmac("sha256", secret).update(`${head}.${claimsPart}`).digest();
	const got = Buffer.from(signature, "base64url");
	if (got.length !== want.length || !timingSafeEqual(got, want)) return null;
	return claims.exp > Date.now() / 1000 ? claims : null;
}

const decode = (part) => JSON.parse(Buffer.from(part, "base64url").toString());

async function getJSON(url) {
	const res = await fetch(url, { headers: { accept: "application/json" } });
	if (res.status !== 200) throw new Error(`${url}: ${res.status}`);
	return res.json();
}

async function readJSON(req) {
	let text = "";
	for await (const chunk of req.setEncoding("utf8")) {
		text += chunk;
		if (text.length > maxBody) throw new Error("body too large");
	}
	return JSON.parse(text);
}

function reply(res, status, body) {
	if (body === undefined) return res.writeHead(status).end();
	return res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
