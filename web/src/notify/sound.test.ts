import { afterEach, expect, test, vi } from "vitest";
import { chime } from "./sound";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A browser's sounds, silent until the page has been touched. */
class Silent {
  static tones = 0;
  static touch = () => {};
  static readonly touched = new Promise<void>((done) => {
    Silent.touch = done;
  });
  currentTime = 0;
  destination = {};
  resume = () => Silent.touched;
  createGain = () => ({
    gain: { setValueAtTime() {}, exponentialRampToValueAtTime() {} },
    connect: (to: unknown) => to,
  });
  createOscillator = () => ({
    frequency: { value: 0 },
    connect: (to: unknown) => to,
    start: () => void Silent.tones++,
    stop: () => {},
  });
}

test("what could not sound in its time does not sound later, all at once", async () => {
  vi.useFakeTimers();
  vi.stubGlobal("AudioContext", Silent);
  const missed = [chime()];
  for (let n = 0; n < 4; n++) {
    vi.advanceTimersByTime(3_000);
    missed.push(chime());
  }
  vi.advanceTimersByTime(3_000);
  Silent.touch();
  await Promise.all(missed);
  expect(Silent.tones).toBe(0);
  await chime();
  expect(Silent.tones).toBe(2);
});
