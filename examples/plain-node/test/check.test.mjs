import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import { binary, startAddon } from "./world.mjs";

const run = promisify(execFile);

test("it passes every check that there is of add-ons", { timeout: 240_000 }, async () => {
	const todo = await startAddon();
	try {
		await run(binary, ["check", "addon", `${todo.url}/capabilities.json`]); // fails with what was found
	} finally {
		await todo.stop();
	}
});
