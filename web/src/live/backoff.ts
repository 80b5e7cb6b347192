const firstMs = 500;
const longestMs = 30_000;

/** backoff gives how long to wait before the given attempt (from 0), in milliseconds: doubling, half of it random. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(longestMs, firstMs * 2 ** Math.min(attempt, 16));
  return Math.round(full / 2 + (full / 2) * random());
}
