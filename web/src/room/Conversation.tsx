import { useEffect, useRef, useState } from "preact/hooks";
import { messageOf } from "../api/errors";
import type { Conversation } from "../api/types";
import { focusBox } from "../composer/box";
import { RoomComposer } from "../composer/RoomComposer";
import { PanelView } from "../panel/later";
import { navigate, route } from "../router";
import { visit } from "../state/visits";
import { useWorkspace } from "../state/workspace";
import { ThreadPanel } from "../thread/ThreadPanel";
import { DeedsContext } from "../timeline/deeds";
import { TimelineView } from "../timeline/TimelineView";
import { useEditLast } from "../timeline/useEditLast";
import { useUnread } from "../timeline/useUnread";
import { Icon } from "../ui/Icon";
import { Failure, Loading } from "../ui/states";
import { useDrop } from "../upload/useDrop";
import { DirectHeader } from "./DirectHeader";
import { Participants } from "./Participants";
import { RoomHeader } from "./RoomHeader";
import { SideLists } from "./SideLists";

/** RoomPage shows a room, joining it when the reader follows a link to one that they are not in. */
export function RoomPage({ id }: { id: number }) {
  const { conversations, join } = useBound();
  return (
    <Opened
      key={`room-${id}`}
      conversation={conversations.byRoom(id)?.id}
      open={async () => (await join(id)).id}
    />
  );
}

/** UserPage shows a one-to-one chat, opening it when there is none yet. */
export function UserPage({ id }: { id: number }) {
  const { api, people, conversations, openDirect } = useBound();
  return (
    <Opened
      key={`user-${id}`}
      conversation={conversations.byUser(id)?.id}
      open={async () => {
        const user = people.users.value.get(id) ?? (await api.users()).find((u) => u.id === id);
        if (!user) throw new Error("no such person");
        return (await openDirect(user)).id;
      }}
    />
  );
}

function useBound() {
  const w = useWorkspace();
  return {
    api: w.api,
    people: w.people,
    conversations: w.conversations,
    join: w.lists.join.bind(w.lists),
    openDirect: w.lists.openDirect.bind(w.lists),
  };
}

function Opened({ conversation, open }: { conversation: number | undefined; open: () => Promise<number> }) {
  const [error, setError] = useState<string>();
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (conversation !== undefined) return;
    setError(undefined);
    open().catch((err) => setError(messageOf(err)));
  }, [conversation, round]);
  if (conversation !== undefined) return <ConversationPage key={conversation} id={conversation} />;
  return (
    <main class="main" id="main" tabIndex={-1}>
      <header class="room-head">
        <a class="button-icon phone-only" href="/chat" aria-label="Back to conversations">
          <Icon name="back" />
        </a>
        <h1>{error && "This conversation cannot be opened"}</h1>
      </header>
      {error ? (
        <Failure message={error} onRetry={() => setRound(round + 1)} />
      ) : (
        <Loading what="the conversation" />
      )}
    </main>
  );
}

function ConversationPage({ id }: { id: number }) {
  const workspace = useWorkspace();
  const [timeline] = useState(() => workspace.timeline(id));
  const [deeds] = useState(() => workspace.deeds(id));
  const column = useRef<HTMLDivElement>(null);
  useEditLast(column, deeds, () => timeline.events.value);
  const c = workspace.conversations.byId(id);
  const roomId = c?.room?.id;
  const at = route.value;
  const link = at.page === "room" || at.page === "user" ? at.link : undefined;
  const archived = c?.room?.archived ?? false;
  const dropping = useDrop(column, (files) => !archived && workspace.writing.uploads(id).add(files));

  useUnread(timeline, c);
  useEffect(() => remember(id), [id]);
  useEffect(() => {
    if (roomId !== undefined) {
      workspace.openRoom.open(roomId);
      workspace.glances.open(roomId);
    }
    return () => {
      workspace.glances.close();
      workspace.openRoom.close();
    };
  }, [roomId]);

  useModule(roomId);

  if (!c) return null;
  return (
    <main class="main" id="main" tabIndex={-1}>
      {c.room ? <RoomHeader conversation={c} room={c.room} /> : <DirectHeader user={c.user} />}
      <div class="room">
        <DeedsContext.Provider value={deeds}>
          <div ref={column} class="room-talk talk-column">
            {dropping && !archived && (
              <p class="drop-here" aria-hidden="true">
                Drop files to share them here
              </p>
            )}
            <TimelineView conversation={c} timeline={timeline} link={link} />
            {archived ? (
              <p class="composer-closed">This room is archived. Messages cannot be sent here.</p>
            ) : (
              <RoomComposer conversation={c} timeline={timeline} />
            )}
          </div>
        </DeedsContext.Provider>
        <Beside conversation={c} />
      </div>
    </main>
  );
}

/** useModule opens what the address names of an add-on, once it is known what add-ons have in the room. spec: connect-js, 9.8 */
function useModule(roomId: number | undefined): void {
  const { views, glances } = useWorkspace();
  const at = route.value;
  const module = at.page === "room" ? at.module : undefined;
  const known = roomId !== undefined && glances.here.value?.room === roomId;
  useEffect(() => {
    if (!module || !known) return;
    views.openOf(module.addon, module.key, { asked: true });
    navigate(`/chat/room/${roomId}`, true);
  }, [module, known]);
}

/** Beside is the right column: a thread, pins and threads, an add-on's panel, or who is in the room. */
function Beside({ conversation: c }: { conversation: Conversation }) {
  const { side, views } = useWorkspace();
  const panel = c.room ? views.panel.value : undefined;
  const other = side.value?.conversation === c.id;
  return (
    <>
      {other || !panel ? <Own conversation={c} /> : null}
      {panel && (
        <PanelView
          key={`${panel.part.installation} ${panel.part.key} ${panel.room}`}
          panel={panel}
          hidden={other}
        />
      )}
    </>
  );
}

/** Own is what the page itself has to show there. */
function Own({ conversation: c }: { conversation: Conversation }) {
  const { side, details } = useWorkspace();
  const open = side.value?.conversation === c.id ? side.value : null;
  const close = () => {
    side.value = null;
    focusBox();
  };
  if (open?.thread) {
    return <ThreadPanel key={open.thread.id} conversation={c} thread={open.thread} onClose={close} />;
  }
  if (open) return <SideLists conversation={c} onClose={close} />;
  if (!c.room) return null;
  const room = details.value;
  return <Participants room={room?.id === c.room.id ? room : undefined} />;
}

/** remember keeps where the reader was, for the next visit to the bare address and for the switcher. */
function remember(id: number): void {
  visit(id);
  const at = route.peek();
  if (at.page !== "room" && at.page !== "user") return;
  try {
    localStorage.setItem("last", `/chat/${at.page}/${at.id}`);
  } catch {
    // Without storage the next visit starts in the lobby.
  }
}
