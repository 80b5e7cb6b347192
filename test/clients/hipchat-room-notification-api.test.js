// hipchat-room-notification-api 3.0.0 posts cards over API v2 and takes 204 alone for success. It is given the base
// URL, a room's id and its token, nothing else.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import HipChatRoomNotification from "hipchat-room-notification-api";
import { covers, published } from "../coverage/coverage.mjs";
import { start } from "../stoa.mjs";

let stoa;

before(async () => {
	stoa = await start();
});
after(async () => {
	await stoa.stop();
	await covers(await published("hipchat-room-notification-api"), stoa);
});

test("hipchat-room-notification-api posts a plain notification", async () => {
	const room = await stoa.room("Plain");
	const notification = new HipChatRoomNotification(stoa.url, room.id, room.token);
	notification.setFrom("nightly");
	notification.setColor("green");
	notification.setMessage("main is <i>green</i>");
	notification.shouldNotify();
	await notification.send();
	const [posted] = await stoa.history(room);
	assert.equal(posted.message, "main is <i>green</i>");
	assert.equal(posted.color, "green");
	assert.match(posted.from, /nightly/);
});

test("hipchat-room-notification-api posts a card with everything on it", async () => {
	const room = await stoa.room("Cards");
	const notification = new HipChatRoomNotification(stoa.url, room.id, room.token);
	notification.setMessage("Build 512 passed");
	notification.addCard("build-512", "application", "Build 512");
	notification.addCardUrl("https://ci.example.test/512");
	notification.setCardToMediumFormat();
	notification.addCardDescription("all <b>passed</b>", "html");
	notification.addCardIconDetails("https://ci.example.test/i.png", "https://ci.example.test/i@2x.png");
	notification.addCardThumbnailDetails("https://ci.example.test/t.png", "https://ci.example.test/t2.png", 64, 36);
	notification.addActivityWithIcon("<b>Ada</b> built 512", "https://ci.example.test/a.png");
	notification.addCardAttribute("Result", "passed", "lozenge-success");
	notification.addCardAttributeWithIconAndUrl(
		"Owner", "Ada", "lozenge", "https://ci.example.test/u.png", "https://ci.example.test/u/ada",
	);
	await notification.send();
	const [posted] = await stoa.history(room);
	const card = JSON.parse(posted.card);
	assert.equal(card.id, "build-512");
	assert.equal(card.title, "Build 512");
	assert.equal(card.attributes.length, 2);
	assert.equal(card.attributes[1].value.url, "https://ci.example.test/u/ada");
});

// Every option of the client's that says something about a card, with what the stored card must then hold.
const options = [
	["addCardThumbnail", ["https://e.test/t.png"], { thumbnail: { url: "https://e.test/t.png" } }],
	["addActivity", ["<b>Ada</b> built"], { activity: { html: "<b>Ada</b> built" } }],
	[
		"addActivityWithIconDetails", ["built", "https://e.test/a.png", "https://e.test/a2.png"],
		{ activity: { html: "built", icon: { url: "https://e.test/a.png", "url@2x": "https://e.test/a2.png" } } },
	],
	["setCardToCompactFormat", [], { format: "compact" }],
	["addCardUrl", ["https://e.test/"], { url: "https://e.test/" }],
	["addCardDescription", ["plain", "text"], { description: { value: "plain", format: "text" } }],
	["addCardIcon", ["https://e.test/i.png"], { icon: { url: "https://e.test/i.png" } }],
	[
		"addCardAttribute", ["Result", "failed", "lozenge-error"],
		{ attributes: [{ label: "Result", value: { label: "failed", style: "lozenge-error" } }] },
	],
	[
		"addCardAttributeWithUrl", ["Log", "open", "lozenge", "https://e.test/log"],
		{ attributes: [{ label: "Log", value: { label: "open", style: "lozenge", url: "https://e.test/log" } }] },
	],
	[
		"addCardAttributeWithIcon", ["Owner", "Ada", "lozenge-moved", "https://e.test/u.png"],
		{ attributes: [{ label: "Owner", value: { label: "Ada", style: "lozenge-moved", icon: "https://e.test/u.png" } }] },
	],
];

for (const [option, args, stored] of options) {
	test(`hipchat-room-notification-api posts a card with ${option}`, async () => {
		const room = await stoa.room(`Card ${option}`.slice(0, 50));
		const notification = new HipChatRoomNotification(stoa.url, room.id, room.token);
		notification.setMessage("a card");
		notification.addCard("1", "application", option);
		notification[option](...args);
		await notification.send();
		const [posted] = await stoa.history(room);
		assert.deepEqual(pick(JSON.parse(posted.card), stored), stored);
	});
}

// pick keeps of a value only what is also in the other one.
function pick(value, like) {
	if (typeof like !== "object" || typeof value !== "object") return value;
	if (Array.isArray(like)) return like.map((item, i) => pick(value[i], item));
	return Object.fromEntries(Object.keys(like).map((key) => [key, pick(value?.[key], like[key])]));
}

for (const style of ["file", "image", "application", "link", "media"]) {
	test(`hipchat-room-notification-api posts a card of style ${style}`, async () => {
		const room = await stoa.room(`Style ${style}`);
		const notification = new HipChatRoomNotification(stoa.url, room.id, room.token);
		notification.setMessage("a card");
		notification.addCard("1", style, "A title");
		notification.addCardUrl("https://e.test/thing");
		notification.addCardThumbnail("https://e.test/t.png");
		await notification.send();
		const [posted] = await stoa.history(room);
		assert.equal(JSON.parse(posted.card).style, style);
	});
}

test("hipchat-room-notification-api posts as text and in every colour", async () => {
	const room = await stoa.room("Colours");
	const colours = ["yellow", "green", "red", "purple", "gray"];
	for (const colour of colours) {
		const notification = new HipChatRoomNotification(stoa.url, room.id, room.token);
		notification.setTextMessageFormat();
		notification.setColor(colour);
		notification.setMessage("<not html>");
		await notification.send();
	}
	const posted = await stoa.history(room);
	assert.deepEqual(posted.map((m) => m.color), colours);
	assert.ok(posted.every((m) => m.message === "<not html>" && m.message_format === "text"));
});

test("hipchat-room-notification-api is told when its token is wrong", async () => {
	const room = await stoa.room("Closed");
	const notification = new HipChatRoomNotification(stoa.url, room.id, "not a token");
	notification.setMessage("lost");
	await assert.rejects(notification.send(), /401/);
	assert.equal((await stoa.history(room)).length, 0);
});
