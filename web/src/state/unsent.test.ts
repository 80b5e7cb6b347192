import { expect, test } from "vitest";
import { Unsent } from "./unsent";

function storage(text?: string) {
  const kept = new Map<string, string>(text === undefined ? [] : [["unsent-1", text]]);
  return {
    kept,
    getItem: (k: string) => kept.get(k) ?? null,
    setItem: (k: string, v: string) => void kept.set(k, v),
    removeItem: (k: string) => void kept.delete(k),
  };
}
const message = (body: string, over = {}) => ({ clientId: body, body, time: "", ...over });

test("what has not got through is there after a reload, what has is not", () => {
  const s = storage();
  new Unsent(1, s).keep(7, [message("gone", { seq: 3 }), message("kept")]);
  const after = new Unsent(1, s);
  expect(after.conversations).toEqual([7]);
  expect(after.of(7)).toEqual([message("kept")]);
  expect(new Unsent(2, s).conversations).toEqual([]);
  after.keep(7, []);
  expect(s.kept.size).toBe(0);
});

test.each(["{", "[[1]]", '[["x",[{"clientId":"a","body":"b"}]]]', "[[7,[{}]]]", "null"])(
  "nonsense is nothing: %s",
  (text) => {
    expect(new Unsent(1, storage(text)).conversations).toEqual([]);
  },
);

test("too much is not kept, and nothing breaks", () => {
  const s = storage();
  const u = new Unsent(1, s);
  u.keep(7, [message("x".repeat(600_000))]);
  expect(s.kept.size).toBe(0);
  expect(u.of(7)).toHaveLength(1);
});
