// An add-on on atlassian-connect-express with atlassian-connect-express-hipchat, written as their starter project is. It
// runs in this directory, where the framework looks for its files, and tells the test what happens to it.
const express = require("express");
const connect = require("atlassian-connect-express");
const hipchat = require("atlassian-connect-express-hipchat");
const page = require("../page.cjs");

const app = express();
app.use(express.json());
const addon = connect(app);
hipchat(addon, app);
app.use(addon.middleware());

const tell = (event, about) => process.send({ event, ...about });

addon.on("installed", (clientKey, client) => tell("installed", { clientKey, groupId: client.groupId, roomId: client.roomId }));
addon.on("uninstalled", (clientKey) => {
	addon.settings.del("clientInfo", clientKey).then(() => tell("uninstalled", { clientKey }));
});

// post calls with a token that the framework gets and keeps.
async function post(client, path, body) {
	const token = await addon.getAccessToken(client, ["send_notification", "view_room"]);
	const res = await fetch(`${client.capabilitiesDoc.links.api}${path}`, {
		method: "POST",
		headers: { authorization: `Bearer ${token.access_token}`, "content-type": "application/json" },
		body: JSON.stringify(body),
	});
	return res.status;
}

const notify = (client, room, message) =>
	post(client, `/room/${room}/notification`, { message, message_format: "text", color: "green" });

const turn = (client, room, value) =>
	post(client, `/addon/ui/room/${room}`, { glance: [{ key: "tide.glance", content: { label: { type: "html", value } } }] });

for (const path of ["/signed", "/plain"]) {
	app.post(path, addon.authenticate(), async (req, res) => {
		res.sendStatus(204);
		const status = await notify(req.clientInfo, req.identity.roomId, `heard ${req.body.event}`);
		await turn(req.clientInfo, req.identity.roomId, "<b>Low</b>");
		tell("heard", { path, identity: req.identity, body: req.body, status });
	});
}

for (const path of ["/panel", "/configure"]) {
	app.get(path, addon.authenticate(), (req, res) => {
		if (req.accepts(["json", "html"]) === "html") {
			// The framework knows the script's address only with sessions.
			return res.send(page(`${req.clientInfo.capabilitiesDoc.links.homepage}/atlassian-connect/all-debug.js`));
		}
		res.json({ identity: req.identity, context: req.context, query: req.query, again: res.locals.signed_request });
	});
}

app.get("/glance", addon.authenticate(), (req, res) => {
	res.set("Access-Control-Allow-Origin", "*");
	res.json({ label: { type: "html", value: `<b>High</b> in ${req.identity.roomId}` } });
});

const server = app.listen(Number(process.env.PORT), "127.0.0.1", () => tell("ready", { port: server.address().port }));
