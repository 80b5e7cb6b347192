import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** against lists what stands in anybody's way on the page and is serious. */
export async function against(page) {
  // The checker comes in by the browser's own door: the page's policy would keep it out, as it should.
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { violations } = await window.axe.run(document);
    return violations
      .filter((v) => v.impact === "serious" || v.impact === "critical")
      .map((v) => `${v.id}: ${v.nodes.map((n) => `${n.target} ${n.any[0]?.message ?? ""}`).join(" | ")}`);
  });
}

/** inspect fails when something serious stands in anybody's way on the page. */
export async function inspect(page, what) {
  assert.deepEqual(await against(page), [], what);
}
