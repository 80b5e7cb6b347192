import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { freePort } from "../../test/stoa.mjs";
import { signIn, watchErrors } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();

/** buildStatus builds and runs the example add-on in Go, and gives its address. */
async function buildStatus(t) {
  const dir = await mkdtemp(join(tmpdir(), "stoa-buildstatus-"));
  const program = join(dir, "buildstatus");
  execFileSync("go", ["build", "-o", program, "./examples/buildstatus"], {
    cwd: resolve(import.meta.dirname, "../.."),
  });
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const child = spawn(
    program,
    ["-listen", `127.0.0.1:${port}`, "-base-url", base, "-database", join(dir, "b.db")],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  t.after(async () => {
    child.kill("SIGTERM");
    await once(child, "exit");
    rmSync(dir, { recursive: true, force: true });
  });
  await once(child.stderr, "data"); // it says where it serves
  return base;
}

const shot = async (page, name) => {
  if (process.env.BUILDSTATUS_SHOTS)
    await page.screenshot({ path: join(process.env.BUILDSTATUS_SHOTS, `${name}.png`) });
};

test("the example add-on in Go is set up, and its glance and panel change while somebody looks at them", async (t) => {
  const base = await buildStatus(t);
  const ada = await Client.signIn(s.server.base, admin);
  const room = await ada.call("POST", "/api/rooms", { name: "Ops" });
  const page = await s.open(
    `/addons/install?${new URLSearchParams({ url: `${base}/descriptor.json`, room: "Ops" })}`,
  );
  const errors = watchErrors(page);
  await signIn(page, admin);
  await page.getByRole("button", { name: "Allow and install" }).click();
  const settings = page.locator("iframe").contentFrame();
  const hook = (await settings.locator("pre").innerText()).match(/http:\S+$/)[0];
  await shot(page, "configuration");
  await settings.getByRole("button", { name: "Save", exact: true }).click();
  await settings.getByText("Saved.").waitFor();
  const tell = async (build) => {
    const res = await fetch(hook, { method: "POST", body: JSON.stringify(build) });
    assert.equal(res.status, 202);
  };

  await page.goto(`${s.server.base}/chat/room/${room.id}`);
  const glances = page.locator(".participants .glances");
  await glances.getByText("No builds yet").waitFor();
  await tell({
    project: "api",
    number: 512,
    state: "failed",
    branch: "main",
    author: "Ines",
    url: "https://ci.example.com/512",
  });
  await glances.getByText("FAILED").waitFor();
  await page.locator('[role="log"]').getByText("api 512").first().waitFor();
  await glances.getByRole("button", { name: /builds/ }).click();
  const panel = page.locator("iframe").contentFrame();
  await panel.getByText("api 512").waitFor();
  await tell({ project: "web", number: 7, state: "passed", branch: "main", author: "Olav" });
  await panel.getByText("web 7").waitFor();
  await shot(page, "panel");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.locator("iframe").contentFrame().locator("body[data-theme=dark]").waitFor();
  await shot(page, "panel-dark");

  const card = page.locator("[data-event]", { hasText: "api 512" });
  await card.hover();
  await card.getByRole("button", { name: "Add-ons’ actions" }).click();
  await page.getByRole("menuitem", { name: "Build details" }).click();
  const dialog = page.getByRole("dialog", { name: "Build" });
  await dialog.locator("iframe").contentFrame().getByText("https://ci.example.com/512").waitFor();
  await shot(page, "dialog-dark");
  assert.deepEqual(errors, []);
});
