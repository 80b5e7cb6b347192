import type { User } from "../api/types";
import { useWorkspace } from "../state/workspace";
import { Avatar, PresenceDot } from "../ui/Avatar";
import { More, usePortion } from "../ui/portion";

/** LobbyPeople lists the people who were looked for, to chat with. */
export function LobbyPeople({ users, word }: { users: User[]; word: string }) {
  const { shown, left, more } = usePortion(users, word);
  const { people, me } = useWorkspace();
  return (
    <section aria-labelledby="lobby-people">
      <h2 id="lobby-people" class="list-title">
        People
      </h2>
      <ul class="list">
        {shown.map((u) => (
          <li key={u.id} class="list-item">
            <Avatar name={u.name} photo={u.photo} />
            <div class="list-main">
              <p class="list-name" dir="auto">
                {u.name} <PresenceDot presence={people.presence(u.id)} status={u.status} />
              </p>
              <p class="list-note" dir="auto">
                @{u.mention_name}
                {u.title && ` · ${u.title}`}
                {u.id === me.id && " · you"}
              </p>
            </div>
            {u.id !== me.id && (
              <a class="button" href={`/chat/user/${u.id}`} aria-label={`Chat with ${u.name}`}>
                Chat
              </a>
            )}
          </li>
        ))}
      </ul>
      <More of="people" left={left} onClick={more} />
    </section>
  );
}
