import type { User } from "../api/types";
import { presenceWord } from "../state/people";
import { useWorkspace } from "../state/workspace";
import { timeThere } from "../text/time";
import { Avatar, PresenceDot } from "../ui/Avatar";
import { Dialog } from "../ui/Dialog";
import { Fact } from "../ui/Fact";
import { useMinutes } from "../ui/useMinutes";

/** PersonLayer shows the person whose name the reader has chosen, over whatever is on the page. */
export function PersonLayer() {
  const { person, people } = useWorkspace();
  const user = person.value === undefined ? undefined : people.users.value.get(person.value);
  if (!user) return null;
  return <PersonCard user={user} onClose={() => (person.value = undefined)} />;
}

/** PersonCard says who somebody is, whether they are there, and leads to what the two have to say to each other. */
function PersonCard({ user, onClose }: { user: User; onClose: () => void }) {
  const { me, people } = useWorkspace();
  const now = useMinutes();
  const presence = people.presence(user.id);
  const time = timeThere(user.timezone, now);
  const search = new URLSearchParams({ q: `from:@${user.mention_name}` });
  return (
    <Dialog title={user.name} onClose={onClose}>
      <div class="photo photo-beside">
        <Avatar name={user.name} photo={user.photo} />
        <p>
          <bdi>@{user.mention_name}</bdi>
          <br />
          <PresenceDot presence={presence} /> {presenceWord(presence)}
          {user.status && (
            <>
              : <bdi>{user.status}</bdi>
            </>
          )}
        </p>
      </div>
      <dl class="facts">
        {user.title && <Fact name="Title">{user.title}</Fact>}
        {time && <Fact name="Time there">{time}</Fact>}
        {user.email && <Fact name="E-mail">{user.email}</Fact>}
      </dl>
      <div class="actions">
        <a class="button" href={`/chat/search?${search}`} onClick={onClose}>
          What they said
        </a>
        {user.id === me.id ? (
          <a class="button button-primary" href="/account" onClick={onClose}>
            Settings
          </a>
        ) : (
          <a class="button button-primary" href={`/chat/user/${user.id}`} onClick={onClose}>
            Chat
          </a>
        )}
      </div>
    </Dialog>
  );
}
