import { afterEach, expect, it, vi } from "vitest";
import { ApiError } from "./errors";
import { again, type Kept } from "./request";

const answers = (...list: Response[]) => {
  const fetch = vi.fn(async (_path: string, _init: RequestInit) => list.shift() as Response);
  vi.stubGlobal("fetch", fetch);
  return (n: number) =>
    (fetch.mock.calls[n]?.[1].headers as Record<string, string> | undefined)?.["If-None-Match"];
};

const json = (value: unknown, tag: string) =>
  new Response(JSON.stringify(value), { headers: tag ? { ETag: tag } : {} });

afterEach(() => vi.unstubAllGlobals());

it("asks whether a list is as it was, and takes what it has when it is", async () => {
  const asked = answers(
    json({ items: [1] }, 'W/"a"'),
    new Response(null, { status: 304 }),
    json({ items: [2] }, 'W/"b"'),
  );
  const kept = new Map<string, Kept>();
  const first = await again("/api/users", kept);
  expect(await again("/api/users", kept)).toBe(first);
  expect(await again("/api/users", kept)).toEqual({ items: [2] });
  expect([0, 1, 2].map(asked)).toEqual([undefined, 'W/"a"', 'W/"a"']);
  expect(kept.get("/api/users")?.tag).toBe('W/"b"');
});

it("keeps nothing of an error, nor of what has no name", async () => {
  answers(
    new Response('{"error":{"message":"no"}}', { status: 403, headers: { ETag: 'W/"x"' } }),
    json({ items: [] }, ""),
  );
  const kept = new Map<string, Kept>();
  await expect(again("/api/rooms", kept)).rejects.toBeInstanceOf(ApiError);
  await again("/api/rooms", kept);
  expect(kept.size).toBe(0);
});
