// An add-on on atlassian-connect-express with atlassian-connect-express-hipchat, written as their starter project is. It
// runs in this directory, where the framework looks for its files, and tells the test what happens to it.
const express = require("express");
const connect = require("atlassian-connect-express");
const hipchat = require("atlassian-connect-express-hipchat");

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

// notify posts with a token that the framework gets and keeps.
async function notify(client, room, message) {
	const token = await addon.getAccessToken(client, ["send_notification"]);
	const res = await fetch(`${client.capabilitiesDoc.links.api}/room/${room}/notification`, {
		method: "POST",
		headers: { authorization: `Bearer ${token.access_token}`, "content-type": "application/json" },
		body: JSON.stringify({ message, message_format: "text", color: "green" }),
	});
	return res.status;
}

for (const path of ["/signed", "/plain"]) {
	app.post(path, addon.authenticate(), async (req, res) => {
		res.sendStatus(204);
		const status = await notify(req.clientInfo, req.identity.roomId, `heard ${req.body.event}`);
		tell("heard", { path, identity: req.identity, body: req.body, status });
	});
}

for (const path of ["/panel", "/configure"]) {
	app.get(path, addon.authenticate(), (req, res) => {
		res.json({ identity: req.identity, context: req.context, query: req.query, again: res.locals.signed_request });
	});
}

app.get("/glance", addon.authenticate(), (req, res) => {
	res.set("Access-Control-Allow-Origin", "*");
	res.json({ label: { type: "html", value: `<b>High</b> in ${req.identity.roomId}` } });
});

const server = app.listen(Number(process.env.PORT), "127.0.0.1", () => tell("ready", { port: server.address().port }));
