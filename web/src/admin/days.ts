/** The settings that say for how many days something is kept; 0 is for ever. */
export type DayField = "room_days" | "direct_days" | "audit_days";

/** Keeping is how long a room is kept: as the group says, for ever, or for a number of days of its own. */
export type Keeping = "group" | "ever" | "days";

/** keepingOf reads it from a room's own number of days, which is null where the group's counts. */
export function keepingOf(days: number | null): Keeping {
  if (days === null) return "group";
  return days === 0 ? "ever" : "days";
}

/** daysText is how a number of days stands in a field. */
export function daysText(days: number): string {
  return days === 0 ? "" : String(days);
}

/** shorter tells whether things are to be kept for less long than they are. */
export function shorter(now: number, then: number): boolean {
  return then !== 0 && (now === 0 || then < now);
}

const numbers = new Intl.NumberFormat();

/** goingText asks whether so many lines may go. */
export function goingText(events: number): string {
  return `About ${numbers.format(events)} messages and other lines are older than that. They will be deleted within the hour, with their files, and cannot be brought back.`;
}
