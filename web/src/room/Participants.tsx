import type { RoomDetails, User } from "../api/types";
import { GlanceList } from "../glance/GlanceList";
import { useWorkspace } from "../state/workspace";
import { Avatar, PresenceDot } from "../ui/Avatar";

/** Lists stop here. */
const most = 500;

/**
 * Participants is the right column: who is in the room now and, in a private room, who else is a member; below, glances.
 * It has its place before it is known who they are, so that what is said stays where it is.
 */
export function Participants({ room }: { room: RoomDetails | undefined }) {
  return (
    <aside class="participants" aria-label="People in this room" aria-busy={!room}>
      {room && (
        <>
          <PeopleHere room={room} />
          <GlanceList room={room} />
        </>
      )}
    </aside>
  );
}

/** PeopleHere lists who is in the room now and, in a private room, who else is a member. */
export function PeopleHere({ room }: { room: RoomDetails }) {
  const here = new Set(room.participants.map((u) => u.id));
  const others = room.privacy === "private" ? room.members.filter((u) => !here.has(u.id)) : [];
  return (
    <>
      <List title={`In the room · ${room.participants.length}`} users={room.participants} />
      {others.length > 0 && <List title={`Members · ${others.length}`} users={others} />}
    </>
  );
}

function List({ title, users }: { title: string; users: User[] }) {
  const { people, me } = useWorkspace();
  const sorted = [...users].sort((a, b) => a.name.localeCompare(b.name)).slice(0, most);
  return (
    <section>
      <h2 class="side-title">{title}</h2>
      <ul>
        {sorted.map((u) => (
          <li key={u.id}>
            <Person user={u} self={u.id === me.id}>
              <Avatar name={u.name} photo={people.photo(u.id)} />
              <span class="side-name" dir="auto">
                {u.name}
                {u.id === me.id && <span class="quiet"> (you)</span>}
              </span>
              <PresenceDot presence={people.presence(u.id)} status={people.users.value.get(u.id)?.status} />
            </Person>
          </li>
        ))}
      </ul>
      {users.length > most && <p class="side-empty">and {users.length - most} more</p>}
    </section>
  );
}

function Person({ user, self, children }: { user: User; self: boolean; children: preact.ComponentChildren }) {
  if (self) return <span class="side-link">{children}</span>;
  return (
    <a
      class="side-link"
      href={`/chat/user/${user.id}`}
      title={`Chat with ${user.name} (@${user.mention_name})`}
    >
      {children}
    </a>
  );
}
