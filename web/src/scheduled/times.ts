import { clockTime } from "../text/time";

/** Preset is a usual time to put something off to. */
export interface Preset {
  name: string;
  /** What the clock shows then. */
  note: string;
  at: Date;
}

const morning = 9;
const evening = 17;

/** presets are the usual times from now on, the soonest first, in the reader's own zone. */
export function presets(now: Date): Preset[] {
  const preset = (name: string, at: Date): Preset => ({ name, note: clockTime(at.toISOString()), at });
  const list = [preset("In 30 minutes", new Date(now.getTime() + 30 * 60_000))];
  const today = day(now, 0, evening);
  // What is nearer than an hour is not later.
  if (today.getTime() - now.getTime() > 60 * 60_000) list.push(preset("Later today", today));
  list.push(preset("Tomorrow", day(now, 1, morning)));
  const toMonday = (8 - now.getDay()) % 7 || 7;
  if (toMonday > 1)
    list.push(preset(toMonday === 7 ? "Monday in a week" : "Monday", day(now, toMonday, morning)));
  return list;
}

/** day is an hour of a day that is so many days from now; the clock may be set in between. */
function day(now: Date, days: number, hour: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
}

/** fieldTime is a time as a field for date and time has it, in the reader's own zone. */
export function fieldTime(at: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** zone is the name of the zone that times are in. */
export function zone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone.replaceAll("_", " ");
}
