import type { Conversation } from "../api/types";
import { countCap, nameOf, pathOf } from "../state/conversations";
import { useWorkspace } from "../state/workspace";
import { PresenceDot } from "../ui/Avatar";
import { Icon } from "../ui/Icon";

/** ConversationLink is a line of the left column, with what is unread. */
export function ConversationLink({
  conversation: c,
  current,
}: {
  conversation: Conversation;
  current: boolean;
}) {
  const { people, settings } = useWorkspace();
  const muted = settings.level(c.id) === "quiet";
  return (
    <a
      class={`side-link ${c.unread > 0 ? "side-unread" : ""} ${muted ? "side-muted" : ""}`}
      href={pathOf(c)}
      aria-current={current ? "page" : undefined}
    >
      {c.room ? (
        <Icon name={c.room.privacy === "private" ? "lock" : "hash"} />
      ) : (
        <PresenceDot
          presence={people.presence(c.user?.id ?? 0)}
          status={people.users.value.get(c.user?.id ?? 0)?.status}
        />
      )}
      <span class="side-name" dir="auto">
        {nameOf(c)}
      </span>
      <Count conversation={c} />
    </a>
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
