import { useComputed } from "@preact/signals";
import type { Event } from "../api/types";
import { useWorkspace } from "../state/workspace";
import { fullTime, shortTime } from "../text/time";
import { ThreadLine } from "../thread/ThreadLine";
import { Icon } from "../ui/Icon";
import { useDeeds } from "./deeds";
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

/** RowFoot is what has become of a line: whether it is pinned or saved, reactions, its thread. */
export function RowFoot({ event }: { event: Event }) {
  return (
    <>
      {event.pinned && <Pinned by={event.pinned.by} />}
      <Kept event={event} />
      <Reactions event={event} />
      <ThreadLine event={event} />
    </>
  );
}

/** Kept says that the reader has saved the message for later, where they can change that. */
function Kept({ event }: { event: Event }) {
  const deeds = useDeeds();
  const { saved } = useWorkspace();
  const kept = useComputed(() => saved.has(event.id));
  const { remind } = saved.reminder(event.id);
  if (!deeds || event.deleted || !kept.value) return null;
  return (
    <p class="pinned kept">
      <Icon name={remind ? "clock" : "bookmark"} />
      {remind ? `Reminder, ${shortTime(remind)}` : "Saved for later"}
    </p>
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
