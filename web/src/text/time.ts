import { computed, signal } from "@preact/signals";

/** Whether the reader wants hours up to 24; otherwise it is as their language has it. */
export const clock24 = signal(false);

const cycle = () => (clock24.value ? ({ hourCycle: "h23" } as const) : {});
const clock = computed(
  () => new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit", ...cycle() }),
);
const weekday = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const date = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: "numeric" });
const full = computed(
  () => new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium", ...cycle() }),
);
const short = computed(
  () => new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short", ...cycle() }),
);

/** clockTime gives hours and minutes of an RFC 3339 time in the reader's zone. */
export function clockTime(time: string): string {
  return clock.value.format(new Date(time));
}

/** fullTime gives the whole date and time, for a tooltip. */
export function fullTime(time: string): string {
  return full.value.format(new Date(time));
}

/** shortTime gives a date and time for a list. */
export function shortTime(time: string): string {
  return short.value.format(new Date(time));
}

/** dayKey is equal for two times of the same local day. */
export function dayKey(time: string): string {
  const d = new Date(time);
  return `${d.getFullYear()}-${d.getMonth() + 1}-${d.getDate()}`;
}

/** dayName names a day for the divider: Today, Yesterday, a weekday and date, or with the year when it is another. */
export function dayName(time: string, now: Date = new Date()): string {
  const key = dayKey(time);
  if (key === dayKey(now.toISOString())) return "Today";
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (key === dayKey(yesterday.toISOString())) return "Yesterday";
  const d = new Date(time);
  return (d.getFullYear() === now.getFullYear() ? weekday : date).format(d);
}

/** timeThere gives the time of day in another zone, or "" for one that this browser does not know. */
export function timeThere(timezone: string, now: Date = new Date()): string {
  try {
    const format = new Intl.DateTimeFormat(undefined, {
      hour: "numeric",
      minute: "2-digit",
      timeZone: timezone,
      ...cycle(),
    });
    return format.format(now);
  } catch {
    return "";
  }
}
