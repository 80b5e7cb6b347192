// node hipchat-client.cjs BASE_URL TOKEN ROOM: posts as the program's README shows.
const HipChatClient = require("hipchat-client");

const [base, token, room] = process.argv.slice(2);
const client = new HipChatClient(token);
client.host = base;
client.api.rooms.message({ room_id: room, from: "CI", message: "Build 512 passed" }, (err) => {
	if (err) throw err;
});
