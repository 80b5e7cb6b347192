import { signal } from "@preact/signals";
import type { Event, Presence, Show } from "../api/types";
import { backoff } from "./backoff";
import { Cursor } from "./cursor";
import {
  type ClientFrame,
  closeSignedOut,
  type GlancesFrame,
  type PersonNow,
  parseFrame,
  type ServerFrame,
} from "./frames";

/** After this much silence the feed asks whether the server is still there. */
const quietMs = 25_000;
/** An answer to that question takes no longer than this. */
const answerMs = 8_000;
/** A connection that has lived this long after the greeting was a good one: the next loss starts with short waits again. */
const stableMs = 5_000;

export type Status =
  | { state: "connecting" }
  | { state: "live" }
  /** until is when the next attempt starts, in milliseconds since the epoch. */
  | { state: "waiting"; until: number; attempt: number }
  | { state: "stopped" };

/** Handlers are told what happened. Events of one conversation come in the order of seq, without a gap, each once. */
export interface Handlers {
  event(event: Event): void;
  /** The gap was too long: everything up to seq has to be loaded with GET. */
  reset(conversation: number, seq: number): void;
  presence(userIds: number[], now: Presence): void;
  status(userId: number, status: string): void;
  people(now: PersonNow[]): void;
  participants(room: number, joined: number[], left: number[]): void;
  /** The list of conversations changed. */
  conversations(): void;
  /** A person writes in a conversation. */
  typing(conversation: number, userId: number): void;
  /** The parts of add-ons in a room, or in every room, have changed. */
  modules(room?: number): void;
  /** The set of emoticons has changed. */
  emoticons(): void;
  glances(frame: GlancesFrame): void;
  /** Something of the reader's own has changed, here or on another device. */
  self(what: string, data: unknown): void;
  /** The server will not let this conversation be watched. */
  refused(conversation: number, message: string): void;
  /** A connection is up. again is false for the first one. */
  connected(again: boolean): void;
  /** The server can do everything again. */
  mended(): void;
  /** An attempt failed before a connection was up: perhaps the session has ended. */
  unreachable(): void;
  signedOut(): void;
}

export type OpenSocket = () => WebSocket;

interface Watch {
  cursor: Cursor;
  /** The seq after which a missing event was last asked for on this connection, so that it is asked for once. */
  asked: number;
}

/** Feed keeps one WebSocket to the server, for ever, and resumes every watched conversation where it stood. */
export class Feed {
  readonly status = signal<Status>({ state: "stopped" });
  /** What the server that is connected to cannot do at the moment. */
  readonly trouble = signal<readonly string[]>([]);
  /** The script with which pages of that server begin, once it has said so. */
  readonly page = signal<string | undefined>(undefined);
  private socket: WebSocket | undefined;
  private watches = new Map<number, Watch>();
  private attempt = 0;
  private opened = false;
  private everLive = false;
  private show: Show | undefined;
  private waitTimer: ReturnType<typeof setTimeout> | undefined;
  private quietTimer: ReturnType<typeof setTimeout> | undefined;
  private stableTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly open: OpenSocket,
    private readonly handlers: Handlers,
    private readonly mobile = onPhone(navigator),
  ) {}

  start(): void {
    if (this.status.value.state === "stopped") this.connect();
  }

  stop(): void {
    this.drop();
    clearTimeout(this.waitTimer);
    this.status.value = { state: "stopped" };
  }

  /** retryNow cuts a wait short. */
  retryNow(): void {
    if (this.status.value.state !== "waiting") return;
    clearTimeout(this.waitTimer);
    this.connect();
  }

  /** check asks at once whether the connection still stands, for use after a sleep or a change of network. */
  check(): void {
    if (this.status.value.state === "waiting") this.retryNow();
    else if (this.status.value.state === "live") this.ping();
  }

  /** watch follows a conversation from behind the given seq. Watching again changes nothing. */
  watch(conversation: number, after: number): void {
    if (this.watches.has(conversation)) return;
    this.watches.set(conversation, { cursor: new Cursor(after), asked: -1 });
    this.say({ type: "watch", conversation, after });
  }

  unwatch(conversation: number): void {
    if (this.watches.delete(conversation)) this.say({ type: "unwatch", conversation });
  }

  setPresence(show: Show): void {
    this.show = show;
    this.tellPresence(show);
  }

  private tellPresence(show: Show): void {
    this.say({ type: "presence", show, ...(this.mobile && { mobile: true as const }) });
  }

  /** typing tells the others who watch a conversation that the reader writes there. */
  typing(conversation: number): void {
    this.say({ type: "typing", conversation });
  }

  private connect(): void {
    this.status.value = { state: "connecting" };
    this.opened = false;
    let socket: WebSocket;
    try {
      socket = this.open();
    } catch {
      this.lost(0);
      return;
    }
    this.socket = socket;
    socket.onopen = () => this.up();
    socket.onmessage = (m) => this.hear(parseFrame(m.data));
    socket.onclose = (c) => this.lost(c.code);
    this.expectWithin(answerMs * 2);
  }

  /** up says what is wanted at once. That there is a server behind the socket is only known by its greeting. */
  private up(): void {
    this.opened = true;
    this.trouble.value = []; // it says so if there is any
    // Also what everybody is by default: a page that says nothing does not count beside others that do.
    if (this.show !== undefined) this.tellPresence(this.show);
    for (const [conversation, w] of this.watches) {
      w.asked = -1;
      this.say({ type: "watch", conversation, after: w.cursor.last });
    }
  }

  private greeted(page: string | undefined): void {
    this.page.value = page;
    if (this.status.value.state === "live") return;
    this.status.value = { state: "live" };
    this.stableTimer = setTimeout(() => {
      this.attempt = 0;
    }, stableMs);
    this.handlers.connected(this.everLive);
    this.everLive = true;
  }

  private hear(frame: ServerFrame | undefined): void {
    this.heard();
    if (!frame) return;
    switch (frame.type) {
      case "hello":
        this.greeted(frame.page);
        break;
      case "event":
        this.hearEvent(frame.event);
        break;
      case "watching":
        this.hearWatching(frame.conversation, frame.seq);
        break;
      case "reset":
        this.hearReset(frame.conversation, frame.seq);
        break;
      case "presence":
        this.handlers.presence([frame.user_id], presenceOf(frame));
        break;
      case "presences":
        for (const group of frame.alike) this.handlers.presence(group.user_ids, presenceOf(group));
        break;
      case "typing":
        this.handlers.typing(frame.conversation, frame.user_id);
        break;
      case "status":
        this.handlers.status(frame.user_id, frame.status);
        break;
      case "person":
        this.handlers.people([frame]);
        break;
      case "people":
        this.handlers.people(frame.people);
        break;
      case "participants":
        this.handlers.participants(frame.room, frame.joined ?? [], frame.left ?? []);
        break;
      case "conversations":
        this.handlers.conversations();
        break;
      case "modules":
        this.handlers.modules(frame.room);
        break;
      case "emoticons":
        this.handlers.emoticons();
        break;
      case "glances":
        this.handlers.glances(frame);
        break;
      case "me":
        this.handlers.self(frame.what, frame.data);
        break;
      case "trouble":
        this.trouble.value = frame.parts;
        if (frame.parts.length === 0) this.handlers.mended();
        break;
      case "error":
        if (frame.conversation !== undefined) this.handlers.refused(frame.conversation, frame.message);
        break;
    }
  }

  private hearEvent(event: Event): void {
    const w = this.watches.get(event.conversation);
    if (!w) return;
    for (const due of w.cursor.accept(event)) this.handlers.event(due);
    if (w.cursor.behind) this.askAgain(event.conversation, w);
  }

  private hearWatching(conversation: number, seq: number): void {
    const w = this.watches.get(conversation);
    if (w && w.cursor.last < seq) this.askAgain(conversation, w);
  }

  private hearReset(conversation: number, seq: number): void {
    const w = this.watches.get(conversation);
    if (!w || seq <= w.cursor.last) return;
    const due = w.cursor.reset(seq);
    this.handlers.reset(conversation, seq);
    for (const event of due) this.handlers.event(event);
  }

  /** askAgain asks for what is missing, once per place and connection: a server that has no answer is not nagged. */
  private askAgain(conversation: number, w: Watch): void {
    if (w.asked === w.cursor.last) return;
    w.asked = w.cursor.last;
    this.say({ type: "watch", conversation, after: w.cursor.last });
  }

  private lost(code: number): void {
    const opened = this.opened;
    this.drop();
    if (code === closeSignedOut) {
      this.status.value = { state: "stopped" };
      this.handlers.signedOut();
      return;
    }
    const wait = backoff(this.attempt);
    this.attempt++;
    this.status.value = { state: "waiting", until: Date.now() + wait, attempt: this.attempt };
    this.waitTimer = setTimeout(() => this.connect(), wait);
    if (!opened) this.handlers.unreachable();
  }

  /** drop lets go of the socket without waiting for it to close: a dead network never says so. */
  private drop(): void {
    clearTimeout(this.quietTimer);
    clearTimeout(this.stableTimer);
    const socket = this.socket;
    this.socket = undefined;
    this.opened = false;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  private heard(): void {
    clearTimeout(this.quietTimer);
    this.quietTimer = setTimeout(() => this.ping(), quietMs);
  }

  private ping(): void {
    this.say({ type: "ping" });
    this.expectWithin(answerMs);
  }

  private expectWithin(ms: number): void {
    clearTimeout(this.quietTimer);
    this.quietTimer = setTimeout(() => this.lost(0), ms);
  }

  private say(frame: ClientFrame): void {
    if (this.opened && this.socket) this.socket.send(JSON.stringify(frame));
  }
}

function presenceOf({ online, show, mobile }: Presence): Presence {
  return { online, show, ...(mobile && { mobile }) };
}

/** onPhone tells whether the page is on a phone; browsers that do not say so by themselves have it in their name. */
export function onPhone(browser: { userAgent: string; userAgentData?: { mobile?: boolean } }): boolean {
  return browser.userAgentData?.mobile ?? /\bMobi/i.test(browser.userAgent);
}
