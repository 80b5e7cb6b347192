const maxBody = 1 << 20;

/** Refusal is a call that is not taken, and why. */
export class Refusal extends Error {
	constructor(status, message) {
		super(message);
		this.status = status;
	}
}

/** readJSON reads a body that is an object. */
export async function readJSON(req) {
	let text = "";
	for await (const chunk of req.setEncoding("utf8")) {
		text += chunk;
		if (text.length > maxBody) throw new Refusal(413, "The body is too large");
	}
	let value;
	try {
		value = JSON.parse(text);
	} catch {
		throw new Refusal(400, "The body is not JSON");
	}
	if (typeof value !== "object" || value === null) throw new Refusal(400, "The body is not an object");
	return value;
}

export function reply(res, status, body) {
	if (body === undefined) res.writeHead(status).end();
	else res.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
}

/** wentWrong answers a call that failed. What failed behind the add-on is the other side's: 502. */
export function wentWrong(res, err) {
	if (res.headersSent) return res.destroy();
	return reply(res, err instanceof Refusal ? err.status : 502, { error: err.message });
}
