import { batch } from "@preact/signals";
import type { Event, Presence, ReadState, SavedNow, ThreadState } from "../api/types";
import { tellGlances, tellMessage } from "../bridge/told";
import type { Handlers } from "../live/feed";
import type { PersonNow } from "../live/frames";
import type { Note } from "../notify/notifier";
import { callsFor } from "../notify/rule";
import type { Workspace } from "./workspace";

/** hearing takes what the live feed tells to the parts of a workspace that it concerns. */
export function hearing(w: Workspace): Handlers {
  /** Done when the page knows what its reader did elsewhere before this connection. */
  let current: Promise<unknown> = Promise.resolve();
  return {
    event: (e) => {
      receive(w, e);
      void current.then(() => notify(w, e));
    },
    reset: (id, seq) => void reset(w, id, seq),
    presence: (ids, now) => presence(w, ids, now),
    status: (id, status) => w.people.setStatus(id, status),
    people: (now) => people(w, now),
    typing: (id, user) => w.writing.typing.hear(id, user),
    participants: (room) => w.openRoom.changed(room),
    conversations: () => void w.lists.reload(),
    modules: (room) => {
      w.glances.changed(room);
      w.tokens.forget();
    },
    emoticons: () => void w.emoticons.load(),
    glances: (frame) => {
      w.glances.hear(frame);
      tellGlances(w.bridge, frame);
    },
    self: (what, data) => self(w, what, data),
    refused: (id) => w.lists.refused(id),
    connected: (again) => {
      if (again) {
        current = Promise.all([w.lists.reload(), reloadOwn(w)]);
        w.glances.changed();
      } else if (w.lists.stale) void w.lists.reload();
      else {
        // What becomes of these before the connection is up is told to nobody, and no log has it.
        void w.threads.load();
        void w.saved.load();
        if (!w.me.guest) void w.scheduled.load();
      }
      sendUnsent(w);
    },
    mended: () => sendUnsent(w),
    unreachable: () => void stillSignedIn(w),
    signedOut: () => w.onSignedOut(),
  };
}

function receive(w: Workspace, event: Event): void {
  batch(() => {
    w.conversations.count(event);
    w.writing.receive(event);
    w.timelines.known(event.conversation)?.receive(event);
    w.threads.hear(event);
    w.saved.hear(event);
    if (w.side.value?.conversation === event.conversation) w.side.value.thread?.receive(event);
    if (event.kind === "change") w.pinned.value++;
  });
  const c = w.conversations.byId(event.conversation);
  tellMessage(w.bridge, event, c?.room?.id);
  // What a deleted message counted for is not told with it.
  if (event.change === "delete" && event.of && c && event.of.seq > c.read_seq) void w.lists.reload();
  if (c?.room && (event.kind === "enter" || event.kind === "exit")) w.openRoom.changed(c.room.id);
}

/** notify tells the reader of an event that calls for them, unless they have read it. */
function notify(w: Workspace, event: Event): void {
  const c = w.conversations.byId(event.conversation);
  if (!c || event.seq <= c.read_seq) return;
  const listener = {
    id: w.me.id,
    level: w.settings.level(c.id),
    show: w.show.peek(),
    evenWhenBusy: w.settings.preferences.peek().notifyWhenDND,
    direct: c.kind === "direct",
  };
  if (callsFor(event, listener)) void w.notifier.tell(event, c);
}

async function reset(w: Workspace, id: number, seq: number): Promise<void> {
  const thread = w.side.value?.conversation === id ? w.side.value.thread : null;
  await Promise.all([w.timelines.known(id)?.reset(seq), thread?.open(), w.lists.reload()]);
}

function presence(w: Workspace, ids: number[], now: Presence): void {
  const turned = ids.some((id) => w.people.presence(id).online !== now.online);
  w.people.setPresence(ids, now);
  if (turned) w.openRoom.changed();
}

/** people shows everyone of whom something has changed as they are now, wherever they stand. */
function people(w: Workspace, now: PersonNow[]): void {
  batch(() => {
    const changed = w.people.hear(now);
    w.conversations.people(changed);
    w.openRoom.people(changed);
  });
}

/** self hears of what the reader has done on this or another device. */
function self(w: Workspace, what: string, data: unknown): void {
  if (what === "read") w.marks.told(data as ReadState[]);
  else if (what === "thread") w.threads.told(data as ThreadState);
  else if (what === "saved") w.saved.told(data as SavedNow);
  else if (what === "scheduled") void w.scheduled.load();
  else if (what === "note") note(w, data as Note);
  else if (what === "draft") w.writing.drafts.hear(data);
  else w.settings.hear(what, data);
}

/** note shows what the server has to say to the reader alone, unless they do not want to be disturbed. */
function note(w: Workspace, what: Note): void {
  if (w.show.peek() === "dnd" && !w.settings.preferences.peek().notifyWhenDND) return;
  void w.notifier.note(what);
}

/** reloadOwn fetches what the reader may have set elsewhere while the connection was away. */
async function reloadOwn(w: Workspace): Promise<void> {
  try {
    w.own(await w.api.self());
  } catch {
    // As with the lists.
  }
}

function sendUnsent(w: Workspace): void {
  w.timelines.sendUnsent((id) => w.conversations.byId(id) !== undefined);
}

/** A refused upgrade looks like a dead network to a page, so the session is asked for. */
async function stillSignedIn(w: Workspace): Promise<void> {
  try {
    if ((await w.api.boot()).user === null) w.onSignedOut();
  } catch {
    // Not reachable either: the feed goes on trying.
  }
}
