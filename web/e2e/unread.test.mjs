import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();

test("two people chat, and each sees what is unread", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const grace = await ada.person("Grace Hopper", "grace@example.com");
  const ops = await ada.call("POST", "/api/rooms", { name: "Ops" });
  const design = await ada.call("POST", "/api/rooms", { name: "Design" });
  for (const r of [ops, design]) await grace.client.call("POST", `/api/rooms/${r.id}/join`);
  const hers = await s.open(`/chat/room/${design.id}`);
  await signIn(hers, grace);
  await hers.getByRole("textbox", { name: "Message Design" }).waitFor();
  const mine = await s.open(`/chat/room/${ops.id}`);
  await signIn(mine, admin);
  const say = async (page, where, text) => {
    await page.getByRole("textbox", { name: `Message ${where}` }).fill(text);
    await page.getByRole("textbox", { name: `Message ${where}` }).press("Enter");
  };

  await say(mine, "Ops", "first");
  await hers.getByRole("link", { name: /Ops.*1 unread/ }).waitFor();
  await say(mine, "Ops", "hello @GraceHopper");
  const link = hers.getByRole("link", { name: /Ops.*2 unread, 1 mentioning you/ });
  await link.waitFor();
  assert.match(await hers.title(), /^\(1\) /);
  await link.click();
  await hers.getByText("New messages").waitFor();
  await hers.getByRole("log").getByText("@GraceHopper").waitFor();
  await hers.getByRole("link", { name: "Ops", exact: true }).waitFor();
  assert.doesNotMatch(await hers.title(), /^\(/);

  await hers.goto(`${s.server.base}/chat/user/1`);
  await say(hers, "Administrator", "just between us");
  const direct = mine.getByRole("link", { name: /Grace Hopper.*1 unread/ });
  await direct.click();
  await mine.getByRole("log").getByText("just between us").waitFor();
  await say(mine, "Grace Hopper", "yes");
  await hers.getByRole("log").getByText("yes", { exact: true }).waitFor();

  await hers.reload();
  await hers.getByRole("link", { name: "Ops", exact: true }).waitFor();
});
