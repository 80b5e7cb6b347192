import assert from "node:assert/strict";
import { test } from "node:test";
import { bodies, story } from "./story.mjs";
import { tools, twoInARoom } from "./two.mjs";

const s = story();

test("a message is edited, corrected and deleted before the eyes of another", async () => {
  const { grace, room, mine, hers, errors } = await twoInARoom(s, "Edits");
  const box = mine.getByRole("textbox", { name: "Message Edits" });
  await box.fill("helo everybody");
  await box.press("Enter");
  await hers.getByText("helo everybody").waitFor();

  await box.press("ArrowUp");
  const edit = mine.getByRole("textbox", { name: "Edit message" });
  await edit.fill("hello everyone");
  await edit.press("Enter");
  const edited = hers.getByText("hello everyone");
  await edited.waitFor();
  assert.match(await hers.getByText("(edited)").getAttribute("title"), /20\d\d/);
  assert.ok(await box.evaluate((el) => el === document.activeElement), "writing goes on where it was");

  await box.press("ArrowUp");
  await edit.press("Escape");
  await edit.waitFor({ state: "detached" });

  await box.fill("s/everyone/all of you/");
  await box.press("Enter");
  await hers.getByText("hello all of you").waitFor();
  await mine.getByText("hello all of you").waitFor();
  assert.deepEqual(await bodies(mine), ["hello all of you"]);
  await grace.client.say(room.conversation, "/me reads me");
  await grace.client.say(room.conversation, "s/me/you/");
  await mine.getByText("reads you").waitFor();

  assert.equal(await (await tools(hers, "hello all")).getByRole("button", { name: "Edit" }).count(), 0);
  await (await tools(mine, "hello all")).getByRole("button", { name: "Delete" }).click();
  await mine.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
  await hers.getByText("Message deleted").waitFor();
  assert.equal(await hers.getByText("hello all").count(), 0);

  await hers.reload();
  await hers.getByText("Message deleted").waitFor();
  await hers.getByText("reads you").waitFor();
  assert.deepEqual(await bodies(hers), ["Grace Edits reads you"]);
  assert.deepEqual(errors, []);
});
