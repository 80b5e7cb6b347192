import { expect, test } from "vitest";
import type { Powers } from "../api/addontypes";
import { type Said, wordsOf } from "./words";

const none: Powers = { hears: [], frames: [], asked: [], shows: [], from_name: "Bot", for_others: false };
const texts = (said: Said[]) =>
  said.map(({ text, by, rest }) => `${text}${by ? `[${by}]` : ""}${rest ?? ""}`);

test("every scope that HipChat had has words, and says itself which it is", () => {
  const scopes = [
    "admin_group",
    "admin_room",
    "import_data",
    "manage_rooms",
    "send_message",
    "send_notification",
    "view_group",
    "view_messages",
    "view_room",
  ];
  const { sees, does } = wordsOf(scopes, none, true);
  const all = [...sees, ...does];
  expect(all.map((s) => s.by).sort()).toEqual(scopes);
  expect(all.filter((s) => s.text.includes("no words"))).toEqual([]);
  expect(sees.map((s) => s.by)).toEqual(["view_group", "view_messages", "view_room"]);
});

test("words say where an add-on is, and what it calls itself", () => {
  const said = (inRoom: boolean) =>
    texts(
      wordsOf(["view_messages", "send_notification"], none, inRoom).sees.concat(
        wordsOf(["send_notification"], none, inRoom).does,
      ),
    );
  expect(said(true)).toEqual([
    "What is said in this room, also what was said before the add-on was here.[view_messages]",
    "Post in this room, as “Bot”.[send_notification]",
  ]);
  expect(said(false)[1]).toBe("Post in every open room, as “Bot”.[send_notification]");
});

test("what it is sent is said with the pattern and where it goes", () => {
  const hears = [
    { event: "room_message", pattern: "^/deploy", host: "bot.test" },
    { event: "room_enter", pattern: "", host: "bot.test:8080" },
    { event: "room_deleted", pattern: "", host: "bot.test" },
    { event: "moon_rises", pattern: "", host: "bot.test" },
  ];
  expect(texts(wordsOf([], { ...none, hears }, true).hears)).toEqual([
    "Messages in this room that match [^/deploy], sent to bot.test.",
    "Arrivals of people in this room, sent to bot.test:8080.",
    "Rooms that are deleted, sent to bot.test.",
    "moon_rises in this room, sent to bot.test.",
  ]);
});

test("pages tell more of the reader when the scope is there", () => {
  const powers = {
    ...none,
    frames: ["https://bot.test", "http://in.test:80"],
    shows: ["action", "webPanel"],
  };
  const [plain] = wordsOf([], powers, true).shows;
  const [more] = wordsOf(["view_room"], powers, true).shows;
  expect(plain?.text).toContain("from bot.test, http://in.test:80.");
  expect(plain?.text).not.toContain("e-mail");
  expect(more?.text).toContain("your name and e-mail address");
});

test("a line that the browser asks for is told apart from one that it does not", () => {
  const [asks] = wordsOf([], { ...none, asked: ["https://bot.test"], shows: ["glance"] }, true).shows;
  const [says] = wordsOf([], { ...none, shows: ["glance"] }, true).shows;
  expect(asks?.text).toContain("Your browser asks bot.test");
  expect(says?.text).toBe("A line beside the room.");
});

test("whoever acts for people needs each one's word", () => {
  expect(wordsOf([], { ...none, for_others: true }, true).does[0]?.text).toContain(
    "only for those who agree",
  );
});
