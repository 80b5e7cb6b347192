import type { User } from "../api/types";
import { presenceWord } from "../state/people";
import { useWorkspace } from "../state/workspace";
import { Avatar, PresenceDot } from "../ui/Avatar";
import { Icon } from "../ui/Icon";

/** DirectHeader says whom one is talking with: name, title, presence and their time of day. */
export function DirectHeader({ user }: { user: User | null }) {
  const { people } = useWorkspace();
  if (!user) return null;
  const presence = people.presence(user.id);
  const notes = [user.title, presenceWord(presence), localTime(user.timezone)].filter(Boolean);
  return (
    <header class="room-head">
      <a class="button-icon phone-only" href="/chat" aria-label="Back to conversations">
        <Icon name="back" />
      </a>
      <Avatar name={user.name} />
      <div class="room-title">
        <h1 dir="auto">
          <span class="room-name">{user.name}</span>
          <PresenceDot presence={presence} />
        </h1>
        <p class="topic" dir="auto">
          {notes.join(" · ")}
        </p>
      </div>
    </header>
  );
}

function localTime(timezone: string): string {
  try {
    const format = new Intl.DateTimeFormat(undefined, {
      hour: "numeric",
      minute: "2-digit",
      timeZone: timezone,
    });
    return `${format.format(new Date())} there`;
  } catch {
    return ""; // a zone that this browser does not know
  }
}
