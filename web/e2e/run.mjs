// Runs the browser tests, two files at a time: those that are named, or all but the long ones; in a short run a fifth of
// these. On a busy machine a browser may be too slow for a test's patience: a file that fails gets a second turn by
// itself, and is named at the end.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { run } from "node:test";
import { tap } from "node:test/reporters";

const here = import.meta.dirname;
/** What make browser runs and make test leaves out. */
const long = ["access.test.mjs", "buildstatus.test.mjs", "keyboard.test.mjs", "long.test.mjs"];
/** A short run takes every fifth of the others, another fifth with the next commit. */
const rests = (index) => process.env.STOA_SHORT && index % 5 !== Number(process.env.STOA_SHORT) % 5;
const others = readdirSync(here)
  .filter((name) => name.endsWith(".test.mjs") && !long.includes(name))
  .sort();
const resting = others.filter((_, index) => rests(index));
const all = others.filter((name) => !resting.includes(name)).map((name) => join(here, name));

/** turn runs files and gives the outcome of each, with how many of its tests passed and were skipped. */
async function turn(files, concurrency) {
  const outcome = new Map(files.map((file) => [file, { passed: 0, skipped: 0, failed: 0 }]));
  const tests = run({ files, concurrency, timeout: 240_000 });
  tests.on("test:pass", (t) => {
    const of = outcome.get(t.file);
    if (of && t.nesting === 0) of[t.skip === undefined ? "passed" : "skipped"]++;
  });
  tests.on("test:fail", (t) => {
    const of = outcome.get(t.file);
    if (of && t.nesting === 0) of.failed++;
  });
  for await (const text of tests.compose(tap)) process.stdout.write(text);
  return outcome;
}

const given = process.argv.slice(2);
const outcome = await turn(given.length > 0 ? given.map((f) => join(process.cwd(), f)) : all, 2);
const again = [...outcome].filter(([, { failed }]) => failed > 0).map(([file]) => file);
if (again.length > 0) {
  for (const [file, of] of await turn(again, 1)) outcome.set(file, of);
  for (const file of again)
    console.log(`skipped: the first turn of ${file.slice(here.length + 1)}, which failed`);
}
if (given.length === 0) console.log(`skipped: ${long.join(", ")}: make browser runs them as well`);
if (given.length === 0 && resting.length > 0)
  console.log(
    `skipped: four of five files of browser tests, others with the next commit, this time ${resting.join(", ")}: make browser runs them all`,
  );
if (process.env.STOA_SHORT)
  console.log("skipped: axe on a wide and light page: make browser looks there too");
const sum = (what) => [...outcome.values()].reduce((n, of) => n + of[what], 0);
console.log(`${sum("passed")} passed, ${sum("failed")} failed, ${sum("skipped")} skipped`);
process.exit(sum("failed") > 0 ? 1 : 0);
