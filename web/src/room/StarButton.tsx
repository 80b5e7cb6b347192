import type { Conversation } from "../api/types";
import type { Stars } from "../state/stars";
import { useWorkspace } from "../state/workspace";
import { Icon } from "../ui/Icon";
import type { MenuItem } from "../ui/Menu";

/** starItem does in a menu what StarButton does. */
export function starItem(stars: Stars, conversation: number): MenuItem {
  return {
    key: "star",
    label: stars.has(conversation) ? "Remove the star" : "Star",
    icon: "star",
    onPick: () => void stars.toggle(conversation).catch(() => {}),
  };
}

/** StarButton puts a conversation first in the left column, or back among the others. */
export function StarButton({ conversation }: { conversation: Conversation }) {
  const { stars } = useWorkspace();
  const on = stars.has(conversation.id);
  return (
    <button
      type="button"
      class={`button-icon wide-only ${on ? "starred" : ""}`}
      aria-label="Star"
      title={on ? "Starred: it stands first in your list" : "Put it first in your list"}
      aria-pressed={on}
      onClick={() => void stars.toggle(conversation.id).catch(() => {})}
    >
      <Icon name="star" />
    </button>
  );
}
