// Keeps what each client called in a file beside this one, which says what docs/clients.md shows. A run that called
// something else fails; STOA_UPDATE_COVERAGE=1 writes the file anew.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";

/**
 * Holds what the client called to what its file says.
 * @param {{name: string, version: string, from: string}} client what it is and where it was published
 * @param {...import("../stoa.mjs").Stoa} servers stopped servers that this client alone has called
 */
export async function covers(client, ...servers) {
	const file = new URL(`./${client.name}.json`, import.meta.url);
	const calls = [...new Set(servers.flatMap((stoa) => stoa.called()))].sort();
	const found = `${JSON.stringify({ ...client, calls }, null, "\t")}\n`;
	if (process.env.STOA_UPDATE_COVERAGE) await writeFile(file, found);
	// The version is told, not compared: Debian's differ from one release to the next.
	const kept = await readFile(file, "utf8").then(JSON.parse, () => ({}));
	assert.deepEqual(calls, kept.calls, `${client.name} called something else than ${file.pathname} says: make clients`);
}

/** Names a client that npm installed here, for covers. */
export async function published(name) {
	const manifest = new URL(`../clients/node_modules/${name}/package.json`, import.meta.url);
	const { version } = JSON.parse(await readFile(manifest, "utf8"));
	return { name, version, from: "npm" };
}
