import { expect, test } from "vitest";
import { keyFrom, lines, listed } from "./sourceapi";

test("lists are typed with commas, spaces or lines between", () => {
  expect(listed(" example.org, example.net\nexample.com ,")).toEqual([
    "example.org",
    "example.net",
    "example.com",
  ]);
  expect(listed(" ")).toEqual([]);
});

test("names of groups stand on lines of their own and may have spaces and commas", () => {
  expect(lines(" Chat Admins \n\ncn=staff,ou=groups\r\n")).toEqual(["Chat Admins", "cn=staff,ou=groups"]);
  expect(lines(" ")).toEqual([]);
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
