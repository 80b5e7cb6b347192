import type { Conversation } from "../api/types";
import { useWorkspace } from "../state/workspace";
import { Icon } from "../ui/Icon";

/** StarButton puts a conversation first in the left column, or back among the others. */
export function StarButton({ conversation }: { conversation: Conversation }) {
  const { stars } = useWorkspace();
  const on = stars.has(conversation.id);
  return (
    <button
      type="button"
      class={`button-icon ${on ? "starred" : ""}`}
      aria-label="Star"
      title={on ? "Starred: it stands first in your list" : "Put it first in your list"}
      aria-pressed={on}
      onClick={() => void stars.toggle(conversation.id).catch(() => {})}
    >
      <Icon name="star" />
    </button>
  );
}
