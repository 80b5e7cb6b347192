import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "./axe.mjs";
import { signIn, watchErrors } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();

const deploy = {
  app: "tide",
  version: "1.4",
  result: "failed",
  summary: "Deploy of tide",
  log: "step 3 <broke>",
};

/** room makes a room with a token, and answers them with a way to post. */
async function room(name) {
  const ada = await Client.signIn(s.server.base, admin);
  const made = await ada.call("POST", "/api/rooms", { name });
  const token = await ada.call("POST", `/api/rooms/${made.id}/tokens`, { name: "Deploys", v1: false });
  const hook = new URL(new URL(token.hook).pathname, s.server.base).href;
  const post = (body) => fetch(hook, { method: "POST", body: JSON.stringify(body) });
  return { made, post };
}

test("a template is written beside a preview of the last payload, by keyboard, and says what comes then", async () => {
  const { made, post } = await room("Ops");
  assert.equal((await post(deploy)).status, 204);
  const page = await s.open(`/chat/room/${made.id}`);
  const errors = watchErrors(page);
  await signIn(page, admin);
  await page.getByRole("article", { name: /^Gray notification from Deploys/ }).click();
  await page.getByRole("link", { name: "Make a template from this" }).press("Enter");
  const box = page.getByRole("textbox", { name: "Template" });
  const stage = page.getByRole("region", { name: "In the room" });
  await stage
    .getByRole("article", { name: /^Red notification/ })
    .getByText("Deploy of tide", { exact: true })
    .waitFor();
  assert.match(await box.inputValue(), /color: \{\{colorOf \.result\}\}/);
  await box.fill(
    "color: {{colorOf .result}}\nkey: {{.app}}\n\n{{bold .app}} {{.version}}:\n{{code .log}} {{nope}}",
  );
  await stage.getByRole("button", { name: "Line 5, column 15" }).waitFor();
  await stage.getByText("There is no function nope").waitFor();
  await inspect(page, "a template with a mistake");
  if (process.env.SHOTS) await shots(page, "template-mistake");
  await stage.getByRole("button", { name: "Line 5, column 15" }).press("Enter");
  await page.keyboard.press("Shift+End");
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Tab");
  await stage.getByText("step 3 <broke>", { exact: true }).waitFor();
  assert.match(await box.inputValue(), /\.log\}\} {3}$/, "Tab indents");
  await page.keyboard.press("Control+Enter");
  await page.getByText("What comes from now on is said so.").waitFor();
  await inspect(page, "a template");
  if (process.env.SHOTS) await shots(page, "template");
  await page.reload();
  await box.waitFor();
  await box.press("Escape");
  await page.keyboard.press("Tab");
  assert.equal(await box.evaluate((e) => e === document.activeElement), false, "Escape, then Tab, leads on");

  const answer = await post({ ...deploy, version: "1.5", result: "ok" });
  assert.equal(answer.headers.get("stoa-template"), "used");
  await page.goto(new URL(`/chat/room/${made.id}`, s.server.base).href);
  const line = page.getByRole("article", { name: /^Green notification from Deploys/ });
  await line.getByText("tide").waitFor();
  assert.match(await line.innerText(), /tide 1\.5:\s+step 3 <broke>/);
  assert.deepEqual(errors, []);
});

test("a template that fails is told of beside its token, and can be put back to what is built in", async () => {
  const { made, post } = await room("Lab");
  const page = await s.open(`/rooms/tokens/${made.id}`);
  await signIn(page, admin);
  await page.getByRole("link", { name: "Template of Deploys" }).click();
  await page.getByText("Choose a payload, or paste one").waitFor();
  await page.getByRole("textbox", { name: "Payload" }).fill('{"steps":["a","b"]}');
  const box = page.getByRole("textbox", { name: "Template" });
  await box.fill("{{range .steps}}{{.}};{{end}}");
  await page.getByRole("region", { name: "In the room" }).getByText("a;b;").waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("What comes from now on is said so.").waitFor();
  const answer = await post({ steps: "none" });
  assert.match(answer.headers.get("stoa-template"), /^failed: line 1, column 9/);
  await page.getByRole("link", { name: "Back", exact: true }).click();
  await page.getByText("Its template has failed").waitFor();
  await page.getByRole("link", { name: "Template of Deploys" }).click();
  await page.getByText("because this template failed").waitFor();
  await page.getByRole("button", { name: "Back to built in" }).click();
  await page.getByText("What comes is said as it is built in.").waitFor();
  assert.equal((await post({ steps: "none" })).headers.get("stoa-template"), null);
});

async function shots(page, name) {
  for (const colorScheme of ["light", "dark"]) {
    for (const [wide, size] of [
      ["wide", { width: 1280, height: 900 }],
      ["phone", { width: 390, height: 844 }],
    ]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(size);
      await page.screenshot({
        path: `${process.env.SHOTS}/${name}-${wide}-${colorScheme}.png`,
        fullPage: false,
      });
      if (wide === "phone") {
        await page.locator(".template-outcome").scrollIntoViewIfNeeded();
        await page.screenshot({ path: `${process.env.SHOTS}/${name}-phone-lower-${colorScheme}.png` });
      }
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1280, height: 800 });
}
