import { expect, test } from "vitest";
import { trusted } from "./trusted";

test.each(["/sw.js", "/assets/tester-a1B_2.js"])("%s is a script of the page's", (url) => {
  expect(trusted(url)).toBe(url);
});

test.each([
  "https://evil.test/sw.js",
  "//evil.test/assets/a.js",
  "/files/1/2/k/a.js",
  "/assets/../files/a.js",
  "data:text/javascript,1",
])("%s is none", (url) => {
  expect(() => trusted(url)).toThrow(TypeError);
});
