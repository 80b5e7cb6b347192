import { useState } from "preact/hooks";
import { CreateRoom } from "../lobby/CreateRoom";
import { route } from "../router";
import { nameOf } from "../state/conversations";
import { useWorkspace } from "../state/workspace";
import { Icon } from "../ui/Icon";
import { ConversationLink } from "./ConversationLink";
import { OwnMenu } from "./OwnMenu";
import { Switcher } from "./Switcher";
import { useShortcuts } from "./useShortcuts";

/** Sidebar is the left column: what is going on, at one glance. */
export function Sidebar() {
  const { boot, conversations } = useWorkspace();
  const [creating, setCreating] = useState(false);
  const [switching, setSwitching] = useState(false);
  useShortcuts(() => setSwitching(true));
  const rooms = conversations.rooms.value;
  const directs = conversations.directs.value;
  const at = route.value;
  return (
    <>
      <nav class="sidebar" aria-label="Conversations">
        <header class="sidebar-head">
          <a href="/chat" class="group-name" dir="auto" title={boot.group.name}>
            {boot.group.name}
          </a>
          <button
            type="button"
            class="button-icon"
            aria-label="Go to a room or person (Ctrl+K)"
            onClick={() => setSwitching(true)}
          >
            <Icon name="search" />
          </button>
        </header>
        <div class="sidebar-lists">
          <a class="side-link" href="/chat/lobby" aria-current={at.page === "lobby" ? "page" : undefined}>
            <Icon name="lobby" />
            <span class="side-name">Lobby</span>
          </a>
          <section aria-labelledby="side-rooms">
            <div class="side-title">
              <h2 id="side-rooms">Rooms</h2>
              <button
                type="button"
                class="button-icon"
                aria-label="Create a room"
                onClick={() => setCreating(true)}
              >
                <Icon name="plus" />
              </button>
            </div>
            {rooms.length === 0 && <p class="side-empty">None yet. Join one in the lobby.</p>}
            <ul>
              {rooms.map((c) => (
                <li key={c.id}>
                  <ConversationLink conversation={c} current={at.page === "room" && at.id === c.room?.id} />
                </li>
              ))}
            </ul>
          </section>
          {directs.length > 0 && (
            <section aria-labelledby="side-people">
              <div class="side-title">
                <h2 id="side-people">People</h2>
              </div>
              <ul>
                {directs.map((c) => (
                  <li key={c.id} title={nameOf(c)}>
                    <ConversationLink conversation={c} current={at.page === "user" && at.id === c.user?.id} />
                  </li>
                ))}
              </ul>
            </section>
          )}
        </div>
        <OwnMenu />
      </nav>
      {/* On a phone the column is hidden while a conversation is shown; the keys for the switcher work there as well. */}
      {creating && <CreateRoom onClose={() => setCreating(false)} />}
      {switching && <Switcher onClose={() => setSwitching(false)} />}
    </>
  );
}
