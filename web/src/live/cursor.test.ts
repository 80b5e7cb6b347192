import { expect, test } from "vitest";
import { event } from "../test/fakes";
import { Cursor } from "./cursor";

/** A small generator with a seed, so that a failure can be repeated. */
function numbers(seed: number): () => number {
  let s = seed;
  return () => {
    s = (s * 1664525 + 1013904223) >>> 0;
    return s / 2 ** 32;
  };
}

test("whatever the order and the repeats, each event is due once and in order", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = numbers(seed);
    const seqs = Array.from({ length: 40 }, (_, i) => i + 6);
    const sent = [...seqs, ...seqs.filter(() => random() < 0.5)].sort(() => random() - 0.5);
    const cursor = new Cursor(5);
    const due = sent.flatMap((seq) => cursor.accept(event(seq))).map((e) => e.seq);
    expect(due, `seed ${seed}`).toEqual(seqs);
    expect(cursor.behind).toBe(false);
  }
});

test("a flood behind a gap is bounded, and the replay still completes", () => {
  const cursor = new Cursor(0);
  for (let seq = 2; seq <= 3000; seq++) expect(cursor.accept(event(seq))).toEqual([]);
  const due: number[] = [];
  for (let seq = 1; seq <= 3000; seq++) due.push(...cursor.accept(event(seq)).map((e) => e.seq));
  expect(due).toEqual(Array.from({ length: 3000 }, (_, i) => i + 1));
});
