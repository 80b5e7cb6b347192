// Writes docs/reports/addon-*.txt anew: what stoa check addon says about the add-ons of the tests. Node ends processes that
// leave a promise's failure alone since long after these frameworks, so they are told to warn only.
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Addon } from "../addon/addon.mjs";
import { Framework } from "./framework.mjs";

const stoa = process.env.STOA_BIN ?? fileURLToPath(new URL("../../bin/stoa", import.meta.url));

async function report(name, url) {
	// What is broken makes the command end with 1, and stands in the report.
	const { stdout } = await promisify(execFile)(stoa, ["check", "addon", url]).catch((err) => {
		if (err.code !== 1) throw err;
		return err;
	});
	await writeFile(new URL(`../../docs/reports/addon-${name}.txt`, import.meta.url), stdout);
}

const lenient = { NODE_OPTIONS: "--unhandled-rejections=warn" };
for (const [name, descriptor, env] of [
	["ace", "/atlassian-connect.json", { NODE_ENV: "development", ...lenient }],
	["koa", "/addon/capabilities", { NODE_ENV: "production", ...lenient }],
]) {
	const addon = await Framework.start(name, descriptor, env);
	addon.on("error", (err) => console.error(`${name}: ${err.message.split("\n")[0]}`)); // one of them ends while it is checked
	await report(name, addon.descriptorURL);
	if (addon.child.exitCode === null) await addon.stop();
}
const guide = await new Addon().listen();
await report("guide", guide.descriptorURL);
guide.close();
