// Logs with winston-hipchat, the second time with a token that is none, and prints what came of each as JSON:
// node log-by-winston.cjs ROOM TOKEN
const { Hipchat } = require("winston-hipchat");

const [room, token] = process.argv.slice(2);

const log = (token) =>
	new Promise((resolve) => {
		const transport = new Hipchat({ room, token, from: "Winston", color: "red", notify: true });
		transport.log("error", "97% & rising: dépôt", { disk: "sda" }, (err) => resolve(err ? err.message : "logged"));
	});

async function main() {
	console.log(JSON.stringify([await log(token), await log("wrong")]));
}

main();
