// hipchat-room-notification-api 3.0.0 posts cards over API v2 and takes 204 alone for success. It is given the base
// URL, a room's id and its token, nothing else.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import HipChatRoomNotification from "hipchat-room-notification-api";
import { start } from "../stoa.mjs";

let stoa;

before(async () => {
	stoa = await start();
});
after(() => stoa.stop());

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

test("hipchat-room-notification-api is told when its token is wrong", async () => {
	const room = await stoa.room("Closed");
	const notification = new HipChatRoomNotification(stoa.url, room.id, "not a token");
	notification.setMessage("lost");
	await assert.rejects(notification.send(), /401/);
	assert.equal((await stoa.history(room)).length, 0);
});
