// good.mjs BASE_URL TOKEN ROOM: posts to a room, and waits when it is told to.
const [base, token, room] = process.argv.slice(2);
const address = `${base.replace(/\/+$/, "")}/v2/room/${encodeURIComponent(room)}/notification`;
const post = () =>
	fetch(address, {
		method: "POST",
		headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
		body: JSON.stringify({ message: "Build 512 passed" }),
		signal: AbortSignal.timeout(5000),
	});

let answer = await post();
if (answer.status === 429) {
	const wait = Number(answer.headers.get("x-ratelimit-reset")) * 1000 - Date.now();
	await new Promise((done) => setTimeout(done, Math.min(Math.max(wait, 0), 5000)));
	answer = await post();
}
if (!answer.ok) {
	console.error(`not sent: ${answer.status}`);
	process.exit(1);
}
