import { useEffect, useState } from "preact/hooks";
import type { Conversation } from "../api/types";
import { ConnectionBar } from "../ConnectionBar";
import { GlanceList } from "../glance/GlanceList";
import { route } from "../router";
import { SavedPage } from "../saved/later";
import { nameOf } from "../state/conversations";
import { useWorkspace } from "../state/workspace";
import { DeedsContext } from "../timeline/deeds";
import { TimelineView } from "../timeline/TimelineView";
import { useUnread } from "../timeline/useUnread";
import { Avatar, PresenceDot } from "../ui/Avatar";
import { Icon } from "../ui/Icon";
import { Empty } from "../ui/states";
import { ViewerLayer } from "../viewer/ViewerLayer";
import { GuestComposer } from "./GuestComposer";

/** GuestShell is all that a guest has: one room, and what they save in it. */
export function GuestShell() {
  const { conversations, feed } = useWorkspace();
  const room = conversations.rooms.value[0];
  const [text, setText] = useState(""); // while they look at what they saved, too
  useEffect(() => {
    const check = () => document.visibilityState === "visible" && feed.check();
    for (const name of ["online", "focus"] as const) addEventListener(name, check);
    return () => {
      for (const name of ["online", "focus"] as const) removeEventListener(name, check);
    };
  }, [feed]);
  return (
    <>
      <div class="shell shell-guest" data-view="main">
        <ConnectionBar />
        {!room ? (
          <Gone />
        ) : route.value.page === "saved" ? (
          <SavedPage />
        ) : (
          <GuestRoom key={room.id} conversation={room} text={text} onText={setText} />
        )}
      </div>
      <ViewerLayer />
    </>
  );
}

interface Props {
  conversation: Conversation;
  text: string;
  onText: (text: string) => void;
}

function GuestRoom({ conversation, text, onText }: Props) {
  const workspace = useWorkspace();
  const [timeline] = useState(() => workspace.timeline(conversation.id));
  const [deeds] = useState(() => workspace.deeds(conversation.id));
  const roomId = conversation.room?.id;
  const at = route.value;
  const link = at.page === "room" && at.id === roomId ? at.link : undefined;
  const live = workspace.feed.status.value.state === "live";
  useEffect(() => {
    // Only who is connected is in the room.
    if (roomId !== undefined && live) workspace.openRoom.open(roomId);
  }, [roomId, live]);
  useEffect(() => {
    if (roomId !== undefined) workspace.glances.open(roomId);
    return () => workspace.glances.close();
  }, [roomId]);
  useUnread(timeline, conversation);
  return (
    <main class="main" id="main" tabIndex={-1}>
      <header class="room-head">
        <div class="room-title">
          <h1>
            <bdi class="room-name">{nameOf(conversation)}</bdi>
          </h1>
          <p class="topic" dir="auto" title={conversation.room?.topic}>
            {conversation.room?.topic}
          </p>
        </div>
        <Saved />
        <button type="button" class="button" onClick={() => void workspace.signOut()}>
          Leave
        </button>
      </header>
      <div class="room">
        <DeedsContext.Provider value={deeds}>
          <div class="room-talk talk-column">
            <TimelineView conversation={conversation} timeline={timeline} link={link} />
            <GuestComposer name={nameOf(conversation)} timeline={timeline} text={text} onText={onText} />
          </div>
        </DeedsContext.Provider>
        <People />
      </div>
    </main>
  );
}

/** Saved leads to what the guest has saved for later, and counts what is left of it. */
function Saved() {
  const { count } = useWorkspace().saved;
  const name = count.value > 0 ? `Saved for later ${count.value} left` : "Saved for later";
  return (
    <a class="button-icon keep-button" href="/chat/saved" aria-label={name} title="Saved for later">
      <Icon name="bookmark" />
      {count.value > 0 && (
        <span class="count" aria-hidden="true">
          {count.value}
        </span>
      )}
    </a>
  );
}

function People() {
  const { details, feed, me } = useWorkspace();
  const live = feed.status.value.state === "live";
  const here = details.value?.participants ?? [];
  return (
    <aside class="participants" aria-label="People in this room">
      <section>
        <h2 class="side-title">In the room · {here.length}</h2>
        <ul>
          {here.map((u) => (
            <li key={u.id} class="side-link">
              <Avatar name={u.name} photo={u.photo} />
              <span class="side-name" dir="auto">
                {u.name}
                {u.id === me.id && <span class="quiet"> (you)</span>}
              </span>
              <PresenceDot presence={u.id === me.id ? { online: live, show: "chat" } : u.presence} />
            </li>
          ))}
        </ul>
      </section>
      {details.value && <GlanceList room={details.value} />}
    </aside>
  );
}

function Gone() {
  return (
    <main class="main" id="main" tabIndex={-1}>
      <Empty title="You are not in a room any more." />
    </main>
  );
}
