import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn, watchErrors } from "./browser.mjs";
import { Client } from "./client.mjs";
import { proxy } from "./proxy.mjs";
import { admin } from "./server.mjs";
import { story } from "./story.mjs";

const s = story();
let ada;
let ops;

/** drawn makes a PNG of its own colour in the page. */
function drawn(page, name, color, size = 40) {
  return page
    .evaluate(
      async ([fill, n]) => {
        const canvas = new OffscreenCanvas(n, n);
        const pen = canvas.getContext("2d");
        pen.fillStyle = fill;
        pen.fillRect(0, 0, n, n);
        const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
        return Array.from(bytes);
      },
      [color, size],
    )
    .then((bytes) => ({ name, mimeType: "image/png", buffer: Buffer.from(bytes) }));
}

/** hand gives files to the page as a paste or a drop does. */
function hand(page, selector, kind, files) {
  return page.locator(selector).evaluate(
    (el, [type, all]) => {
      const data = new DataTransfer();
      for (const f of all) data.items.add(new File([new Uint8Array(f.bytes)], f.name, { type: f.type }));
      const init = { bubbles: true, cancelable: true };
      const events =
        type === "paste"
          ? [new ClipboardEvent("paste", { ...init, clipboardData: data })]
          : ["dragenter", "dragover", "drop"].map((n) => new DragEvent(n, { ...init, dataTransfer: data }));
      for (const e of events) el.dispatchEvent(e);
    },
    [kind, files.map((f) => ({ name: f.name, type: f.mimeType, bytes: Array.from(f.buffer) }))],
  );
}

test("files by choice, paste and drop are seen by the other, and pictures are looked at", async () => {
  ada = await Client.signIn(s.server.base, admin);
  const grace = await ada.person("Grace Hopper", "grace@example.com");
  ops = await ada.call("POST", "/api/rooms", { name: "Ops", topic: "" });
  await grace.client.call("POST", `/api/rooms/${ops.id}/join`);
  const mine = await s.open(`/chat/room/${ops.id}`);
  const errors = watchErrors(mine);
  await signIn(mine, admin);
  const hers = await s.open(`/chat/room/${ops.id}`);
  await signIn(hers, grace);

  const box = mine.getByRole("textbox", { name: "Message Ops" });
  await mine.locator("input[type=file]").setInputFiles([await drawn(mine, "red.png", "red")]);
  await mine.getByRole("list", { name: "Files to share" }).getByText("red.png").waitFor();
  await box.fill("what it looked like");
  await box.press("Enter");
  const log = hers.getByRole("log");
  await log.getByText("what it looked like").waitFor();
  await log.getByRole("link", { name: /red\.png/ }).waitFor();
  assert.equal(await box.inputValue(), "");

  await hand(mine, "textarea", "paste", [await drawn(mine, "pasted.png", "green")]);
  await mine.getByLabel("Description of pasted.png").fill("a pasted one");
  await hand(mine, ".room-talk", "drop", [
    { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("x") },
  ]);
  await box.fill("two more");
  await box.press("Enter");
  await log.getByText("two more").waitFor();
  await log.getByText("a pasted one").waitFor();
  await log.getByRole("link", { name: /notes\.txt/ }).waitFor();
  await mine.getByRole("list", { name: "Files to share" }).waitFor({ state: "detached" });

  await log.getByRole("link", { name: /red\.png/ }).press("Enter");
  const viewer = hers.getByRole("dialog", { name: "Picture red.png" });
  await viewer.getByText("1 of 2").waitFor();
  await hers.keyboard.press("ArrowRight");
  await hers.getByRole("dialog", { name: "Picture pasted.png" }).getByText("2 of 2").waitFor();
  const picture = hers.locator(".viewer-stage img");
  await hers.waitForFunction(() => document.querySelector(".viewer-stage img").naturalWidth > 0);
  const before = (await picture.boundingBox()).width;
  await hers.keyboard.press("+");
  await hers.waitForFunction((w) => document.querySelector(".viewer-stage img").clientWidth > w, before);
  assert.equal(
    await hers.getByRole("link", { name: "Download pasted.png" }).getAttribute("download"),
    "pasted.png",
  );
  await hers.keyboard.press("Escape");
  await hers.locator(".viewer").waitFor({ state: "detached" });
  await log
    .getByRole("link", { name: /red\.png/ })
    .and(hers.locator(":focus"))
    .waitFor();
  assert.deepEqual(errors, []);
});

test("what is too large is told before it is sent; what fails keeps its words and is sent again, once", async (t) => {
  const net = await proxy(s.server.base);
  t.after(() => net.close());
  const page = await s.open("/");
  await page.goto(`${net.base}/chat/room/${ops.id}`);
  await signIn(page, admin);
  const box = page.getByRole("textbox", { name: "Message Ops" });
  await box.waitFor();
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array((50 << 20) + 1)], "huge.iso"));
    document
      .querySelector("textarea")
      .dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
  });
  await page.getByText("“huge.iso” is larger than 50 MB and cannot be shared.").waitFor();

  await page
    .locator("input[type=file]")
    .setInputFiles([{ name: "log.txt", mimeType: "text/plain", buffer: Buffer.from("lines") }]);
  await box.fill("the whole log");
  net.cut();
  await box.press("Enter");
  await page.getByText("Not shared: The server cannot be reached.").waitFor();
  assert.equal(await page.getByLabel("Description of log.txt").inputValue(), "the whole log");
  net.mend();
  await page.getByRole("button", { name: "Retry" }).click();
  await page.getByRole("log").getByText("the whole log").waitFor();
  await page.getByRole("list", { name: "Files to share" }).waitFor({ state: "detached" });
  const { items } = await ada.call("GET", `/api/conversations/${ops.conversation}/events?limit=50`);
  assert.equal(items.filter((e) => e.body === "the whole log").length, 1);
});

test("a file on its way shows how far it is, and can be cancelled", async () => {
  const page = await s.open(`/chat/room/${ops.id}`);
  await signIn(page, admin);
  await page.getByRole("textbox", { name: "Message Ops" }).waitFor();
  // A slow way up: the browser's own.
  const link = await page.context().newCDPSession(page);
  await page
    .locator("input[type=file]")
    .setInputFiles([
      { name: "slow.bin", mimeType: "application/octet-stream", buffer: Buffer.alloc(1 << 20, 1) },
    ]);
  await link.send("Network.enable");
  await link.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: 60 << 10,
  });
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByRole("progressbar", { name: "slow.bin" }).waitFor();
  await page.waitForFunction(() => {
    const bar = document.querySelector("progress");
    return bar.value > 0 && bar.value < 1;
  });
  await page.getByRole("button", { name: "Cancel slow.bin" }).click();
  await page.getByRole("progressbar").waitFor({ state: "detached" });
  const { items } = await ada.call("GET", `/api/conversations/${ops.conversation}/events?limit=50`);
  assert.equal(items.filter((e) => e.file?.name === "slow.bin").length, 0);
});
