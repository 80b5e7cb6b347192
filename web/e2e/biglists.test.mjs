import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn, watchErrors } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();

test("a group with many rooms is listed a part at a time, and found by a word", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  for (let n = 1; n <= 130; n++)
    await ada.call("POST", "/api/rooms", { name: `Room ${n}`, topic: n === 77 ? "Only here: zebras" : "" });
  const page = await s.open("/chat/lobby");
  const errors = watchErrors(page);
  await signIn(page, admin);
  const lobby = page.getByRole("main");
  const rooms = lobby.getByRole("region", { name: "Rooms" }).getByRole("listitem");
  const more = page.getByRole("button", { name: "Show more rooms (30 left)" });
  await more.waitFor();
  assert.equal(await rooms.count(), 100);
  await more.press("Enter");
  await page.getByRole("button", { name: "Show more" }).waitFor({ state: "detached" });
  assert.equal(await rooms.count(), 130);
  await page.getByRole("searchbox", { name: "Find a room or person" }).fill("zebras");
  await lobby.getByRole("link", { name: "Room 77", exact: true }).waitFor();
  assert.equal(await rooms.count(), 1);
  await page.getByRole("searchbox", { name: "Find a room or person" }).fill("room");
  await more.waitFor();
  assert.deepEqual(errors, []);
});

test("a list that is as it was is not sent again", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const page = await s.open("/chat/lobby");
  const socket = page.waitForEvent("websocket");
  await signIn(page, admin);
  await (await socket).waitForEvent("framereceived");
  await page.getByText("Room 1", { exact: true }).first().waitFor();
  const again = page.waitForResponse((r) => r.url().endsWith("/api/users"));
  const renamed = page.waitForResponse((r) => r.url().endsWith("/api/conversations"));
  await ada.call("PATCH", "/api/rooms/1", { name: "Renamed" });
  assert.equal((await again).status(), 304);
  assert.equal((await renamed).status(), 200);
  const list = page.getByRole("navigation", { name: "Conversations" });
  await list.getByRole("link", { name: "Renamed" }).waitFor();
});

test("many integrations of a room are listed a part at a time, and found by a word", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const room = await ada.call("POST", "/api/rooms", { name: "Much posted", topic: "" });
  const tokens = Array.from({ length: 105 }, (_, n) => `Build server ${n + 1}`);
  for (const name of tokens) await ada.call("POST", `/api/rooms/${room.id}/tokens`, { name, v1: true });
  const page = await s.open(`/rooms/tokens/${room.id}`);
  const errors = watchErrors(page);
  await signIn(page, admin);
  const revoke = page.getByRole("button", { name: /^Revoke / });
  await page.getByRole("button", { name: "Show more integrations (110 left)" }).waitFor();
  assert.equal(await revoke.count(), 100);
  const find = page.getByRole("searchbox", { name: "Find in 210 integrations" });
  await find.fill("SERVER 105");
  await page.getByRole("button", { name: "Show more" }).waitFor({ state: "detached" });
  assert.equal(await revoke.count(), 2);
  await find.fill("nothing of the sort");
  await page.getByRole("status").getByText("None like that.").waitFor();
  await page.goto(`${s.server.base}/admin/api`);
  await page.getByRole("searchbox", { name: "Find in 105 tokens" }).fill("server 99");
  await page.getByRole("button", { name: "Revoke Build server 99" }).waitFor();
  assert.equal(await revoke.count(), 1);
  assert.deepEqual(errors, []);
});
