import type { Event } from "../api/types";
import { useWorkspace } from "../state/workspace";
import { MessageRow } from "./MessageRow";
import { NotificationRow } from "./NotificationRow";

/** SaidRow is a message or a notification by itself, outside of the conversation's own lines. */
export function SaidRow({ event }: { event: Event }) {
  const self = useWorkspace().me.id;
  if (event.kind === "notification") {
    return (
      <NotificationRow event={event} continued={false} parent={undefined} self={self} reveal={() => {}} />
    );
  }
  return <MessageRow event={event} continued={false} self={self} />;
}
