import type { Event } from "../api/types";
import { useWorkspace } from "../state/workspace";
import type { Deeds } from "../timeline/deeds";
import { Icon } from "../ui/Icon";

/** TemplateTool leads whoever administers the room from JSON that nobody knows to a template for it. */
export function TemplateTool({ deeds, event }: { deeds: Deeds; event: Event }) {
  const room = useWorkspace().conversations.byId(event.conversation)?.room;
  const card = event.card as { id?: unknown } | undefined;
  if (!room || event.token_id === undefined || card?.id !== "json" || !deeds.admin()) return null;
  const name = "Make a template from this";
  return (
    <a
      class="tool"
      href={`/rooms/tokens/${room.id}/template/${event.token_id}?from=json`}
      aria-label={name}
      title={name}
    >
      <Icon name="code" />
    </a>
  );
}
