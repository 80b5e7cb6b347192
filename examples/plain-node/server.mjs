// Serves the add-on: PORT and HOST say where, BASE_URL how the chat server reaches it, DATA in which file it keeps what it knows.
import { Addon } from "./addon.mjs";
import { Store } from "./store.mjs";

const port = Number(process.env.PORT ?? 3000);
const host = process.env.HOST ?? "127.0.0.1";
const base = (process.env.BASE_URL ?? `http://localhost:${port}`).replace(/\/+$/, "");
const addon = new Addon(base, await Store.open(process.env.DATA ?? "todo.json"));
const server = addon.listen(port, host, () => console.log(`The descriptor is ${base}/capabilities.json`));

for (const signal of ["SIGINT", "SIGTERM"]) {
	process.once(signal, () => {
		server.close();
		server.closeIdleConnections();
	});
}
