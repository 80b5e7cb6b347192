import { expect, test } from "vitest";
import type { Part } from "../api/addontypes";
import type { Room } from "../api/types";
import { found } from "../glance/found";
import { event, user } from "../test/fakes";
import { actionsIn, wanted, wantedFor } from "./actions";
import { patternsIn } from "./patterns";

const part = (key: string, module: object, kind = "action"): Part => ({
  installation: 1,
  addon_key: "a.b",
  addon_name: "Bot",
  scopes: [],
  kind,
  key,
  module,
  content: null,
});
const onMessage = (key: string, more: object = {}) =>
  part(key, { name: { value: key.toUpperCase() }, location: "hipchat.message.action", target: "t", ...more });
const room = { id: 1, privacy: "public", owner_id: 9 } as Room;
const never = () => Promise.reject(new Error("nothing to try"));

test("actions stand where they say, in the order of the parts, each with its name or its key", () => {
  const parts = [
    onMessage("b"),
    part("p", { location: "hipchat.message.action" }, "webPanel"),
    part("c", { location: "hipchat.input.action", target: { key: "t" } }),
    onMessage("a", { name: {} }),
    part("d", null as unknown as object),
  ];
  expect(actionsIn(parts, "hipchat.message.action").map((a) => a.name)).toEqual(["B", "a"]);
  expect(actionsIn(parts, "hipchat.input.action")).toEqual([
    {
      installation: 1,
      key: "c",
      addon: "Bot",
      name: "c",
      target: { key: "t" },
      conditions: undefined,
    },
  ]);
});

test("an action whose conditions nobody can judge is hidden like one whose are not met", () => {
  const all = actionsIn(
    [
      onMessage("free"),
      onMessage("unknown", { conditions: [{ condition: "moon_is_full" }] }),
      onMessage("message", { conditions: [{ condition: "message_contains_link" }] }),
    ],
    "hipchat.message.action",
  );
  const facts = { public: true, admin: false, guest: false, roomOwner: false, metadata: undefined };
  expect(wanted(all, facts).map((a) => a.key)).toEqual(["free"]);
});

test("actions for a message are those that it meets the conditions of", async () => {
  const is = (condition: string, params: object = {}) => [{ condition, params }];
  const all = actionsIn(
    [
      onMessage("mine", { conditions: is("message_sent_by_current_user") }),
      onMessage("theirs", { conditions: [{ condition: "message_sent_by_current_user", invert: true }] }),
      onMessage("link", { conditions: is("message_contains_link") }),
      onMessage("ticket", { conditions: is("message_matches", { regex: { pattern: "#\\d+" } }) }),
      onMessage("upper", { conditions: is("message_matches", { regex: { pattern: "DEPLOY" } }) }),
      onMessage("broken", { conditions: is("message_matches", { regex: { pattern: "(" } }) }),
    ],
    "hipchat.message.action",
  );
  const tries = async (patterns: string[], body: string) => {
    const results = new Map<string, boolean>();
    for (const p of patterns) {
      const is = found(p, body);
      if (is !== undefined) results.set(p, is);
    }
    return results;
  };
  const said = event(1, { body: "deploy #7 of https://a.test", user_id: 2 });
  const keys = (await wantedFor(all, said, room, user(2, "Grace"), tries)).map((a) => a.key);
  expect(keys).toEqual(["mine", "link", "ticket"]);
});

test("nothing is tried where there is no pattern", async () => {
  const all = actionsIn([onMessage("free")], "hipchat.message.action");
  expect(await wantedFor(all, event(1), room, user(1, "Ada"), never)).toHaveLength(1);
});

test("patterns are found wherever they stand in conditions, once each, with the flags that make sense", () => {
  const is = (regex: unknown) => ({ condition: "message_matches", params: { regex } });
  expect(
    patternsIn([
      [
        is({ pattern: "a", flags: "gi" }),
        { type: "or", conditions: [is({ pattern: "b/c" }), is({ pattern: "a", flags: "i" })] },
      ],
      undefined,
      [
        is("a"),
        is({ pattern: "x".repeat(1001) }),
        { condition: "card_matches", params: { regex: { pattern: "d" } } },
      ],
    ]),
  ).toEqual(["i/a", "/b/c"]);
});

test.each<[string, string, boolean | undefined]>([
  ["i/DEPLOY", "deploy", true],
  ["/DEPLOY", "deploy", false],
  ["/a/b", "x a/b", true],
  ["/(", "(", undefined],
])("whether %s is in %s", (pattern, text, want) => {
  expect(found(pattern, text)).toBe(want);
});
