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
