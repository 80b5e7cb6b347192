import { expect, test } from "vitest";
import { chatPath, withOwnView } from "./chatlink";

const own = { host: "chat.test:8443", hostname: "chat.test" };

test.each<[string, string | undefined]>([
  ["hipchat://www.hipchat.com/room/7", "/chat/room/7"],
  ["hipchat://chat.test:8443/room/Dev%20Ops?target=berth", "/chat/room/Dev%20Ops?target=berth"],
  ["HipChat://Chat.test/user/@ada", "/chat/user/@ada"],
  ["hipchat://other.test/room/7", undefined],
  ["hipchat://chat.test/admin/7", undefined],
  ["hipchat://chat.test/room/7/8", undefined],
  ["hipchat://chat.test/room/7?target=a&x=1", undefined],
  ["https://chat.test/room/7", undefined],
])("%s leads to %s", (href, path) => {
  expect(chatPath(href, own)).toBe(path);
});

test.each<[string, string | undefined, string]>([
  ["/chat/room/7", "a.b", "/chat/room/7"],
  ["/chat/room/7?target=berth", "a.b", "/chat/room/7?target=a.b%3Aberth"],
  ["/chat/room/7?target=a.b:berth", "a.b", "/chat/room/7?target=a.b%3Aberth"],
  ["/chat/room/7?target=c.d:berth", "a.b", "/chat/room/7"],
  ["/chat/room/7?target=berth", undefined, "/chat/room/7"],
])("%s from %s opens %s", (path, addon, want) => {
  expect(withOwnView(path, addon)).toBe(want);
});
