import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import { countCap } from "../state/tally";
import { Icon } from "../ui/Icon";
import type { Timeline } from "./timeline";

interface Props {
  timeline: Timeline;
  box: RefObject<HTMLElement | null>;
  onRead: () => void;
}

/** UnreadBar leads to the first new message while that stands further up than what is on the screen. */
export function UnreadBar({ timeline, box, onRead }: Props) {
  const after = timeline.unreadAfter.value;
  const count = timeline.unreadCount.value;
  const events = timeline.events.value;
  const [above, setAbove] = useState(false);
  useEffect(() => {
    const el = box.current;
    if (!el || after === null || count === 0 || events.length === 0) {
      setAbove(false);
      return;
    }
    const look = () => {
      const divider = el.querySelector('[data-key="unread"]');
      const up = divider
        ? divider.getBoundingClientRect().bottom < el.getBoundingClientRect().top
        : after + 1 < (events[0]?.seq ?? 0);
      setAbove(up);
      // Whoever has seen where the new messages begin needs the bar no more.
      if (divider && !up) timeline.unreadCount.value = 0;
    };
    look();
    el.addEventListener("scroll", look, { passive: true });
    return () => el.removeEventListener("scroll", look);
  }, [after, count, events]);
  if (!above || after === null) return null;
  return (
    <div class="bar" role="status">
      <button type="button" class="bar-main" onClick={() => void timeline.around(after + 1)}>
        <Icon name="up" />
        {count >= countCap ? "99+" : count} new {count === 1 ? "message" : "messages"}
        <span class="visually-hidden">. Jump to the first</span>
      </button>
      <button
        type="button"
        class="bar-side"
        onClick={() => {
          timeline.unreadAfter.value = null;
          onRead();
        }}
      >
        Mark as read
      </button>
    </div>
  );
}

/** Lost says that a link led nowhere. */
export function Lost({ timeline }: { timeline: Timeline }) {
  if (timeline.lost.value === null) return null;
  return (
    <div class="bar bar-plain" role="alert">
      <span class="bar-main">The message that the link leads to is not here. It may have been deleted.</span>
      <button type="button" class="bar-side" onClick={() => (timeline.lost.value = null)}>
        Dismiss
      </button>
    </div>
  );
}
