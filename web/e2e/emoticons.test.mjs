import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn, watchErrors } from "./browser.mjs";
import { Client } from "./client.mjs";
import { red } from "./pictures.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();

test("an emoticon that an administrator adds or removes is so on every open page at once", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const ops = await ada.call("POST", "/api/rooms", { name: "Ops" });
  await ada.say(ops.conversation, "look, a (parrot)");
  const page = await s.open(`/chat/room/${ops.id}`);
  const errors = watchErrors(page);
  await signIn(page, admin);
  await page.getByText("look, a (parrot)").waitFor();
  const added = await ada.call("POST", "/api/emoticons", {
    shortcut: "parrot",
    image: red.toString("base64"),
  });
  const drawn = page.getByRole("log").getByRole("img", { name: "(parrot)" });
  await drawn.waitFor();
  const box = page.getByRole("textbox", { name: "Message Ops" });
  await box.pressSequentially("(parr");
  await page.getByRole("option", { name: /parrot/ }).waitFor();
  await box.fill("");
  await ada.call("DELETE", `/api/emoticons/${added.id}`);
  await drawn.waitFor({ state: "detached" });
  await page.getByText("look, a (parrot)").waitFor();
  assert.deepEqual(errors, []);
});

test("a guest sees emoticons, reactions and how many replies there are", async () => {
  const ada = await Client.signIn(s.server.base, admin);
  const room = await ada.call("POST", "/api/rooms", { name: "Open house", guest_access: true });
  const guest = await s.open(new URL(room.guest_url).pathname);
  const errors = watchErrors(guest);
  await guest.getByLabel("Your name").fill("Eve");
  await guest.getByRole("button", { name: "Come in" }).click();
  await guest.getByRole("textbox", { name: "Message Open house" }).waitFor();
  const said = await ada.say(room.conversation, "welcome (coffee)");
  await guest.getByRole("log").getByRole("img", { name: "(coffee)" }).waitFor();
  const at = `/api/conversations/${room.conversation}/events`;
  await ada.call("PUT", `${at}/${said.id}/reactions/${encodeURIComponent("👍")}`);
  await ada.call("POST", at, { body: "behind the scenes", thread: said.id, client_id: crypto.randomUUID() });
  await guest.getByRole("button", { name: "👍 1: Administrator" }).waitFor();
  await guest.getByText("1 reply").waitFor();
  assert.equal(await guest.getByText("behind the scenes").count(), 0);
  await guest.getByRole("textbox").pressSequentially("(coff");
  await guest.getByRole("option", { name: /coffee/ }).waitFor();
  assert.deepEqual(errors, []);
});

test("the list of emoticons is not sent again while it has not changed", async () => {
  const page = await s.open("/chat");
  await signIn(page, admin);
  const sent = () =>
    page.waitForFunction(() => {
      const [list] = performance.getEntriesByName(new URL("/api/emoticons", location.href).href);
      return list?.responseEnd > 0 && { over: list.transferSize, whole: list.decodedBodySize };
    });
  const first = await (await sent()).jsonValue();
  assert.ok(first.whole > 10_000, `the list has ${first.whole} bytes`);
  await page.reload();
  const again = await (await sent()).jsonValue();
  assert.equal(again.whole, first.whole);
  assert.ok(again.over < 1000, `${again.over} bytes were sent`);
});
