import { expect, test } from "vitest";
import type { AuditEntry } from "./adminapi";
import { changeText, linkOf, sentence } from "./auditwords";

const entry = (kind: string, more: Partial<AuditEntry> = {}): AuditEntry => ({
  id: 1,
  at: "2026-11-22T15:04:05Z",
  kind,
  actor: { user_id: 1, name: "Ada", credential: "session", token_id: null, installation_id: null },
  target: { kind: "user", id: 2, name: "Bob" },
  changes: [],
  ...more,
});

test.each([
  [entry("user.role"), "Ada changed the role of Bob in a browser"],
  [entry("signin.succeeded"), "Ada signed in in a browser"],
  [
    entry("signin.failed", {
      actor: { user_id: null, name: "", credential: "server", token_id: null, installation_id: null },
      target: { kind: "user", id: null, name: "bob@example.com" },
    }),
    "Somebody could not sign in as bob@example.com",
  ],
  [
    entry("emoticon.added", { target: { kind: "emoticon", id: 3, name: "parrot" } }),
    "Ada added the emoticon (parrot) in a browser",
  ],
  [
    entry("webhook.replayed", { target: { kind: "webhook", id: 4, name: "" } }),
    "Ada repeated deliveries of webhook 4 in a browser",
  ],
  [
    entry("group.retention", {
      actor: { user_id: null, name: "", credential: "server", token_id: null, installation_id: null },
      target: { kind: "group", id: null, name: "" },
    }),
    "The server deleted what was older than it may be",
  ],
  [entry("something.new"), "Ada something.new Bob in a browser"],
])("an entry is a sentence: %#", (e, want) => {
  const { who, deed, what, how } = sentence(e);
  expect([who, deed, what, how].filter(Boolean).join(" ")).toBe(want);
});

test.each([
  [{ field: "mention_name", from: "a", to: "b" }, "mention name: a → b"],
  [{ field: "title", to: "SRE" }, "title: SRE"],
  [{ field: "title", from: "SRE" }, "title: no longer SRE"],
  [{ field: "password" }, "password"],
])("a change is said in words: %#", (change, want) => {
  expect(changeText(change)).toBe(want);
});

test("what is gone has no link", () => {
  expect(linkOf(entry("user.role"))).toBe("/admin/users/2");
  expect(linkOf(entry("room.deleted", { target: { kind: "room", id: 3, name: "Ops" } }))).toBeUndefined();
  expect(linkOf(entry("token.made", { target: { kind: "token", id: 3, name: "CI" } }))).toBeUndefined();
});
