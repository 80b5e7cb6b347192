import type { Conversation } from "../api/types";
import { useWorkspace } from "../state/workspace";
import { Icon } from "../ui/Icon";

/** KeepButton opens pins and threads beside the conversation, and says how many threads have new replies. */
export function KeepButton({ conversation }: { conversation: Conversation }) {
  const { side, threads } = useWorkspace();
  const unread = threads.in(conversation.id);
  const open = side.value?.conversation === conversation.id && side.value.thread === null;
  const news = unread === 1 ? "1 thread with new replies" : `${unread} threads with new replies`;
  return (
    <button
      type="button"
      class="button-icon keep-button"
      aria-label={unread > 0 ? `Pins and threads, ${news}` : "Pins and threads"}
      title="Pins and threads"
      aria-pressed={open}
      onClick={() => {
        side.value = open ? null : { conversation: conversation.id, thread: null };
      }}
    >
      <Icon name="pin" />
      {unread > 0 && (
        <span class="count count-mention" aria-hidden="true">
          {unread}
        </span>
      )}
    </button>
  );
}
