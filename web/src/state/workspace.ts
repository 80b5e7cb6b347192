import { batch, computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Api } from "../api/api";
import type { Allowed, Boot, Conversation, Event, RoomDetails, Self, Show, User } from "../api/types";
import { Bridge } from "../bridge/bridge";
import { Tokens } from "../bridge/calls/auth";
import type { OuterFile } from "../bridge/calls/file";
import { methodsOf } from "../bridge/methods";
import type { Views } from "../bridge/views";
import type { Wish } from "../bridge/wish";
import type { Glances } from "../glance/glances";
import type { Sheet } from "../keys/useShortcuts";
import { Feed, type OpenSocket } from "../live/feed";
import { Notifier } from "../notify/notifier";
import { route } from "../router";
import { ThreadLog } from "../thread/log";
import { Deeds } from "../timeline/deeds";
import type { Pending } from "../timeline/outbox";
import type { Timeline } from "../timeline/timeline";
import { attentive } from "./attention";
import { Conversations } from "./conversations";
import { Emoticons } from "./emoticons";
import { hearing } from "./hearing";
import { Idle } from "./idle";
import { Lists } from "./lists";
import { mayNothing } from "./may";
import { glancesOf, viewsOf } from "./modules";
import { OpenRoom } from "./openroom";
import { People } from "./people";
import type { Preferences } from "./preferences";
import { ReadMarks } from "./readmarks";
import { Roster } from "./roomnames";
import { Saved } from "./saved";
import { Scheduled } from "./scheduled";
import { Settings } from "./settings";
import { Stars } from "./stars";
import { Threads } from "./threads";
import { Timelines } from "./timelines";
import { Writing } from "./writing";

/** Workspace is everything a signed-in page knows, from sign-in to sign-out. */
export class Workspace {
  /** The conversations and the people that the server lists. */
  readonly lists = new Lists(this);
  readonly people = new People();
  readonly conversations: Conversations;
  readonly emoticons: Emoticons;
  readonly marks: ReadMarks;
  readonly roster: Roster;
  readonly feed: Feed;
  readonly settings: Settings;
  readonly stars: Stars;
  readonly threads: Threads;
  /** What is loaded of conversations. */
  readonly timelines: Timelines;
  /** What the reader has saved for later. */
  readonly saved: Saved;
  /** What the reader has written to be sent later. */
  readonly scheduled: Scheduled;
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
  /** What keeps something as the settings are; it ends with the page. */
  private effects: (() => void)[] = [];

  constructor(
    readonly api: Api,
    readonly boot: Boot,
    private readonly signedIn: User,
    openSocket: OpenSocket,
    readonly onSignedOut: () => void,
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
    this.scheduled = new Scheduled(api);
    this.writing = new Writing({
      self: signedIn.id,
      store: api,
      typing: (id) => this.feed.typing(id),
      shared: (e) => this.timelines.known(e.conversation)?.receive(e),
    });
    this.glances = glancesOf(this);
    this.tokens = new Tokens(({ installation, kind, key, room }) =>
      api.frameToken(installation, kind, key, room),
    );
    this.views = viewsOf(this);
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
      nameOf: (event) => this.people.sender(event),
    });
    this.marks = new ReadMarks(api, this.conversations, (id) => this.notifier.seen(id));
    this.feed = new Feed(openSocket, hearing(this));
  }

  /** start loads the lists and opens the live feed. It throws what the API throws. */
  async start(): Promise<void> {
    const [listed, self] = await Promise.all([this.lists.first(), this.api.self(), this.writing.start()]);
    this.own(self);
    this.views.restore();
    this.bridge.start();
    this.lists.take(listed);
    void this.emoticons.load();
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

  /** own takes what the server keeps for the reader alone. */
  own({ may, preferences, levels }: Self): void {
    this.may.value = may;
    this.settings.load(preferences, levels);
  }

  timeline(id: number): Timeline {
    return this.timelines.of(id);
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

  /** open is the conversation on the screen. */
  open(): Conversation | undefined {
    const at = route.peek();
    if (at.page === "room") return this.conversations.byRoom(at.id);
    return at.page === "user" ? this.conversations.byUser(at.id) : undefined;
  }
}

export const WorkspaceContext = createContext<Workspace | null>(null);

/** useWorkspace gives the workspace to the components of a signed-in page. */
export function useWorkspace(): Workspace {
  const w = useContext(WorkspaceContext);
  if (!w) throw new Error("used outside of a signed-in page");
  return w;
}
