import assert from "node:assert/strict";
import { test } from "node:test";
import { against } from "./axe.mjs";
import { launch, signIn, watchErrors } from "./browser.mjs";
import { Client } from "./client.mjs";
import { hasNodes, startNodes } from "./nodes.mjs";
import { admin } from "./server.mjs";

test("a page says when its server is cut off from the others, and the others say which one it is", {
  skip: !hasNodes && "there is no PostgreSQL or no nats-server",
}, async (t) => {
  const nodes = await startNodes();
  t.after(() => nodes.close());
  const browser = await launch();
  t.after(() => browser.close());
  const errors = [];
  const open = async (server, path) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    context.setDefaultTimeout(30_000);
    const page = await context.newPage();
    watchErrors(page, errors);
    await page.goto(server.base + path);
    await signIn(page, admin);
    return page;
  };
  const [one, two] = nodes.servers;
  const ops = await (await Client.signIn(one.base, admin)).room("Ops");
  const far = await open(two, `/chat/room/${ops.id}`);
  const system = await open(two, "/admin/system");
  const near = await open(one, `/chat/room/${ops.id}`);
  const list = system.getByRole("list", { name: "Nodes" });
  await list.getByText("Ready", { exact: true }).nth(1).waitFor();
  await list.getByText("the keeper").waitFor();
  assert.equal(await list.getByText("this page's server").count(), 1);

  const say = async (page, text) => {
    await page.getByRole("textbox", { name: "Message Ops" }).fill(text);
    await page.getByRole("textbox", { name: "Message Ops" }).press("Enter");
    await page.locator('[role="log"]').getByText(text, { exact: true }).waitFor();
  };
  const bar = near.getByRole("status").getByText(/^This server is cut off from the others\./);
  nodes.wires[0].cut();
  await bar.waitFor();
  await say(near, "said on the one that is cut off");
  await near.locator(".row-failed, .row-pending").waitFor({ state: "detached" }); // it is kept
  await list.getByText("Not ready", { exact: true }).waitFor();
  await list.getByText(/^the bus does not answer/).waitFor();
  assert.deepEqual(await against(near), []);
  assert.deepEqual(await against(system), []);
  const late = await open(one, `/chat/room/${ops.id}`); // who comes now is told as well
  await late
    .getByRole("status")
    .getByText(/^This server is cut off/)
    .waitFor();

  nodes.wires[0].mend();
  await bar.waitFor({ state: "hidden" });
  await far.locator('[role="log"]').getByText("said on the one that is cut off", { exact: true }).waitFor();
  await list.getByText("Ready", { exact: true }).nth(1).waitFor();

  await one.kill();
  await list.getByText("Gone", { exact: true }).waitFor();
  await list.getByText("It said nothing more").waitFor();
  assert.deepEqual(errors, []);
});
