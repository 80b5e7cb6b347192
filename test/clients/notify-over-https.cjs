// Posts with hipchat-notifier and prints the statuses as JSON: node notify-over-https.cjs HOST:PORT ROOM TOKEN
const { make } = require("hipchat-notifier");

const [host, room, token] = process.argv.slice(2);
const notifier = make(room, token, "Build", host, false);
const statuses = [];

const send = (method, message) =>
	new Promise((resolve, reject) => {
		notifier[method](message, (err, res) => (err ? reject(err) : resolve(res.statusCode)));
	});

async function main() {
	for (const method of ["notice", "info", "success", "warning"]) {
		statuses.push(await send(method, method));
	}
	statuses.push(await send("failure", "<b>failure</b>"));
	notifier.setFrom("");
	notifier.setNotify(true);
	statuses.push(await send("send", { message: "by send", color: "green", message_format: "html" }));
	statuses.push(await send("send", {}));
	console.log(JSON.stringify(statuses));
}

main().catch((err) => {
	console.error(err);
	process.exitCode = 1;
});
