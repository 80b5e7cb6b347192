/** lasted says how much time is between two moments, in its two largest units. */
export function lasted(from: string, to: string): string {
  const minutes = Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / 60_000));
  const parts = [
    [Math.floor(minutes / (24 * 60)), "day"],
    [Math.floor(minutes / 60) % 24, "hour"],
    [minutes % 60, "minute"],
  ] as const;
  const first = parts.findIndex(([n]) => n > 0);
  if (first < 0) return "less than a minute";
  return parts
    .slice(first, first + 2)
    .filter(([n]) => n > 0)
    .map(([n, unit]) => `${n} ${unit}${n === 1 ? "" : "s"}`)
    .join(", ");
}

/** ago says how long before now something was, to the second while that is little. */
export function ago(then: string, now: string): string {
  const seconds = Math.max(0, Math.floor((Date.parse(now) - Date.parse(then)) / 1000));
  if (seconds < 5) return "just now";
  if (seconds < 60) return `${seconds} seconds ago`;
  return `${lasted(then, now)} ago`;
}
