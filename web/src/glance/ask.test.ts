import { afterEach, expect, test, vi } from "vitest";
import { ask } from "./ask";

afterEach(() => {
  vi.unstubAllGlobals();
});

function answer(body: string, status = 200) {
  const fetched = vi.fn(async (_url: string, _init: RequestInit) => new Response(body, { status }));
  vi.stubGlobal("fetch", fetched);
  return fetched;
}

const url = "https://bot.test/glance?signed_request=x";

test("an add-on is asked without credentials, and for no more than an answer", async () => {
  const fetched = answer('{"label":{"type":"html","value":"hi"}}');
  expect(await ask(url)).toEqual({ label: "hi", status: undefined, metadata: {} });
  expect(fetched.mock.calls[0]?.[0]).toBe(url);
  expect(fetched.mock.calls[0]?.[1]).toMatchObject({ credentials: "omit", referrerPolicy: "no-referrer" });
  expect(Object.keys(fetched.mock.calls[0]?.[1].headers ?? {})).toEqual(["Accept"]);
});

test.each([
  ["a status", "{}", 503, "answered 503"],
  ["no JSON", "<html>", 200, "not JSON"],
  ["nothing", "", 200, "not JSON"],
  ["something else", "{}", 200, "not what a glance shows"],
  ["a megabyte and more", `"${"x".repeat(1 << 20)}"`, 200, "longer than 1 MB"],
])("%s is told", async (_, body, status, want) => {
  answer(body, status);
  await expect(ask(url)).rejects.toThrow(want);
});

test("what the page's policy refused is there after a reload", async () => {
  const fetched = vi.fn(async () => {
    setTimeout(() =>
      document.dispatchEvent(Object.assign(new Event("securitypolicyviolation"), { blockedURI: url })),
    );
    throw new TypeError("Failed to fetch");
  });
  vi.stubGlobal("fetch", fetched);
  await expect(ask(url)).rejects.toThrow("reload the page");
});

test("an add-on that cannot be reached is told as that, and so is silence", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  await expect(ask(url)).rejects.toThrow("CORS");
  vi.stubGlobal("fetch", () => Promise.reject(new DOMException("", "TimeoutError")));
  await expect(ask(url)).rejects.toThrow("within 10 seconds");
});
