import { expect, test } from "vitest";
import { variablesOf } from "./template";

const values = { message: { mid: "7", sender: { name: "Ada & Co" }, card: { url: "u" }, n: 0 }, "a.b": 1 };

test.each<[string, unknown, unknown, unknown]>([
  ["no template", "https://a.test/p?x=1", values, {}],
  ["no address", undefined, values, {}],
  [
    "a path and a query",
    "https://a.test/{message.mid}?by={message.sender.name}",
    values,
    { "message.mid": "7", "message.sender.name": "Ada & Co" },
  ],
  ["an object", "https://a.test/?c={message.card}", values, { "message.card": '{"url":"u"}' }],
  ["a number", "https://a.test/?n={message.n}", values, { "message.n": "0" }],
  ["what is not there", "https://a.test/?x={x.y.z}", values, { "x.y.z": "" }],
  ["what every object has", "https://a.test/?x={constructor.name}", values, { "constructor.name": "" }],
  ["a name twice", "https://a.test/{a}/{a}", { a: 1 }, { a: "1" }],
  ["no values", "https://a.test/{a}", undefined, { a: "" }],
  ["what is no name", "https://a.test/{a b}/{}", { "a b": 1 }, {}],
])("%s", (_, address, from, want) => {
  expect(variablesOf(address, from)).toEqual(want);
});

test("values are as long as the server takes them", () => {
  expect(variablesOf("{a}", { a: "é".repeat(5000) }).a).toHaveLength(2000);
});

test("what cannot be written down is empty", () => {
  const round: Record<string, unknown> = {};
  round.round = round;
  for (const a of [round, { deep: 7n }]) expect(variablesOf("{a}", { a })).toEqual({ a: "" });
});
