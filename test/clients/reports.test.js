// What the checker says about published programs, each set up as its README shows: docs/reports has it as examples. With
// STOA_UPDATE_REPORTS they are written anew, otherwise each case must end as it stands there.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const binary = resolve(process.env.STOA_BIN ?? join(here, "../../bin/stoa"));
const reports = join(here, "../../docs/reports");

// Runs a form of the checker; gives its report as text. Paths of this machine are left out.
const check = (form, ...args) =>
	new Promise((done, fail) => {
		execFile(binary, ["check", form, ...args], { cwd: here, env: { ...process.env, NODE_NO_WARNINGS: "1" }, timeout: 300_000 }, (err, stdout, stderr) => {
			if (err && err.code !== 1) fail(new Error(stderr, { cause: err }));
			else done(stdout.replaceAll(`${here}/`, "").replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT"));
		});
	});

// The outcomes and the rules of a report by case, which are the same everywhere; addresses, times and traps are not.
const verdicts = (text) => {
	const cases = {};
	let last;
	for (const line of text.split("\n")) {
		const [, outcome, name] = line.match(/^(passed|warned|failed|skipped) +([\w-]+):/) ?? [];
		if (name) cases[name] = last = [outcome];
		const [, rule] = line.match(/^ {2}(?:broken|advice) +([\w-]+):/) ?? [];
		if (rule) last.push(rule);
	}
	return cases;
};

// What takes its time is tried when the reports are written alone.
const quick = ["odd-address", "trailing-slash", "refused", "redirected"];

const programs = [
	{ name: "hipchat-notifier", flags: ["--tls"] },
	{ name: "hipchatter", flags: [] },
	{ name: "hipchat-client", flags: [] },
	{ name: "hipchat-room-notification-api", flags: [] },
];

const updating = Boolean(process.env.STOA_UPDATE_REPORTS);

for (const p of programs) {
	const command = ["--", "node", `senders/${p.name}.cjs`, "{base_url}", "{token}", "{room}"];
	const bounds = updating ? ["--timeout", "10s"] : ["--only", quick.join(",")];
	p.said = Promise.all([check("source", `node_modules/${p.name}`), check("sender", ...bounds, ...p.flags, ...command)]);
	p.said.catch(() => {}); // its test tells
}

for (const { name, said } of programs) {
	test(`the checker says about ${name} what stands in docs/reports`, async () => {
		const text = (await said).join("\n");
		const file = join(reports, `${name}.txt`);
		if (updating) {
			await mkdir(reports, { recursive: true });
			await writeFile(file, text);
		}
		const now = verdicts(text);
		const written = verdicts(await readFile(file, "utf8"));
		assert.ok(Object.keys(now).length >= 7 + quick.length, "nothing was left out");
		assert.deepEqual(now, Object.fromEntries(Object.entries(written).filter(([name]) => name in now)));
	});
}
