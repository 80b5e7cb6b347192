import { expect, test } from "vitest";
import { user } from "../test/fakes";
import { type Facts, factsOf, met } from "./conditions";

const facts: Facts = {
  public: true,
  admin: false,
  guest: false,
  roomOwner: true,
  metadata: { berths: 3, ship: { name: "Ada", fast: true }, "a.b": 1 },
};
const is = (condition: string, more: object = {}) => ({ condition, ...more });
const not = (condition: string, more: object = {}) => ({ condition, invert: true, ...more });
const says = (...metadata: object[]) => ({ condition: "glance_matches", params: { metadata } });

test.each<[string, unknown, boolean | undefined]>([
  ["no conditions", undefined, true],
  ["null", null, true],
  ["an empty list", [], true],
  ["no list", "room_is_public", undefined],
  ["an open room", [is("room_is_public")], true],
  ["a private room", [not("room_is_public")], false],
  ["an administrator", [is("user_is_admin")], false],
  ["anybody else", [not("user_is_admin")], true],
  ["a guest", [is("user_is_guest")], false],
  ["the room's owner", [is("user_is_room_owner")], true],
  ["all of a list", [is("room_is_public"), is("user_is_admin")], false],
  ["an unknown condition", [is("moon_is_full")], undefined],
  ["an unknown condition inverted", [not("moon_is_full")], undefined],
  ["what is for actions", [is("message_matches")], undefined],
  ["an unknown beside a false one", [is("moon_is_full"), is("user_is_admin")], false],
  ["one of several", [{ type: "or", conditions: [is("user_is_admin"), is("room_is_public")] }], true],
  ["none of several", [{ type: "OR", conditions: [is("user_is_admin"), is("user_is_guest")] }], false],
  [
    "a true one or an unknown",
    [{ type: "or", conditions: [is("moon_is_full"), is("room_is_public")] }],
    true,
  ],
  [
    "a false one or an unknown",
    [{ type: "or", conditions: [is("moon_is_full"), is("user_is_admin")] }],
    undefined,
  ],
  ["one of none", [{ type: "or", conditions: [] }], false],
  ["all of several", [{ type: "AND", conditions: [is("user_is_admin"), is("room_is_public")] }], false],
  ["several joined by nothing", [{ conditions: [is("room_is_public")] }], true],
  ["several joined strangely", [{ type: "xor", conditions: [is("room_is_public")] }], undefined],
  [
    "three levels",
    [
      {
        type: "or",
        conditions: [{ type: "and", conditions: [not("user_is_admin"), is("user_is_room_owner")] }],
      },
    ],
    true,
  ],
  ["neither kind", [{}], undefined],
  ["no object", [7], undefined],
  ["an equal number", [says({ attr: "berths", eq: 3 })], true],
  ["a number and its text", [says({ attr: "berths", eq: "3" })], false],
  ["an equal truth", [says({ attr: "ship.fast", eq: true })], true],
  ["an equal text within", [says({ attr: "ship.name", eq: "Ada" })], true],
  ["less", [says({ attr: "berths", lt: 4 })], true],
  ["not less than itself", [says({ attr: "berths", lt: 3 })], false],
  ["greater", [says({ attr: "berths", gt: 2.5 })], true],
  ["between", [says({ attr: "berths", gt: 3, lt: 9 })], false],
  ["a later text", [says({ attr: "ship.name", gt: "A" })], true],
  ["a number after a text", [says({ attr: "berths", gt: "1" })], false],
  ["what is not there", [says({ attr: "crew", eq: 1 })], false],
  ["what is not there, inverted", [{ ...says({ attr: "crew", eq: 1 }), invert: true }], true],
  ["what every object has", [says({ attr: "constructor.name", eq: "Object" })], false],
  ["a comparison with nothing", [says({ attr: "berths" })], undefined],
  ["no attribute", [says({ eq: 3 })], undefined],
  ["several attributes", [says({ attr: "berths", eq: 3 }, { attr: "ship.name", eq: "Bob" })], false],
  ["no attributes", [says()], true],
  ["a match without parameters", [is("glance_matches")], undefined],
])("%s", (_, conditions, want) => {
  expect(met(conditions, facts)).toBe(want);
});

test("before there is content, what depends on it is unknown, and what does not is known", () => {
  const early = { ...facts, metadata: undefined };
  expect(met([says({ attr: "berths", eq: 3 })], early)).toBeUndefined();
  expect(met([{ ...says({ attr: "berths", eq: 3 }), invert: true }], early)).toBeUndefined();
  expect(met([says({ attr: "berths", eq: 3 }), is("user_is_admin")], early)).toBe(false);
});

const message: Facts["message"] = {
  type: "image",
  fileType: "image",
  sender: "CI",
  own: false,
  linked: true,
  matches: (pattern) => ({ "i/build": true, "/x": false })[pattern],
  card: { style: "application", metadata: { build: { number: 7 } } },
};
const card = (params: object) => [is("card_matches", { params })];
const of = (params: object) => [is("message_matches", { params })];

test.each<[string, unknown, boolean | undefined]>([
  ["the message's type", of({ type: "image" }), true],
  ["another type", of({ type: "file" }), false],
  ["the file's kind", of({ file_type: "image" }), true],
  ["another kind of file", of({ file_type: "video" }), false],
  ["the sender's name", of({ sender: "CI" }), true],
  ["a part of the sender's name", of({ sender: "C" }), false],
  ["a pattern that is found", of({ regex: { pattern: "build", flags: "gi" } }), true],
  ["a pattern that is not found", of({ regex: { pattern: "x" } }), false],
  ["a pattern that could not be tried", of({ regex: { pattern: "(a+)+$" } }), undefined],
  ["a pattern that is none", of({ regex: "build" }), undefined],
  ["several tests of which one fails", of({ type: "image", sender: "Bob" }), false],
  ["several tests", of({ type: "image", sender: "CI", regex: { pattern: "build", flags: "i" } }), true],
  ["no tests", of({}), true],
  ["a link", [is("message_contains_link")], true],
  ["the reader's own", [is("message_sent_by_current_user")], false],
  ["somebody else's", [not("message_sent_by_current_user")], true],
  ["a card's style", card({ style: "application" }), true],
  ["another style", card({ style: "link" }), false],
  ["a card's metadata", card({ metadata: [{ attr: "build.number", gt: 6 }] }), true],
  [
    "a card's other metadata",
    card({ style: "application", metadata: [{ attr: "build.number", eq: 8 }] }),
    false,
  ],
  ["any card", card({}), true],
])("of a message: %s", (_, conditions, want) => {
  expect(met(conditions, { ...facts, message })).toBe(want);
});

test("a message without a card or a file passes no test of them", () => {
  const plain = { ...facts, message: { ...message, fileType: undefined, card: undefined } };
  expect(met(card({}), plain)).toBe(false);
  expect(met(card({ metadata: [] }), plain)).toBe(false);
  expect(met(of({ file_type: "image" }), plain)).toBe(false);
});

test("facts come from the room and the person", () => {
  const room = { privacy: "private", owner_id: 1 } as Parameters<typeof factsOf>[0];
  expect(factsOf(room, user(1, "Ada", { admin: true }))).toEqual({
    public: false,
    admin: true,
    guest: false,
    roomOwner: true,
    metadata: undefined,
  });
});
