import type { Event } from "../api/types";
import { fullTime } from "../text/time";
import { Reactions } from "./Reactions";

/** Edited says that the words above are not the first ones, and when they were changed. */
export function Edited({ event }: { event: Event }) {
  if (!event.edited) return null;
  return (
    <span class="edited" title={fullTime(event.edited)}>
      (edited)
    </span>
  );
}

/** Deleted stands where a message has been. */
export function Deleted() {
  return <p class="text-deleted">Message deleted</p>;
}

/** RowFoot is what has become of a line: reactions. */
export function RowFoot({ event }: { event: Event }) {
  return <Reactions event={event} />;
}
