import { expect, test } from "vitest";
import type { Emoticon, Room } from "../api/types";
import { user } from "../test/fakes";
import { complete, offersFor, partialAt, type Sources } from "./completion";

const emoticon = (shortcut: string, type: Emoticon["type"] = "global"): Emoticon => ({
  id: 1,
  shortcut,
  url: `/${shortcut}.svg`,
  type,
  width: 24,
  height: 24,
});

const room = (id: number, name: string, over: object = {}): Room =>
  ({ id, name, topic: "", joined: true, archived: false, ...over }) as Room;

const sources: Sources = {
  people: [
    user(2, "Grace Hopper", { presence: { online: false, show: "chat" } }),
    user(3, "Linus Bauer"),
    user(4, "Greta"),
  ],
  room: true,
  rooms: new Map(
    [
      room(1, "Ops"),
      room(2, "Ops EU"),
      room(3, "Open floor", { joined: false }),
      room(4, "Opera", { archived: true }),
      room(5, "Team ops"),
    ].map((r) => [r.name.toLowerCase(), r]),
  ),
  emoticons: new Map(["smile", "bigsmile", "coffee"].map((s) => [s, emoticon(s)])),
  emoji: new Map([
    ["tada", "🎉"],
    ["smile", "😄"],
    ["smiley", "😃"],
  ]),
  commands: [
    { name: "topic", args: "text", help: "Set the topic" },
    { name: "deploy", args: "", help: "Deploy bot" },
  ],
};

function offered(text: string, from: Partial<Sources> = {}): string[] {
  const partial = partialAt(text, text.length);
  return partial ? offersFor(partial, { ...sources, ...from }).map((o) => o.label) : [];
}

test.each<[string, string[]]>([
  ["hi @g", ["@Greta", "@GraceHopper"]],
  ["hi @bau", ["@LinusBauer"]],
  ["mail@g", []],
  ["@h", ["@GraceHopper", "@here"]],
  ["hi @greta", []],
  ["see #op", ["#Ops", "#Ops EU", "#Team ops", "#Open floor"]],
  ["#ops e", ["#Ops EU"]],
  ["#ops ", []],
  ["#ops eu", []],
  ["a#op", []],
  ["#42", []],
  ["(smi", ["(smile)", "(bigsmile)"]],
  ["a (coffee", ["(coffee)"]],
  ["(", []],
  ["f(smi", []],
  [":smi", [":smile:", ":smiley:"]],
  [":s", []],
  ["12:ta", []],
  ["/to", ["/topic text"]],
  ["/", ["/topic text", "/deploy"]],
  ["/topic", []],
  ["x /to", []],
  ["/topic x @g", ["@Greta", "@GraceHopper"]],
  ["```\n@g", []],
  ["```\nx\n```\n@g", ["@Greta", "@GraceHopper"]],
])("%j offers %j", (text, want) => {
  expect(offered(text)).toEqual(want);
});

test("nobody is everybody in a one-to-one chat, and emoji wait until they are there", () => {
  expect(offered("@h", { room: false })).toEqual(["@GraceHopper"]);
  expect(offered(":tada", { emoji: undefined })).toEqual([]);
});

test("an offer takes the place of the word, with one space behind it", () => {
  const text = "so (smi and more";
  const partial = partialAt(text, 7);
  expect(partial).toBeDefined();
  if (!partial) return;
  const [offer] = offersFor(partial, sources);
  expect(offer && complete(text, 7, partial, offer)).toEqual(["so (smile) and more", 11]);
});
