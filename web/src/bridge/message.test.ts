import { expect, test } from "vitest";
import { event } from "../test/fakes";
import { fileClass, linked, messageParameters } from "./message";

const origin = "https://chat.test";

test("what somebody said is told with who said it", () => {
  const said = event(3, { body: "deploy #7", mention_name: "grace" });
  expect(messageParameters(said, origin)).toEqual({
    body: "deploy #7",
    sender: { id: 2, name: "Grace", mention: "grace" },
    mid: "id-3",
    type: "message",
    metadata: {},
  });
});

test("a notification has no sender's id, and tells its add-on and what its card says of itself", () => {
  const card = {
    id: "1",
    style: "application",
    title: "Build 7",
    description: { format: "html", value: "<b>red</b>" },
    url: "https://ci.test/7",
    metadata: { build: 7 },
    activity: { html: "x" },
  };
  const said = event(1, { kind: "notification", sender: "CI", addon_key: "ci.bot", card, body: "red" });
  delete said.user_id;
  expect(messageParameters(said, origin)).toEqual({
    body: "red",
    sender: { id: "", name: "CI", mention: "" },
    mid: "id-1",
    type: "notification",
    metadata: { build: 7, sender_addon_key: "ci.bot" },
    card: { title: "Build 7", description: "<b>red</b>", url: "https://ci.test/7" },
  });
  expect(messageParameters({ ...said, card: JSON.stringify(card) }, origin).metadata.build).toBe(7);
  expect(messageParameters({ ...said, card: "{" }, origin).card).toEqual({});
});

test("a picture is told with addresses that can be read without a session", () => {
  const file = { key: "k", name: "a b.png", size: 10, type: "image/png", thumb: true };
  expect(messageParameters(event(1, { file }), origin)).toMatchObject({
    type: "image",
    media: {
      type: "image",
      name: "a b.png",
      size: 10,
      url: "https://chat.test/files/1/2/k/a%20b.png",
      thumb_url: "https://chat.test/files/1/2/k/a%20b_thumb.png",
    },
  });
});

test("a link is told by what is behind it", () => {
  const links = [{ type: "video", url: "https://v.test/1" }];
  expect(messageParameters(event(1, { links }), origin)).toMatchObject({
    type: "video",
    media: { type: "video", url: "https://v.test/1" },
  });
});

test.each<[string, string, string]>([
  ["video/mp4", "a.mp4", "video"],
  ["audio/ogg", "a.ogg", "audio"],
  ["text/x-go", "a.go", "text"],
  ["application/zip", "a.zip", "archive"],
  ["application/pdf", "a", "document"],
  ["application/octet-stream", "a.DOCX", "document"],
  ["application/octet-stream", "a.bin", "file"],
])("a file of %s called %s is a %s", (type, name, want) => {
  expect(fileClass({ key: "k", size: 1, type, name })).toBe(want);
});

test.each<[string, boolean]>([
  ["see https://a.test/x", true],
  ["see www.a.test", true],
  ['<a href="https://a.test">x</a>', true],
  ["see a.test, or http://", false],
])("whether %s has a link in it", (body, want) => {
  expect(linked(event(1, { body }))).toBe(want);
});
