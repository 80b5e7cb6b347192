// Joins a room with @xmpp/client and a nick that is not the account's name, tells what it hears, and says what it is told on
// standard input. Usage: xmpp-client.mjs SERVICE JID PASSWORD ROOM
import { createInterface } from "node:readline";
import { client, xml } from "@xmpp/client";

const [service, jid, password, room] = process.argv.slice(2);
const [username, domain] = jid.split("@");
const report = (said) => console.log(JSON.stringify(said));
const xmpp = client({ service, domain, resource: "shore", username, password });
xmpp.on("error", (err) => report({ where: "error", text: err.message }));
xmpp.on("stanza", (stanza) => {
	const [at, from] = (stanza.attrs.from ?? "").split("/");
	if (stanza.is("presence")) {
		const codes = stanza.getChild("x", "http://jabber.org/protocol/muc#user")?.getChildren("status").map((s) => s.attrs.code);
		report({ where: "presence", from, text: codes?.join() });
	} else if (stanza.is("message") && stanza.getChild("subject")) {
		report({ where: "topic", text: stanza.getChildText("subject") });
	} else if (stanza.is("message") && stanza.getChild("body")) {
		report({ where: at === room ? "room" : "private", from, text: stanza.getChildText("body"), id: stanza.attrs.id });
	}
});
report({ where: "online", text: `${await xmpp.start()}` });
await xmpp.send(xml("presence"));
const roster = await xmpp.iqCaller.get(xml("query", "jabber:iq:roster"));
report({ where: "roster", names: roster.getChildren("item").map((i) => i.attrs.name) });
await xmpp.iqCaller.get(xml("query", "urn:example:nothing")).catch((err) => report({ where: "refused", text: err.condition }));
await xmpp.send(xml("presence", { to: `${room}/botty` }, xml("x", "http://jabber.org/protocol/muc", xml("history", { maxstanzas: "0" }))));
createInterface(process.stdin).on("line", (line) => {
	const { text, ...attrs } = JSON.parse(line);
	xmpp.send(xml("message", attrs, xml("body", {}, text)));
});
