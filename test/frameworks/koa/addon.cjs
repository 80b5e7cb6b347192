// An add-on on ac-koa with ac-koa-hipchat, written as the guide of these says. It tells the test what happens to it.
const about = {
	name: "test.koa.tides", displayName: "Tides on Koa", version: "1.0.0", author: "Harbour",
	description: "Tells the tide, written on the vendor's framework for Koa",
	production: { port: process.env.PORT, localBaseUrl: process.env.AC_LOCAL_BASE_URL },
};

const ack = require("ac-koa").require("hipchat");
const page = require("../page.cjs");
const app = ack(about, { store: "MemoryStore" });
const addon = app.addon()
	.hipchat()
	.allowGlobal(true)
	.allowRoom(true)
	.scopes("send_notification", "view_room", "admin_room");

const tell = (event, about) => process.send({ event, ...about });

addon.configurable("configure");
addon.webPanel("tide.panel", "Tides", "hipchat.sidebar.right", "panel");
addon.dialog("tide.dialog", "Tides", "panel?of=dialog", { primaryAction: { key: "tide.ask", name: { value: "Ask" } } });
addon.glance("tide.glance", "Tide", "tide.png", "tide.panel", "glance");
addon.action("tide.message", "Tide of this", "hipchat.message.action", "tide.dialog");
addon.action("tide.input", "Look at the tide", "hipchat.input.action", "tide.panel");

addon.onWebhook("install", function* () {
	const { id, group, room } = this.tenant;
	// What the framework calls while the server waits for the answer to the install callback.
	if (room) yield this.tenantWebhooks.add(room, "room_message", /^\/ebb(\s|$)/i);
	tell("installed", { clientKey: id, groupId: group, roomId: room });
});
addon.onWebhook("uninstall", function* () {
	tell("uninstalled", { clientKey: this.tenant.id });
});

function* answer() {
	yield this.roomClient.sendNotification(`heard ${this.webhook.event}`, { format: "text", color: "green" });
	yield this.tenantClient.glancePushRoom(this.room.id, { glance: [{ key: "tide.glance", content: { label: { type: "html", value: "<b>Low</b>" } } }] });
	tell("heard", {
		path: this.query.token ? "added" : "declared", body: this.webhook, content: this.content, match: this.match && this.match[0],
		sender: this.sender && this.sender.id, room: this.room && this.room.id,
	});
}

addon.webhook("room_message", /^\/tide(?:\s|$)/i, answer);
addon.webhook("room_topic_change", answer);
addon.onWebhook("room_message", function* () {
	if (/^\/ebb/i.test(this.content)) yield* answer.call(this);
});

function* show() {
	if (this.accepts("json", "html") === "html") {
		this.type = "html";
		this.body = page(this.locals.tenantScriptUrl);
		return;
	}
	this.body = {
		userId: this.authentication.userId, context: this.authentication.context, again: this.authentication.token,
		query: this.query, script: this.locals.tenantScriptUrl,
	};
}

addon.get("/panel", addon.authenticate(), show);
addon.get("/configure", addon.authenticate(), show);
addon.get("/glance", addon.authenticate(), function* () {
	this.set("Access-Control-Allow-Origin", "*");
	this.body = { label: { type: "html", value: `<b>High</b> in ${this.authentication.context.room_id}` } };
});

app.listen(() => tell("ready", {}));
