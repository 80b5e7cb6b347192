// node hipchatter.cjs BASE_URL TOKEN ROOM: posts as the program's README shows.
const Hipchatter = require("hipchatter");

const [base, token, room] = process.argv.slice(2);
new Hipchatter(token, `${base}/v2/`).notify(room, { message: "Build 512 passed", color: "green", token }, (err) => {
	if (err) throw err;
});
