import { useEffect, useState } from "preact/hooks";
import type { Conversation } from "../api/types";
import { ConnectionBar } from "../ConnectionBar";
import { GlanceList } from "../glance/GlanceList";
import { nameOf } from "../state/conversations";
import { useWorkspace } from "../state/workspace";
import { TimelineView } from "../timeline/TimelineView";
import { Avatar, PresenceDot } from "../ui/Avatar";
import { Empty } from "../ui/states";
import { GuestComposer } from "./GuestComposer";

/** GuestShell is all that a guest has: one room. */
export function GuestShell() {
  const { conversations, feed } = useWorkspace();
  const room = conversations.rooms.value[0];
  useEffect(() => {
    const check = () => document.visibilityState === "visible" && feed.check();
    for (const name of ["online", "focus"] as const) addEventListener(name, check);
    return () => {
      for (const name of ["online", "focus"] as const) removeEventListener(name, check);
    };
  }, [feed]);
  return (
    <div class="shell shell-guest" data-view="main">
      <ConnectionBar />
      {room ? <GuestRoom key={room.id} conversation={room} /> : <Gone />}
    </div>
  );
}

function GuestRoom({ conversation }: { conversation: Conversation }) {
  const workspace = useWorkspace();
  const [timeline] = useState(() => workspace.timeline(conversation.id));
  const roomId = conversation.room?.id;
  const live = workspace.feed.status.value.state === "live";
  useEffect(() => {
    // Only who is connected is in the room.
    if (roomId !== undefined && live) workspace.openRoom.open(roomId);
  }, [roomId, live]);
  useEffect(() => {
    if (roomId !== undefined) workspace.glances.open(roomId);
    return () => workspace.glances.close();
  }, [roomId]);
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
        <button type="button" class="button" onClick={() => void workspace.signOut()}>
          Leave
        </button>
      </header>
      <div class="room">
        <div class="room-talk">
          <TimelineView conversation={conversation} timeline={timeline} link={undefined} />
          <GuestComposer name={nameOf(conversation)} timeline={timeline} />
        </div>
        <People />
      </div>
    </main>
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
