/** The settings that say for how many days something is kept; 0 is for ever. */
export type DayField = "room_days" | "direct_days" | "audit_days";

/** daysText is how a number of days stands in a field. */
export function daysText(days: number): string {
  return days === 0 ? "" : String(days);
}

/** shorter tells whether things are to be kept for less long than they are. */
export function shorter(now: number, then: number): boolean {
  return then !== 0 && (now === 0 || then < now);
}
