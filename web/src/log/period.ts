/** The periods that can be chosen by name, in hours. */
export const periods: Record<string, { name: string; hours: number }> = {
  "1h": { name: "The last hour", hours: 1 },
  "24h": { name: "The last day", hours: 24 },
  "7d": { name: "The last week", hours: 7 * 24 },
};

/** asked is what the server is asked for by a page's address: a period by name becomes a moment. */
export function asked(query: URLSearchParams, now: Date): URLSearchParams {
  const all = new URLSearchParams(query);
  const period = periods[all.get("within") ?? ""];
  all.delete("within");
  if (period) {
    all.delete("until");
    all.set("since", new Date(now.getTime() - period.hours * 3_600_000).toISOString());
  }
  return all;
}

/** localInput writes a time as a datetime-local input has it, to the minute. */
export function localInput(time: string): string {
  const d = new Date(time);
  if (Number.isNaN(d.getTime())) return "";
  const two = (n: number) => String(n).padStart(2, "0");
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}T${two(d.getHours())}:${two(d.getMinutes())}`;
}

/** fromLocalInput is the moment of a datetime-local input, or "" for none. */
export function fromLocalInput(value: string): string {
  const d = new Date(value);
  return value === "" || Number.isNaN(d.getTime()) ? "" : d.toISOString();
}
