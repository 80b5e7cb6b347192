import assert from "node:assert/strict";
import { test } from "node:test";
import { story } from "./story.mjs";
import { tools, twoInARoom } from "./two.mjs";

const s = story();

test("a reaction shows who chose it, and is taken back", async () => {
  const { ada, room, mine, hers, errors } = await twoInARoom(s, "Reactions");
  await ada.say(room.conversation, "shipped");
  await (await tools(hers, "shipped")).getByRole("button", { name: "React with 👍" }).click();
  const chip = mine.getByRole("button", { name: "👍 1: Grace Reactions" });
  await chip.click();
  const both = hers.getByRole("button", { name: "👍 2: You, Administrator" });
  await both.waitFor();
  assert.equal(await both.getAttribute("aria-pressed"), "true");
  await both.click();
  await mine.getByRole("button", { name: "👍 1: You" }).waitFor();

  await (await tools(mine, "shipped")).getByRole("button", { name: "Add a reaction" }).click();
  const picker = mine.getByRole("dialog", { name: "Add a reaction" });
  await picker.getByLabel("Search emoji").fill("tada");
  await picker.getByRole("button", { name: "tada", exact: true }).waitFor();
  await picker.getByLabel("Search emoji").press("Enter");
  await hers.getByRole("button", { name: "🎉 1: Administrator" }).waitFor();
  await hers.reload();
  await hers.getByRole("button", { name: "🎉 1: Administrator" }).waitFor();

  // An emoticon that one uses is offered as its picture.
  await (await tools(mine, "shipped")).getByRole("button", { name: "Add a reaction" }).click();
  await picker.getByLabel("Search emoji").fill("rocket");
  await picker.getByRole("button", { name: "rocket", exact: true }).first().click();
  const quick = (await tools(mine, "shipped")).getByRole("button", { name: "React with (rocket)" });
  await quick.getByRole("img", { name: "(rocket)" }).waitFor();
  assert.equal(await quick.innerText(), "");
  assert.deepEqual(errors, []);
});
