// hubot-hipchat 2.12.0, the vendor's adapter for Hubot, in a Hubot of its day. It connects to port 5222, without TLS: what its
// library does for STARTTLS, Node has not had for years.
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { inside, portOfXMPP, run, talks, world } from "./world.mjs";

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const address = await portOfXMPP();

test("Hubot joins all rooms, hears and speaks there and in private, and comes when it is invited", { skip: address === "" && "port 5222 cannot be had" }, async (t) => {
	const w = await world(t, { address });
	const { stoa, room, bot, ada } = w;
	const [coffee, hubot, script] = ["./node_modules/coffee-script/bin/coffee", "./node_modules/hubot/bin/hubot", "./hubot"].map(path);
	const { heard, tell } = run(t, process.execPath, [coffee, hubot, "--adapter", "hipchat", "--require", script, "--disable-httpd"], {
		cwd: script,
		env: {
			HUBOT_LOG_LEVEL: "info", HUBOT_HIPCHAT_JID: bot.jid, HUBOT_HIPCHAT_PASSWORD: bot.password,
			HUBOT_HIPCHAT_HOST: w.host, HUBOT_HIPCHAT_XMPP_DOMAIN: "localhost",
		},
	});
	await talks(w, {
		heard,
		text: "steam <pressure> is fine", // it writes & as &amp; itself, and so does its library
		say: (text) => tell({ to: room.jid, text }),
		answer: (text) => tell({ to: ada.jid, text }),
	});
	await heard.like({ where: "people", text: /"mention_name":"AdaBrook"/ });
	await stoa.call("PUT", `/v2/room/${room.id}/topic`, { topic: "Steam on" });
	await heard.like({ where: "topic", text: "Steam on" });

	const engines = { ...await stoa.call("POST", "/v2/room", { name: "Engine Room" }), name: "Engine Room" };
	await stoa.call("POST", `/v2/room/${engines.id}/invite/${bot.id}`, { reason: "look" });
	await heard.like({ where: "log", text: /Got invite to 1_engine_room@conf\.localhost/ });
	await inside(w, engines);
});
