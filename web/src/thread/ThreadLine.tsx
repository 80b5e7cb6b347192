import type { Event } from "../api/types";
import { useWorkspace } from "../state/workspace";
import { ago } from "../text/ago";
import { useDeeds } from "../timeline/deeds";
import { Avatar } from "../ui/Avatar";
import { Icon } from "../ui/Icon";
import { useMinutes } from "../ui/useMinutes";

/** ThreadLine stands under the first message of a thread and opens it. */
export function ThreadLine({ event }: { event: Event }) {
  const deeds = useDeeds();
  // A guest may know that there are some. Beside the thread itself its panel counts them.
  if ((!deeds || deeds.guest) && event.replies)
    return <p class="thread-count-only">{counted(event.replies.count)}</p>;
  const open = deeds?.openThread;
  if (!open) return null;
  if (event.thread) {
    return (
      <button type="button" class="reference" onClick={() => open(event)}>
        <Icon name="thread" />
        <span class="reference-words">said in a thread</span>
      </button>
    );
  }
  return event.replies ? <Summary event={event} replies={event.replies} open={open} /> : null;
}

function counted(count: number): string {
  return count === 1 ? "1 reply" : `${count} replies`;
}

interface SummaryProps {
  event: Event;
  replies: NonNullable<Event["replies"]>;
  open: (event: Event) => void;
}

function Summary({ event, replies, open }: SummaryProps) {
  const { people, threads } = useWorkspace();
  const now = useMinutes();
  const unread = threads.of(event.id);
  const { count, last, users } = replies;
  return (
    <button
      type="button"
      class={unread > 0 ? "thread-line thread-unread" : "thread-line"}
      onClick={() => open(event)}
    >
      <span class="thread-faces" aria-hidden="true">
        {users.slice(-3).map((id) => {
          const name = people.users.value.get(id)?.name ?? "?";
          return <Avatar key={id} name={name} photo={people.photo(id)} />;
        })}
      </span>
      <span class="thread-words">{counted(count)}</span>
      <span class="time">last {ago(last, now)}</span>
      {unread > 0 && <span class="count count-mention">{unread} new</span>}
    </button>
  );
}
