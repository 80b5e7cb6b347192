// Add-ons that cannot be installed: each is an error with a reason, soon, and leaves nothing half installed.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";
import { start } from "../stoa.mjs";
import { requestToken } from "./addon.mjs";

let stoa;

before(async () => {
	stoa = await start({ flags: ["--addon-timeout", "3s"] });
});
after(() => stoa.stop());

const descriptor = (base) => ({
	key: "test.refused", name: "Refused", description: "Does not get in",
	links: { self: `${base}/descriptor` },
	capabilities: {
		hipchatApiConsumer: { scopes: ["send_notification"] },
		installable: { callbackUrl: `${base}/installable` },
		webhook: [{ url: `${base}/hook`, event: "room_message" }],
	},
});

const json = (res, body) => res.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
const good = (res, base) => json(res, descriptor(base));

// soon is for what the server can tell at once, the other bound for the callback's own time limit.
// spec: connect, 3.4
const soon = 5_000;
const afterTheLimit = 10_000;

const cases = [
	{ name: "the callback hangs", callback: () => {}, bound: afterTheLimit },
	{ name: "the callback answers 500", callback: (res) => res.writeHead(500).end("out of order") },
	{ name: "the callback redirects to itself", callback: (res) => res.writeHead(307, { location: "/installable" }).end() },
	{ name: "the callback drops the connection", callback: (res) => res.destroy() },
	{ name: "the descriptor is a web page", describe: (res) => res.writeHead(200, { "content-type": "text/html" }).end("<h1>Hello</h1>") },
	{ name: "the descriptor is not there", describe: (res) => res.writeHead(404).end() },
	{ name: "the descriptor is JSON but none", describe: (res) => json(res, { hello: "world" }) },
	{ name: "the descriptor lacks links.self", describe: (res, base) => json(res, { ...descriptor(base), links: {} }) },
	{ name: "the descriptor redirects to itself", describe: (res) => res.writeHead(302, { location: "/descriptor" }).end() },
	{
		name: "the descriptor has 10 MB",
		describe: (res, base) => json(res, { ...descriptor(base), description: "x".repeat(10 << 20) }),
	},
	{
		name: "a scope does not exist",
		describe: (res, base) => {
			const d = descriptor(base);
			d.capabilities.hipchatApiConsumer.scopes = ["rule_the_world"];
			json(res, d);
		},
	},
	{
		name: "a webhook's pattern does not compile",
		describe: (res, base) => {
			const d = descriptor(base);
			d.capabilities.webhook[0].pattern = "(unclosed";
			json(res, d);
		},
	},
];

// serve plays the add-on of one case and remembers the credentials that its callback was given.
async function serve({ describe: describing = good, callback = (res) => res.writeHead(204).end() }) {
	const given = [];
	const server = createServer((req, res) => {
		if (req.url === "/descriptor") return describing(res, base);
		let body = "";
		req.setEncoding("utf8").on("data", (chunk) => { body += chunk; });
		req.on("end", () => {
			if (req.method === "POST") given.push(JSON.parse(body));
			callback(res);
		});
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
	const base = `http://127.0.0.1:${server.address().port}`;
	return { base, given, close: () => { server.closeAllConnections(); server.close(); } };
}

describe("an add-on is refused when", { concurrency: true }, () => {
	for (const c of cases) {
		test(c.name, async (t) => {
			const room = await stoa.room(c.name);
			const server = await serve(c);
			t.after(server.close);
			const began = Date.now();
			await assert.rejects(
				stoa.cli("addon", "install", `${server.base}/descriptor`, "--room", room.name, "--json"),
				(err) => {
					assert.equal(err.code, 1, `exit code ${err.code}: ${err.stderr}`);
					assert.ok(err.stderr.trim().length > 0, "the command gave no reason");
					return true;
				},
			);
			const took = Date.now() - began;
			assert.ok(took < (c.bound ?? soon), `it took ${took} ms`);
			await nothingIsLeft(room, server.given);
		});
	}
});

async function nothingIsLeft(room, given) {
	const { items } = await stoa.call("GET", `/api/installations?room=${room.id}`);
	assert.deepEqual(items, []);
	for (const payload of given) {
		const dead = await requestToken({ ...payload, tokenURL: `${stoa.url}/v2/oauth/token` }, ["send_notification"]);
		assert.equal(dead.status, 401, "the refused add-on's credentials still work");
	}
	const hooks = await stoa.call("GET", `/v2/room/${room.id}/webhook`);
	assert.deepEqual(hooks.items, []);
}
