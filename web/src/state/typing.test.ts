import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Typing, typingLine } from "./typing";

const say = vi.fn<(conversation: number) => void>();
let typing: Typing;

beforeEach(() => {
  vi.useFakeTimers();
  say.mockClear();
  typing = new Typing(say);
});

afterEach(() => {
  vi.useRealTimers();
});

test("it is said at most every three seconds, and at once in another conversation or after sending", () => {
  for (let i = 0; i < 10; i++) {
    typing.write(7);
    vi.advanceTimersByTime(500);
  }
  expect(say).toHaveBeenCalledTimes(2);
  typing.write(8);
  expect(say).toHaveBeenLastCalledWith(8);
  typing.sent();
  typing.write(8);
  expect(say).toHaveBeenCalledTimes(4);
});

test("who writes is shown for six seconds after the last word, or until they have said it", () => {
  typing.hear(7, 2);
  vi.advanceTimersByTime(5000);
  typing.hear(7, 2);
  typing.hear(7, 3);
  typing.hear(8, 4);
  vi.advanceTimersByTime(5000);
  expect(typing.in(7)).toEqual([2, 3]);
  typing.stop(7, 2);
  expect(typing.in(7)).toEqual([3]);
  vi.advanceTimersByTime(1000);
  expect(typing.in(7)).toEqual([]);
  expect(typing.in(8)).toEqual([]);
});

test.each([
  [[], ""],
  [["Grace"], "Grace is typing…"],
  [["Grace", "Linus"], "Grace and Linus are typing…"],
  [["Grace", "Linus", "Zoë"], "Grace, Linus and others are typing…"],
])("%j", (names, line) => {
  expect(typingLine(names)).toBe(line);
});
