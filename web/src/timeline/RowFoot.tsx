import type { Event } from "../api/types";
import { useWorkspace } from "../state/workspace";
import { fullTime } from "../text/time";
import { ThreadLine } from "../thread/ThreadLine";
import { Icon } from "../ui/Icon";
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

/** RowFoot is what has become of a line: whether it is pinned, reactions, its thread. */
export function RowFoot({ event }: { event: Event }) {
  return (
    <>
      {event.pinned && <Pinned by={event.pinned.by} />}
      <Reactions event={event} />
      <ThreadLine event={event} />
    </>
  );
}

function Pinned({ by }: { by: number }) {
  const name = useWorkspace().people.users.value.get(by)?.name ?? "somebody";
  return (
    <p class="pinned">
      <Icon name="pin" />
      Pinned by {name}
    </p>
  );
}
