import { expect, test } from "vitest";
import { keyFrom, listed } from "./sourceapi";

test("lists are typed with commas, spaces or lines between", () => {
  expect(listed(" example.org, example.net\nexample.com ,")).toEqual([
    "example.org",
    "example.net",
    "example.com",
  ]);
  expect(listed(" ")).toEqual([]);
});

test("a key is made of a name and fits into an address", () => {
  for (const [name, key] of [
    ["Corp SSO", "corp-sso"],
    ["  Überfirma (Köln) ", "uberfirma-koln"],
    ["登录", ""],
    ["a".repeat(60), "a".repeat(40)],
  ] as const)
    expect(keyFrom(name)).toBe(key);
});
