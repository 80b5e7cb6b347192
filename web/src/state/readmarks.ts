import { batch, signal } from "@preact/signals";
import type { Api } from "../api/api";
import type { ReadState } from "../api/types";
import type { Conversations } from "./conversations";

/** Marks made shortly after one was told to the server are told together. */
const pauseMs = 300;

/** ReadMarks is how far the reader has read: noted here at once, told to the server, and heard of from other devices. */
export class ReadMarks {
  /** The conversation that is to stay unread while it is on the screen, because the reader wants to come back to it. */
  readonly kept = signal<number | null>(null);
  /** What the server has not been told or has not confirmed, by conversation. */
  private untold = new Map<number, number>();
  /** Of these, what is on its way. */
  private onItsWay = new Map<number, number>();
  /** The last mark of each conversation that is on its way or has arrived. */
  private sent = new Map<number, Promise<void>>();
  private pause: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly api: Pick<Api, "markRead" | "markUnread" | "markAllRead">,
    private readonly conversations: Conversations,
    /** Called when nothing in a conversation is unread any more. */
    private readonly seen: (id: number) => void = () => {},
  ) {}

  /** read notes that the reader has seen a conversation's newest event. */
  read(id: number): void {
    const c = this.conversations.byId(id);
    if (!c || (c.read_seq >= c.last_seq && c.unread === 0)) return;
    this.conversations.read(id, c.last_seq);
    this.seen(id);
    this.untold.set(id, c.last_seq);
    // At once, since whoever reads may leave at once: not every browser gets a request out while its page goes.
    if (this.pause === undefined) this.tell();
  }

  /** unread makes everything from an event on unread again, until the reader leaves the conversation. */
  async unread(id: number, from: number): Promise<void> {
    this.kept.value = id;
    const seq = this.untold.get(id);
    // The server only moves a mark back, and what was read before must not arrive behind: it goes first.
    if (seq !== undefined) this.send(id, seq);
    this.untold.delete(id);
    this.onItsWay.delete(id);
    await this.sent.get(id);
    await this.api.markUnread(id, from - 1);
  }

  /** release lets the conversation be read again. */
  release(id: number): void {
    if (this.kept.peek() === id) this.kept.value = null;
  }

  /** all marks everything as read, or all rooms. */
  async all(roomsOnly: boolean): Promise<void> {
    const { rooms, all } = this.conversations;
    batch(() => {
      this.kept.value = null;
      for (const c of roomsOnly ? rooms.peek() : all.peek()) this.conversations.read(c.id, c.last_seq);
    });
    await this.api.markAllRead(roomsOnly);
  }

  /** told takes the server's word on what has been read here or on another device. */
  told(states: ReadState[]): void {
    batch(() => {
      for (const s of states) this.hear(s);
    });
  }

  private hear(s: ReadState): void {
    const c = this.conversations.byId(s.conversation);
    if (!c) return;
    if (s.back) this.kept.value = s.conversation;
    else if (s.read_seq < Math.max(c.read_seq, this.untold.get(c.id) ?? 0)) return; // overtaken by a later mark
    this.conversations.told(s);
    if (s.unread === 0) this.seen(c.id);
  }

  /** tell sends what the server has not been told, and lets what comes next wait for a moment. */
  tell = (): void => {
    clearTimeout(this.pause);
    this.pause = undefined;
    for (const [id, seq] of this.untold) {
      if (this.send(id, seq)) this.pause ??= setTimeout(this.tell, pauseMs);
    }
  };

  /** send answers false where that mark is on its way already. */
  private send(id: number, seq: number): boolean {
    if (this.onItsWay.get(id) === seq) return false;
    this.onItsWay.set(id, seq);
    const done = () => {
      if (this.onItsWay.get(id) === seq) this.onItsWay.delete(id);
      if (this.untold.get(id) !== seq) return;
      this.untold.delete(id);
      this.conversations.learn(id);
    };
    // A lost read mark only leaves a count for another device; the next one repairs it.
    const sent = this.api.markRead(id, seq).then(done, done);
    this.sent.set(
      id,
      Promise.all([this.sent.get(id), sent]).then(() => {}),
    );
    return true;
  }
}
