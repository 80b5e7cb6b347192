import type { Event } from "../api/types";
import { useWorkspace } from "../state/workspace";
import type { Deeds } from "../timeline/deeds";
import { Icon } from "../ui/Icon";
import { actionsIn } from "./actions";

/** ActionTool opens the menu of what add-ons do with a message, in a room where they do something with some. */
export function ActionTool({ deeds, event }: { deeds: Deeds; event: Event }) {
  const { glances, conversations, me } = useWorkspace();
  const { here } = glances;
  const room = conversations.byId(event.conversation)?.room;
  const any = here.value && actionsIn(here.value.parts, "hipchat.message.action").length > 0;
  if (!any || me.guest || here.value?.room !== room?.id) return null;
  return (
    <button
      type="button"
      class="tool"
      aria-label="Add-ons’ actions"
      title="Add-ons’ actions"
      aria-haspopup="menu"
      onClick={(e) => {
        deeds.acting.value = { event, anchor: e.currentTarget };
      }}
    >
      <Icon name="more" />
    </button>
  );
}
