import { batch, computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Api } from "../api/api";
import type {
  Allowed,
  Boot,
  Conversation,
  Event,
  Presence,
  ReadState,
  RoomDetails,
  SavedNow,
  Show,
  ThreadState,
  User,
} from "../api/types";
import { Bridge } from "../bridge/bridge";
import { Tokens } from "../bridge/calls/auth";
import type { OuterFile } from "../bridge/calls/file";
import { methodsOf } from "../bridge/methods";
import { openPage } from "../bridge/page";
import { tellGlances, tellMessage } from "../bridge/told";
import { Views } from "../bridge/views";
import type { Wish } from "../bridge/wish";
import { ask } from "../glance/ask";
import { factsOf, met } from "../glance/conditions";
import { Glances } from "../glance/glances";
import type { Sheet } from "../keys/useShortcuts";
import { Feed, type OpenSocket } from "../live/feed";
import { Notifier } from "../notify/notifier";
import { callsFor } from "../notify/rule";
import { navigate, route } from "../router";
import { ThreadLog } from "../thread/log";
import { Deeds } from "../timeline/deeds";
import type { Pending } from "../timeline/outbox";
import type { Timeline } from "../timeline/timeline";
import { attentive } from "./attention";
import { Conversations } from "./conversations";
import { Emoticons } from "./emoticons";
import { Idle } from "./idle";
import { mayNothing } from "./may";
import { OpenRoom } from "./openroom";
import { People } from "./people";
import type { Preferences } from "./preferences";
import { ReadMarks } from "./readmarks";
import { Roster } from "./roomnames";
import { Saved } from "./saved";
import { Settings } from "./settings";
import { Stars } from "./stars";
import { Threads } from "./threads";
import { Timelines } from "./timelines";
import { Writing } from "./writing";

/** Lists that were asked for this long before the first connection may lack what was told of in between. */
const staleMs = 1_000;

/** Workspace is everything a signed-in page knows, from sign-in to sign-out. */
export class Workspace {
  readonly people = new People();
  readonly conversations: Conversations;
  readonly emoticons: Emoticons;
  readonly marks: ReadMarks;
  readonly roster: Roster;
  readonly feed: Feed;
  readonly settings: Settings;
  readonly stars: Stars;
  readonly threads: Threads;
  /** What the reader has saved for later. */
  readonly saved: Saved;
  /** What is open beside a conversation: a thread, or without one its pins and threads. */
  readonly side = signal<{ conversation: number; thread: ThreadLog | null } | null>(null);
  /** Counts up when something may have been pinned or unpinned. */
  readonly pinned = signal(0);
  readonly writing: Writing;
  readonly glances: Glances;
  readonly tokens: Tokens;
  readonly views: Views;
  readonly bridge: Bridge;
  readonly notifier: Notifier;
  /** How the reader shows on this page: as they have chosen, or idle. */
  readonly show = computed<Show>(() => {
    const { show } = this.settings.preferences.value;
    return show === "chat" && this.untouched.value ? "away" : show;
  });
  /** The window that the reader has asked for. */
  readonly asked = signal<Sheet | undefined>(undefined);
  /** The picture that the reader looks at. */
  readonly viewed = signal<Event | undefined>(undefined);
  /** The person that the reader wants to know more of. */
  readonly person = signal<number | undefined>(undefined);
  /** Files of an add-on's that the reader looks at. */
  readonly outer = signal<{ files: OuterFile[]; at: number } | undefined>(undefined);
  /** What an add-on would like the reader to do. */
  readonly wish = signal<Wish | undefined>(undefined);
  /** What the group has for the reader. */
  readonly may = signal<Allowed>(mayNothing);
  readonly openRoom: OpenRoom;
  private readonly untouched = signal(false);
  private readonly idle: Idle;
  /** When the lists were first asked for. */
  private asking = 0;
  /** What keeps something as the settings are; it ends with the page. */
  private effects: (() => void)[] = [];
  private readonly timelines: Timelines;

  constructor(
    readonly api: Api,
    readonly boot: Boot,
    private readonly signedIn: User,
    openSocket: OpenSocket,
    private readonly onSignedOut: () => void,
  ) {
    this.conversations = new Conversations(signedIn.id);
    this.emoticons = new Emoticons(() => api.emoticons());
    this.roster = new Roster(this.conversations, async () => (signedIn.guest ? [] : api.rooms()));
    this.timelines = new Timelines(signedIn.id, {
      api,
      say: (id, p) => this.say(id, p),
      newestSeq: (id) => this.conversations.byId(id)?.last_seq ?? 0,
      dropped: (id) => {
        // An open thread sends by the timeline's outbox.
        if (this.side.peek()?.conversation === id) this.side.value = null;
      },
    });
    this.openRoom = new OpenRoom(
      (id) => api.room(id),
      ({ participants: _, members: __, ...room }) =>
        this.conversations.change(room.conversation, (c) => ({ ...c, room })),
      () => this.me,
    );
    this.settings = new Settings(api);
    this.stars = new Stars(this.conversations, this.settings);
    this.threads = new Threads(api, signedIn.id);
    this.saved = new Saved(api);
    this.writing = new Writing({
      self: signedIn.id,
      store: api,
      typing: (id) => this.feed.typing(id),
      shared: (e) => this.timelines.known(e.conversation)?.receive(e),
    });
    this.glances = new Glances({
      parts: (room) => api.parts(room),
      sign: (installation, key, room) => api.signGlance(installation, key, room),
      ask,
      wanted: (g, id) => {
        const room = this.conversations.byRoom(id)?.room;
        return room ? met(g.conditions, factsOf(room, this.me)) !== false : false;
      },
    });
    this.tokens = new Tokens(({ installation, kind, key, room }) =>
      api.frameToken(installation, kind, key, room),
    );
    this.views = new Views({
      place: () => {
        const here = this.glances.here.value;
        const room = here && this.conversations.byRoom(here.room)?.room;
        return room ? { ...here, facts: factsOf(room, this.me) } : undefined;
      },
      remembered: () => this.settings.preferences.peek().panel,
      remember: (panel) => void this.settings.change({ panel }).catch(() => {}),
      makeWay: () => {
        this.side.value = null;
      },
      page: (page) => void openPage(api, page),
    });
    this.bridge = new Bridge(methodsOf(this));
    this.idle = new Idle(
      () => {
        const { enableIdle, idleMinutes } = this.settings.preferences.peek();
        return enableIdle ? idleMinutes : null;
      },
      (is) => (this.untouched.value = is),
    );
    this.notifier = new Notifier({
      self: signedIn.id,
      looking: (id) => attentive() && this.open()?.id === id,
      popups: () => this.settings.preferences.peek().showToasters,
      sounds: () => this.settings.preferences.peek().soundsEnabled,
    });
    this.marks = new ReadMarks(api, this.conversations, (id) => this.notifier.seen(id));
    this.feed = new Feed(openSocket, {
      event: (e) => this.receive(e),
      reset: (id, seq) => void this.reset(id, seq),
      presence: (ids, now) => this.presence(ids, now),
      status: (id, status) => this.people.setStatus(id, status),
      typing: (id, user) => this.writing.typing.hear(id, user),
      participants: (room) => this.openRoom.changed(room),
      conversations: () => void this.reload(),
      modules: (room) => {
        this.glances.changed(room);
        this.tokens.forget();
      },
      emoticons: () => void this.emoticons.load(),
      glances: (frame) => {
        this.glances.hear(frame);
        tellGlances(this.bridge, frame);
      },
      self: (what, data) => this.self(what, data),
      refused: (id) => this.refused(id),
      connected: (again) => {
        if (again) {
          void this.reload();
          void this.reloadOwn();
          this.glances.changed();
        } else if (performance.now() - this.asking > staleMs) void this.reload();
        this.sendUnsent();
      },
      mended: () => this.sendUnsent(),
      unreachable: () => void this.stillSignedIn(),
      signedOut: () => onSignedOut(),
    });
  }

  private sendUnsent(): void {
    this.timelines.sendUnsent((id) => this.conversations.byId(id) !== undefined);
  }

  /** start loads the lists and opens the live feed. It throws what the API throws. */
  async start(): Promise<void> {
    this.asking = performance.now();
    const [conversations, users, self] = await Promise.all([
      this.api.conversations(),
      this.api.users(),
      this.api.self(),
      this.writing.start(),
    ]);
    this.may.value = self.may;
    this.settings.load(self.preferences, self.levels);
    this.views.restore();
    this.bridge.start();
    this.people.load(users);
    this.take(conversations);
    void this.emoticons.load();
    void this.threads.load();
    void this.saved.load();
    this.idle.start();
    this.effects = [
      this.settings.show(),
      effect(() => this.feed.setPresence(this.show.value)),
      effect(() => {
        void this.settings.preferences.value;
        this.idle.again();
      }),
    ];
    this.feed.start();
    addEventListener("pagehide", this.marks.tell);
  }

  stop(): void {
    removeEventListener("pagehide", this.marks.tell);
    this.openRoom.close();
    for (const end of this.effects) end();
    this.timelines.stop();
    this.idle.stop();
    this.glances.close();
    this.bridge.stop();
    this.notifier.stop();
    this.writing.stop();
    this.feed.stop();
  }

  /** reload fetches the lists again, after they changed or the connection was away. */
  async reload(): Promise<void> {
    const asked = this.conversations.now;
    try {
      const [conversations, users] = await Promise.all([this.api.conversations(), this.api.users()]);
      batch(() => {
        this.people.load(users);
        this.take(conversations, asked);
      });
      void this.emoticons.load();
      void this.writing.drafts.load();
      void this.threads.load();
      void this.saved.load();
      this.openRoom.changed();
    } catch {
      // The feed's next connection asks again; the connection bar already says that it is down.
    }
  }

  /** reloadOwn fetches what the reader may have set elsewhere while the connection was away. */
  private async reloadOwn(): Promise<void> {
    try {
      const self = await this.api.self();
      this.may.value = self.may;
      this.settings.load(self.preferences, self.levels);
    } catch {
      // As with the lists.
    }
  }

  timeline(id: number): Timeline {
    return this.timelines.of(id);
  }

  async openDirect(user: User): Promise<Conversation> {
    const c = await this.api.openDirect(user.id);
    this.adopt(c);
    return c;
  }

  async join(roomId: number): Promise<Conversation> {
    const c = await this.api.joinRoom(roomId);
    this.adopt(c);
    return c;
  }

  async leave(c: Conversation): Promise<void> {
    if (!c.room) return;
    await this.api.leaveRoom(c.room.id);
    this.forgetConversation(c.id);
  }

  /**
   * close takes a one-to-one chat out of the list until somebody writes in it, and the reader out of a room. It leads
   * away from what is on the screen; what the server could not be told of stays in the list.
   */
  async close(c: Conversation): Promise<void> {
    if (this.open()?.id === c.id) navigate("/chat");
    if (c.room) return this.leave(c);
    await this.api.closeConversation(c.id);
    this.conversations.change(c.id, (x) => ({ ...x, closed_seq: x.last_seq }));
    this.conversations.read(c.id, c.last_seq);
  }

  /** details is what is known about the room on the screen. */
  get details(): ReadonlySignal<RoomDetails | null> {
    return this.openRoom.details;
  }

  /** me is the reader, as they are now. */
  get me(): User {
    return this.people.users.value.get(this.signedIn.id) ?? this.signedIn;
  }

  /** setPresence chooses how the reader shows and what they say about it; all their pages follow. */
  async setPresence(show: Preferences["show"], status?: string): Promise<void> {
    await this.api.setPresence({ show, ...(status === undefined ? {} : { status }) });
    batch(() => {
      this.settings.preferences.value = { ...this.settings.preferences.peek(), show };
      if (status !== undefined) this.people.setStatus(this.me.id, status);
    });
  }

  async signOut(): Promise<void> {
    const out = await this.api.signOut();
    if (out?.onward) location.assign(out.onward);
    else this.onSignedOut();
  }

  /** deeds is what the reader does with the lines of a conversation or, without the way to others, of one thread. */
  deeds(id: number, inThread = false): Deeds {
    const away = inThread
      ? {}
      : {
          unread: ({ seq }: Event) => void this.marks.unread(id, seq).catch(() => {}),
          ...(this.signedIn.guest ? {} : { openThread: (event: Event) => this.openThread(event) }),
        };
    return new Deeds(this.api, id, {
      reader: this.signedIn,
      saved: this.saved,
      admin: () => this.conversations.byId(id)?.room?.admin ?? false,
      changed: (event) => this.changed(event),
      ...away,
    });
  }

  /** openThread shows the thread that an event began or belongs to. */
  openThread(event: Event): void {
    const thread = event.thread ?? event.id;
    const { conversation } = event;
    if (this.side.value?.thread?.id === thread) return;
    const read = (before: number) => this.api.thread(conversation, thread, before);
    const log = new ThreadLog(thread, read, this.timeline(conversation).outbox);
    this.side.value = { conversation, thread: log };
  }

  /** say sends one of the reader's messages. A reply is shown in its thread as soon as the server has it. */
  private async say(id: number, { body, clientId, reply }: Pending): Promise<Event> {
    if (!reply) return this.api.send(id, body, clientId);
    const event = await this.api.reply(id, reply.thread, body, clientId, reply.toRoom);
    if (this.side.value?.conversation === id) this.side.value.thread?.receive(event);
    return event;
  }

  /** changed takes an event as it is after a deed. */
  private changed(event: Event): void {
    this.timelines.known(event.conversation)?.replace(event);
    this.side.value?.thread?.replace(event);
    this.pinned.value++;
  }

  /** self hears of what the reader has done on this or another device. */
  private self(what: string, data: unknown): void {
    if (what === "read") this.marks.told(data as ReadState[]);
    else if (what === "thread") this.threads.told(data as ThreadState);
    else if (what === "saved") this.saved.told(data as SavedNow);
    else if (what === "draft") this.writing.drafts.hear(data);
    else this.settings.hear(what, data);
  }

  private take(items: Conversation[], asked?: number): void {
    const before = this.conversations.all.value;
    const gone = before.filter((c) => !items.some((i) => i.id === c.id));
    for (const c of gone) this.forgetConversation(c.id);
    this.conversations.load(items, asked);
    for (const c of items) {
      // A chat that has begun since is in the list only because of what was said, which the reader is to be told of.
      const begun = asked !== undefined && c.kind === "direct" && !before.some((b) => b.id === c.id);
      this.feed.watch(c.id, begun ? c.read_seq : c.last_seq);
    }
  }

  private adopt(c: Conversation): void {
    this.conversations.add(c);
    this.feed.watch(c.id, c.last_seq);
  }

  private receive(event: Event): void {
    batch(() => {
      this.conversations.count(event);
      this.writing.receive(event);
      this.timelines.known(event.conversation)?.receive(event);
      this.threads.hear(event);
      this.saved.hear(event);
      if (this.side.value?.conversation === event.conversation) this.side.value.thread?.receive(event);
      if (event.kind === "change") this.pinned.value++;
    });
    tellMessage(this.bridge, event, this.conversations.byId(event.conversation)?.room?.id);
    this.notify(event);
    // What a deleted message counted for is not told with it.
    const c = this.conversations.byId(event.conversation);
    if (event.change === "delete" && event.of && c && event.of.seq > c.read_seq) void this.reload();
    if (c?.room && (event.kind === "enter" || event.kind === "exit")) this.openRoom.changed(c.room.id);
  }

  /** open is the conversation on the screen. */
  open(): Conversation | undefined {
    const at = route.peek();
    if (at.page === "room") return this.conversations.byRoom(at.id);
    return at.page === "user" ? this.conversations.byUser(at.id) : undefined;
  }

  private notify(event: Event): void {
    const c = this.conversations.byId(event.conversation);
    if (!c || event.seq <= c.read_seq) return;
    const listener = {
      id: this.signedIn.id,
      level: this.settings.level(c.id),
      show: this.show.peek(),
      evenWhenBusy: this.settings.preferences.peek().notifyWhenDND,
      direct: c.kind === "direct",
    };
    if (callsFor(event, listener)) void this.notifier.tell(event, c);
  }

  private async reset(id: number, seq: number): Promise<void> {
    const thread = this.side.value?.conversation === id ? this.side.value.thread : null;
    await Promise.all([this.timelines.known(id)?.reset(seq), thread?.open(), this.reload()]);
  }

  private presence(ids: number[], now: Presence): void {
    const turned = ids.some((id) => this.people.presence(id).online !== now.online);
    this.people.setPresence(ids, now);
    if (turned) this.openRoom.changed();
  }

  private refused(id: number): void {
    this.feed.unwatch(id);
    void this.reload();
  }

  private forgetConversation(id: number): void {
    this.feed.unwatch(id);
    this.timelines.drop(id);
    this.conversations.remove(id);
  }

  /** A refused upgrade looks like a dead network to a page, so the session is asked for. */
  private async stillSignedIn(): Promise<void> {
    try {
      if ((await this.api.boot()).user === null) this.onSignedOut();
    } catch {
      // Not reachable either: the feed goes on trying.
    }
  }
}

export const WorkspaceContext = createContext<Workspace | null>(null);

/** useWorkspace gives the workspace to the components of a signed-in page. */
export function useWorkspace(): Workspace {
  const w = useContext(WorkspaceContext);
  if (!w) throw new Error("used outside of a signed-in page");
  return w;
}
