// node hipchat-room-notification-api.cjs BASE_URL TOKEN ROOM: posts as the program's README shows.
const HipChatRoomNotification = require("hipchat-room-notification-api");

const [base, token, room] = process.argv.slice(2);
const notification = new HipChatRoomNotification(base, room, token);
notification.setMessage("Build 512 passed");
notification.send().catch((err) => {
	console.error(err);
	process.exit(1);
});
