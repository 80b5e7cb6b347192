import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn } from "./browser.mjs";
import { Client } from "./client.mjs";
import { admin } from "./server.mjs";
import { bodies, story } from "./story.mjs";
import { tools, twoInARoom } from "./two.mjs";

const s = story();

test("a thread stays out of the way, and who takes part sees what is new in it", async () => {
  const { ada, room, mine, hers, errors } = await twoInARoom(s, "Threads");
  await ada.say(room.conversation, "shall we ship?");
  await (await tools(hers, "shall we ship?")).getByRole("button", { name: "Reply in thread" }).click();
  const panel = hers.getByRole("complementary", { name: "Thread" });
  const reply = panel.getByRole("textbox", { name: "Message the thread" });
  await reply.fill("not yet");
  await reply.press("Enter");
  await panel.getByRole("log").getByText("not yet").waitFor();

  const summary = mine.getByRole("button", { name: /1 reply.*1 new/ });
  await summary.waitFor();
  await mine.getByRole("button", { name: "Pins and threads, 1 thread with new replies" }).waitFor();
  assert.deepEqual(await bodies(mine), ["shall we ship?"]);
  await summary.click();
  const myPanel = mine.getByRole("complementary", { name: "Thread" });
  await myPanel.getByText("not yet").waitFor();
  await mine.getByRole("button", { name: "Pins and threads", exact: true }).waitFor();

  await reply.fill("the tests are red");
  await reply.press("Enter");
  await myPanel.getByText("the tests are red").waitFor();
  const answer = myPanel.getByRole("textbox", { name: "Message the thread" });
  await myPanel.getByLabel("Also send to the room").check();
  await answer.fill("then on Monday");
  await answer.press("Enter");
  await hers.locator(".room-talk").getByText("then on Monday").waitFor();
  await panel.getByText("then on Monday").waitFor();
  assert.equal(await myPanel.getByLabel("Also send to the room").isChecked(), false);

  await reply.press("ArrowUp");
  await panel.getByRole("textbox", { name: "Edit message" }).fill("the tests are green");
  await hers.keyboard.press("Enter");
  await myPanel.getByText("the tests are green").waitFor();
  await answer.fill("or on Tue");
  await mine.keyboard.press("Escape");
  await myPanel.waitFor({ state: "detached" });

  await mine.reload();
  await mine.getByRole("button", { name: /3 replies/ }).click();
  await myPanel.getByText("the tests are green").waitFor();
  // What was begun in a thread is still there, and not in the room's box.
  assert.equal(await answer.inputValue(), "or on Tue");
  assert.equal(await mine.getByRole("textbox", { name: `Message ${room.name}` }).inputValue(), "");
  assert.deepEqual(errors, []);
});

test("a file is shared in a thread, and in its room only when it is to be", async () => {
  const { ada, room, mine, hers, errors } = await twoInARoom(s, "Shared");
  await ada.say(room.conversation, "what happened?");
  await (await tools(hers, "what happened?")).getByRole("button", { name: "Reply in thread" }).click();
  const panel = hers.getByRole("complementary", { name: "Thread" });
  const share = async (name, said) => {
    const file = { name, mimeType: "text/plain", buffer: Buffer.from(name) };
    await panel.locator("input[type=file]").setInputFiles([file]);
    await panel.getByRole("textbox", { name: "Message the thread" }).fill(said);
    await panel.getByRole("button", { name: "Send", exact: true }).click();
    await panel.getByRole("log").getByRole("link", { name }).waitFor();
  };
  await share("trace.txt", "this");
  await mine.getByRole("button", { name: /1 reply/ }).waitFor();
  assert.equal(await mine.locator(".room-talk").getByRole("link", { name: "trace.txt" }).count(), 0);
  await panel.getByLabel("Also send to the room").check();
  await share("summary.txt", "in short");
  await mine.locator(".room-talk").getByRole("link", { name: "summary.txt" }).waitFor();
  assert.equal(await panel.getByLabel("Also send to the room").isChecked(), false);
  assert.deepEqual(errors, []);
});

test("new replies are shown in the list of rooms, and in the list of threads", async () => {
  const { ada, grace, room } = await twoInARoom(s, "Elsewhere");
  const first = await ada.say(room.conversation, "who is on call?");
  await grace.client.call("POST", `/api/conversations/${room.conversation}/events`, {
    body: "me",
    thread: first.id,
  });
  const page = await s.open("/chat/lobby");
  await signIn(page, admin);
  const link = page.getByRole("link", { name: /Elsewhere.*new replies in a thread/ });
  await link.click();
  await page.getByRole("button", { name: /Pins and threads/ }).click();
  const panel = page.getByRole("complementary", { name: "Pins and threads" });
  await panel.getByRole("button", { name: /1 reply.*1 new/ }).click();
  await page.getByRole("complementary", { name: "Thread" }).getByText("me", { exact: true }).waitFor();
  await page.getByRole("link", { name: "Elsewhere", exact: true }).waitFor();

  const { items } = await ada.call("GET", `/api/conversations/${room.conversation}/events?limit=1`);
  await page.goto(`${s.server.base}/chat/room/${room.id}?m=${items.findLast((e) => e.thread).id}`);
  await page.getByRole("complementary", { name: "Thread" }).getByText("me", { exact: true }).waitFor();
});

test("what is pinned is at hand for everybody", async () => {
  const { ada, room, mine, hers } = await twoInARoom(s, "Pins");
  await ada.say(room.conversation, "the door code is 4711");
  await hers.getByRole("button", { name: "Pins and threads" }).click();
  const panel = hers.getByRole("complementary", { name: "Pins and threads" });
  await panel.getByText("Nothing is pinned.").waitFor();
  await (await tools(mine, "door code")).getByRole("button", { name: "Pin", exact: true }).click();
  await panel.getByText("the door code is 4711").waitFor();
  await hers.locator(".room-talk").getByText("Pinned by Administrator").waitFor();
  await panel.getByRole("link", { name: "Show" }).click();
  await hers.locator("[data-event]:focus").waitFor();
  await panel.getByRole("button", { name: "Unpin" }).click();
  await panel.getByText("Nothing is pinned.").waitFor();
  await mine.getByText("Pinned by Administrator").waitFor({ state: "detached" });
});

test("on a phone a thread stands in the place of the room", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const room = await ada.call("POST", "/api/rooms", { name: "Small" });
  await ada.say(room.conversation, "tap me");
  const page = await s.open(`/chat/room/${room.id}`, {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
  });
  await signIn(page, admin);
  await page.getByText("tap me").tap();
  await page.getByRole("button", { name: "Reply in thread" }).tap();
  const panel = page.getByRole("complementary", { name: "Thread" });
  const at = await panel.boundingBox();
  assert.ok(at.x === 0 && at.width === 390, JSON.stringify(at));
  await panel.getByRole("textbox", { name: "Message the thread" }).fill("a reply");
  await panel.getByRole("button", { name: "Send", exact: true }).tap();
  await panel.getByText("a reply").waitFor();
  await panel.getByRole("button", { name: "Close the thread" }).tap();
  await page.getByRole("button", { name: /1 reply/ }).waitFor();
});
