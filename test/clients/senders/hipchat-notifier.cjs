// node hipchat-notifier.cjs BASE_URL TOKEN ROOM: posts as the program's README shows. Of an address it takes the host alone.
const notifier = require("hipchat-notifier");

const [base, token, room] = process.argv.slice(2);
notifier.make(room, token, "CI", new URL(base).host).success("Build 512 passed", (err) => {
	if (err) throw new Error(err);
});
