import { useEffect } from "preact/hooks";
import type { Conversation } from "../api/types";
import { useWorkspace } from "../state/workspace";
import type { Timeline } from "./timeline";

/** useUnread shows what was unread of a conversation when it was opened, until the reader leaves it. */
export function useUnread(timeline: Timeline, c: Conversation | undefined): void {
  const { marks } = useWorkspace();
  useEffect(() => {
    timeline.unreadAfter.value = c && c.unread > 0 ? c.read_seq : null;
    timeline.unreadCount.value = c?.unread ?? 0;
    if (c) marks.release(c.id);
    return () => {
      timeline.unreadAfter.value = null;
      timeline.lost.value = null;
      if (c) marks.release(c.id);
    };
  }, [timeline]);
}
