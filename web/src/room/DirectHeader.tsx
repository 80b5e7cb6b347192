import { useEffect, useState } from "preact/hooks";
import type { User } from "../api/types";
import { presenceWord } from "../state/people";
import { useWorkspace } from "../state/workspace";
import { timeThere } from "../text/time";
import { Avatar, PresenceDot } from "../ui/Avatar";
import { Icon } from "../ui/Icon";

/** DirectHeader says whom one is talking with: name, title, presence and their time of day. */
export function DirectHeader({ user: known }: { user: User | null }) {
  const { people } = useWorkspace();
  const there = useMinutes();
  if (!known) return null;
  const user = people.users.value.get(known.id) ?? known;
  const presence = people.presence(user.id);
  const time = timeThere(user.timezone, there);
  const notes = [user.title, presenceWord(presence), user.status, time && `${time} there`].filter(Boolean);
  return (
    <header class="room-head">
      <a class="button-icon phone-only" href="/chat" aria-label="Back to conversations">
        <Icon name="back" />
      </a>
      <Avatar name={user.name} photo={user.photo} />
      <div class="room-title">
        <h1 dir="auto">
          <span class="room-name">{user.name}</span>
          <PresenceDot presence={presence} />
        </h1>
        <p class="topic" dir="auto" title={notes.join(" · ")}>
          {notes.join(" · ")}
        </p>
      </div>
    </header>
  );
}

/** useMinutes is the time now, again with every minute. */
function useMinutes(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const next = setTimeout(() => setNow(new Date()), 60_000 - (Date.now() % 60_000));
    return () => clearTimeout(next);
  }, [now]);
  return now;
}
