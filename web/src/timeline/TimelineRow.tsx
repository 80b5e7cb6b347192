import { useWorkspace } from "../state/workspace";
import { dayName } from "../text/time";
import { MessageRow, Time } from "./MessageRow";
import { NotificationRow } from "./NotificationRow";
import { PendingRow } from "./PendingRow";
import { presenceLine, type Row } from "./rows";
import type { Timeline } from "./timeline";

interface Props {
  row: Row;
  self: number;
  timeline: Timeline;
  /** Scrolls to the line with this key. */
  reveal: (key: string) => void;
}

/** TimelineRow draws one line of the timeline. */
export function TimelineRow({ row, self, timeline, reveal }: Props) {
  const { people } = useWorkspace();
  switch (row.kind) {
    case "day":
      return (
        <h3 class="divider">
          <button
            type="button"
            class="divider-day"
            title="Jump to a date"
            onClick={() => {
              timeline.dating.value = true;
            }}
          >
            {dayName(row.time)}
          </button>
        </h3>
      );
    case "unread":
      return (
        <p class="divider divider-unread">
          <span>New messages</span>
        </p>
      );
    case "message":
      return <MessageRow event={row.event} continued={row.continued} self={self} />;
    case "notification":
      return (
        <NotificationRow
          event={row.event}
          continued={row.continued}
          parent={row.parent}
          self={self}
          reveal={reveal}
        />
      );
    case "topic":
      if (row.event.kind === "guest_access") {
        return (
          <p class="row-quiet">
            {row.event.body} by <bdi>{people.sender(row.event)}</bdi> <Time time={row.event.time} />
          </p>
        );
      }
      return (
        <p class="row-quiet">
          <bdi>{people.sender(row.event)}</bdi> {row.event.body ? "set the topic: " : "cleared the topic"}
          {row.event.body && <q dir="auto">{row.event.body}</q>} <Time time={row.event.time} />
        </p>
      );
    case "presence":
      return <p class="row-quiet">{presenceLine(row.events, (e) => people.sender(e))}</p>;
    case "pending":
      return <PendingRow pending={row.pending} continued={row.continued} outbox={timeline.outbox} />;
  }
}
