import { useRef } from "preact/hooks";
import { HelpSheet } from "../keys/HelpSheet";
import { type Sheet, useShortcuts } from "../keys/useShortcuts";
import { CreateRoom } from "../lobby/CreateRoom";
import { route } from "../router";
import { useWorkspace } from "../state/workspace";
import { Switcher } from "../switcher/Switcher";
import { Icon } from "../ui/Icon";
import { MoreUnread } from "./MoreUnread";
import { OwnMenu } from "./OwnMenu";
import { SavedLink } from "./SavedLink";
import { ScheduledLink } from "./ScheduledLink";
import { Section } from "./Section";

/** Sidebar is the left column: what is going on, at one glance. */
export function Sidebar() {
  const { boot, conversations, stars, asked, may } = useWorkspace();
  const sheet = asked.value;
  const setSheet = (s: Sheet | undefined) => {
    asked.value = s;
  };
  const box = useRef<HTMLDivElement>(null);
  useShortcuts(setSheet);
  const close = () => setSheet(undefined);
  const at = route.value;
  const current =
    at.page === "room"
      ? conversations.byRoom(at.id)?.id
      : at.page === "user"
        ? conversations.byUser(at.id)?.id
        : undefined;
  const starred = stars.list.value;
  const directs = stars.directs.value;
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
            onClick={() => setSheet("switcher")}
          >
            <Icon name="jump" />
          </button>
        </header>
        <div class="sidebar-frame">
          <div class="sidebar-lists" ref={box}>
            <a class="side-link" href="/chat/search" aria-current={at.page === "search" ? "page" : undefined}>
              <Icon name="search" />
              <span class="side-name">Search</span>
            </a>
            <a class="side-link" href="/chat/lobby" aria-current={at.page === "lobby" ? "page" : undefined}>
              <Icon name="lobby" />
              <span class="side-name">Lobby</span>
            </a>
            <SavedLink current={at.page === "saved"} />
            <ScheduledLink current={at.page === "scheduled"} />
            {boot.dev && (
              <a class="side-link" href="/dev" aria-current={at.page === "dev" ? "page" : undefined}>
                <Icon name="code" />
                <span class="side-name">Inspector</span>
              </a>
            )}
            {starred.length > 0 && (
              <Section name="starred" title="Starred" list={starred} current={current} />
            )}
            <Section
              name="rooms"
              title="Rooms"
              list={stars.rooms.value}
              current={current}
              {...(conversations.rooms.value.length === 0 && { empty: "None yet. Join one in the lobby." })}
            >
              {may.value.create_rooms && (
                <button
                  type="button"
                  class="button-icon"
                  aria-label="Create a room"
                  onClick={() => setSheet("create")}
                >
                  <Icon name="plus" />
                </button>
              )}
            </Section>
            {directs.length > 0 && <Section name="people" title="People" list={directs} current={current} />}
          </div>
          <MoreUnread box={box} />
        </div>
        <OwnMenu />
      </nav>
      {/* On a phone the column is hidden while a conversation is shown; the keys work there as well. */}
      {sheet === "create" && <CreateRoom onClose={close} />}
      {sheet === "switcher" && <Switcher onClose={close} onHelp={() => setSheet("help")} />}
      {sheet === "help" && <HelpSheet onClose={close} />}
    </>
  );
}
