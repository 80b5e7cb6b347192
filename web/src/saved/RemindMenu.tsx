import type { Event } from "../api/types";
import { When } from "../scheduled/When";
import { useWorkspace } from "../state/workspace";
import { type Deeds, focusLine } from "../timeline/deeds";

interface Props {
  deeds: Deeds;
  event: Event;
  anchor: HTMLElement;
}

/** RemindMenu asks when the reader wants to be reminded of a message. */
export function RemindMenu({ deeds, event, anchor }: Props) {
  const { remind } = useWorkspace().saved.reminder(event.id);
  return (
    <When
      title="Remind me"
      verb="Remind me"
      anchor={anchor}
      {...(remind !== undefined && {
        cancel: { name: "Cancel the reminder", onPick: () => void deeds.remind(event, null) },
      })}
      onPick={(at) => void deeds.remind(event, at)}
      onClose={() => {
        deeds.reminding.value = null;
        if (!anchor.isConnected) focusLine(event.id);
      }}
    />
  );
}
