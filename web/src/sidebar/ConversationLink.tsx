import type { Conversation } from "../api/types";
import { nameOf, pathOf } from "../state/conversations";
import { countCap } from "../state/tally";
import { useWorkspace } from "../state/workspace";
import { PresenceDot } from "../ui/Avatar";
import { Icon } from "../ui/Icon";

interface Props {
  conversation: Conversation;
  current: boolean;
}

/** ConversationLink is a line of the left column, with what is unread. */
export function ConversationLink({ conversation: c, current }: Props) {
  const workspace = useWorkspace();
  const name = nameOf(c);
  const muted = workspace.settings.level(c.id) === "quiet";
  return (
    <li class="side-item">
      <a
        class={`side-link ${c.unread > 0 ? "side-unread" : ""} ${muted ? "side-muted" : ""}`}
        href={pathOf(c)}
        title={name}
        aria-current={current ? "page" : undefined}
      >
        {c.room ? (
          <Icon name={c.room.privacy === "private" ? "lock" : "hash"} />
        ) : (
          <PresenceDot
            presence={workspace.people.presence(c.user?.id ?? 0)}
            status={workspace.people.users.value.get(c.user?.id ?? 0)?.status}
          />
        )}
        <span class="side-name" dir="auto">
          {name}
        </span>
        {!current && workspace.writing.drafts.of(c.id) !== "" && (
          <span class="side-draft" title="You have a draft here">
            <Icon name="edit" />
            <span class="visually-hidden">draft</span>
          </span>
        )}
        {workspace.threads.in(c.id) > 0 && (
          <span
            class="thread-mark"
            role="img"
            aria-label="new replies in a thread"
            title="New replies in a thread"
          >
            <Icon name="thread" />
          </span>
        )}
        <Count conversation={c} />
      </a>
      {c.kind === "direct" && (
        <button
          type="button"
          class="side-close"
          aria-label={`Close the chat with ${name}`}
          onClick={() => void workspace.lists.close(c).catch(() => {})}
        >
          <Icon name="close" />
        </button>
      )}
    </li>
  );
}

/** Count is the number of unread messages; mentions, and all that is said in private, stand out. */
function Count({ conversation: c }: { conversation: Conversation }) {
  const personal = c.kind === "direct" ? c.unread : c.mentions;
  if (c.unread === 0) return null;
  const shown = personal > 0 ? personal : c.unread;
  const label =
    personal > 0 && c.kind === "room"
      ? `${c.unread} unread, ${personal} mentioning you`
      : `${c.unread} unread`;
  return (
    <span class={personal > 0 ? "count count-mention" : "count"}>
      <span aria-hidden="true">
        {personal > 0 && c.kind === "room" ? "@" : ""}
        {shown >= countCap ? "99+" : shown}
      </span>
      <span class="visually-hidden">{label}</span>
    </span>
  );
}
