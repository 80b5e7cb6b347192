import type { User } from "../api/types";
import { presenceWord } from "../state/people";
import { useWorkspace } from "../state/workspace";
import { timeThere } from "../text/time";
import { Avatar, PresenceDot } from "../ui/Avatar";
import { Icon } from "../ui/Icon";
import { useMinutes } from "../ui/useMinutes";
import { HeaderMenu } from "./HeaderMenu";
import { KeepButton } from "./KeepButton";
import { StarButton, starItem } from "./StarButton";

/** DirectHeader says whom one is talking with: name, title, presence and their time of day. */
export function DirectHeader({ user: known }: { user: User | null }) {
  const workspace = useWorkspace();
  const { people, conversations } = workspace;
  const there = useMinutes();
  if (!known) return null;
  const user = people.users.value.get(known.id) ?? known;
  const conversation = conversations.byUser(user.id);
  const presence = people.presence(user.id);
  const close = () => conversation && void workspace.lists.close(conversation).catch(() => {});
  const time = timeThere(user.timezone, there);
  const notes = [user.title, presenceWord(presence), user.status, time && `${time} there`].filter(Boolean);
  return (
    <header class="room-head">
      <a class="button-icon phone-only" href="/chat" aria-label="Back to conversations">
        <Icon name="back" />
      </a>
      <Avatar name={user.name} photo={user.photo} />
      <div class="room-title">
        <h1>
          <bdi class="room-name">{user.name}</bdi>
          <PresenceDot presence={presence} />
        </h1>
        <p class="topic" dir="auto" title={notes.join(" · ")}>
          {notes.join(" · ")}
        </p>
      </div>
      {conversation && <StarButton conversation={conversation} />}
      {conversation && <KeepButton conversation={conversation} />}
      {conversation && (
        <button
          type="button"
          class="button-icon touch-only wide-only"
          aria-label={`Close the chat with ${user.name}`}
          onClick={close}
        >
          <Icon name="close" />
        </button>
      )}
      {conversation && (
        <HeaderMenu
          items={[
            starItem(workspace.stars, conversation.id),
            { key: "close", label: "Close the chat", icon: "close", onPick: close },
          ]}
        />
      )}
    </header>
  );
}
