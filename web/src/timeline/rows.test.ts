import { expect, test } from "vitest";
import { event } from "../test/fakes";
import { presenceLine, rows } from "./rows";

const at = (day: number, hour: number, minute: number) => new Date(2026, 10, day, hour, minute).toISOString();
const kinds = (list: ReturnType<typeof rows>) =>
  list.map((r) => ("continued" in r && r.continued ? `+${r.kind}` : r.kind));

test("lines of one sender within five minutes stand under one name", () => {
  const list = rows(
    [
      event(1, { time: at(23, 9, 0) }),
      event(2, { time: at(23, 9, 4) }),
      event(3, { time: at(23, 9, 20) }),
      event(4, { time: at(23, 9, 21), user_id: 3, sender: "Linus" }),
      event(5, { time: at(23, 9, 21), kind: "notification", sender: "Linus" }),
    ],
    [],
    null,
    1,
  );
  expect(kinds(list)).toEqual(["day", "message", "+message", "message", "message", "notification"]);
});

test("each day begins with a divider and with the sender's name", () => {
  const list = rows([event(1, { time: at(22, 23, 59) }), event(2, { time: at(23, 0, 1) })], [], null, 1);
  expect(kinds(list)).toEqual(["day", "message", "day", "message"]);
});

test("the unread divider stands once, before the first unread line", () => {
  const five = [1, 2, 3, 4, 5].map((n) => event(n, { time: at(23, 9, n) }));
  expect(kinds(rows(five, [], 3, 1))).toEqual([
    "day",
    "message",
    "+message",
    "+message",
    "unread",
    "message",
    "+message",
  ]);
  expect(kinds(rows(five, [], 5, 1))).not.toContain("unread");
  expect(kinds(rows(five, [], null, 1))).not.toContain("unread");
});

test("an event of an unknown kind is shown as a message", () => {
  expect(kinds(rows([event(1, { kind: "poll" })], [], null, 1))).toEqual(["day", "message"]);
});

test("enter and exit lines that follow each other are one", () => {
  const enter = (seq: number, sender: string, kind = "enter") => event(seq, { kind, sender });
  const list = rows([enter(1, "Ada"), enter(2, "Bob"), enter(3, "Ada", "exit"), event(4)], [], null, 1);
  expect(kinds(list)).toEqual(["day", "presence", "message"]);
  expect(list[1]?.kind === "presence" && presenceLine(list[1].events, (e) => e.sender)).toBe(
    "Bob joined · Ada left",
  );
});

test("a message keeps its key when the server's copy replaces the pending one", () => {
  const pending = { clientId: "c1", body: "hi", time: at(23, 9, 0) };
  const before = rows([], [pending], null, 2);
  const after = rows([event(1, { client_id: "c1" })], [], null, 2);
  expect(before.at(-1)?.key).toBe(after.at(-1)?.key);
});

test("keys are unique", () => {
  const list = rows(
    [1, 2, 3].map((n) => event(n)),
    [],
    1,
    1,
  );
  expect(new Set(list.map((r) => r.key)).size).toBe(list.length);
});

test("a notification knows the loaded event that it is attached to", () => {
  const reply = (seq: number, attach_to: string) => event(seq, { kind: "notification", attach_to });
  const list = rows(
    [event(1), event(2, { kind: "enter" }), reply(3, "id-1"), reply(4, "id-2"), reply(5, "id-99")],
    [],
    null,
    1,
  );
  const parents = list.flatMap((r) => (r.kind === "notification" ? [r.parent?.seq] : []));
  expect(parents).toEqual([1, undefined, undefined]);
});
