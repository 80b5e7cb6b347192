import { computed, signal } from "@preact/signals";
import type { Conversation, Event, ReadState, User } from "../api/types";
import { countCap, Tally } from "./tally";

/** Conversations is the left column's list: joined rooms and one-to-one chats with what is unread in them. */
export class Conversations {
  readonly all = signal<Conversation[]>([]);
  readonly rooms = computed(() => this.all.value.filter((c) => c.room !== null).sort(byName));
  readonly directs = computed(() =>
    this.all.value.filter((c) => c.user !== null && !isClosed(c)).sort(byName),
  );
  readonly mentions = computed(() =>
    this.all.value.reduce((n, c) => n + (c.kind === "direct" ? c.unread : c.mentions), 0),
  );
  private readonly tally: Tally;
  /** Counts up with everything that is learned about what has been read, see load. */
  private moment = 0;
  private learned = new Map<number, number>();

  constructor(self: number) {
    this.tally = new Tally(self);
  }

  /** now is to be taken before a list is asked for. */
  get now(): number {
    return this.moment;
  }

  /**
   * load takes the server's list, which was asked for at that moment: what has been learned since about how far
   * something was read stands, and what the live feed has told since is added to the list's counts.
   */
  load(items: Conversation[], asked: number = this.moment): void {
    const known = new Map(this.all.value.map((c) => [c.id, c]));
    this.all.value = items.map((c) => {
      const old = known.get(c.id);
      if (!old) return c;
      if ((this.learned.get(c.id) ?? 0) > asked) return { ...old, room: c.room, user: c.user };
      return this.settled({ ...c, last_seq: Math.max(old.last_seq, c.last_seq) }, c.last_seq);
    });
  }

  byId(id: number): Conversation | undefined {
    return this.all.value.find((c) => c.id === id);
  }

  byRoom(roomId: number): Conversation | undefined {
    return this.all.value.find((c) => c.room?.id === roomId);
  }

  byUser(userId: number): Conversation | undefined {
    return this.all.value.find((c) => c.user?.id === userId);
  }

  add(c: Conversation): void {
    if (!this.byId(c.id)) this.all.value = [...this.all.value, c];
  }

  remove(id: number): void {
    this.all.value = this.all.value.filter((c) => c.id !== id);
  }

  change(id: number, change: (c: Conversation) => Conversation): void {
    this.all.value = this.all.value.map((c) => (c.id === id ? change(c) : c));
  }

  /** people takes those who have changed as they are now. */
  people(changed: ReadonlyMap<number, User>): void {
    const now = (c: Conversation) => changed.get(c.user?.id ?? 0);
    if (!this.all.value.some(now)) return;
    this.all.value = this.all.value.map((c) => {
      const user = now(c);
      return user ? { ...c, user } : c;
    });
  }

  /** count takes a live event into the numbers, once. */
  count(event: Event): void {
    const c = this.byId(event.conversation);
    if (!c || event.seq <= c.last_seq) return;
    const adds = this.tally.hear(event);
    this.change(c.id, () => ({
      ...c,
      last_seq: event.seq,
      last_active: adds.unread > 0 || event.kind === "message" ? event.time : c.last_active,
      unread: Math.min(countCap, c.unread + adds.unread),
      mentions: Math.min(countCap, c.mentions + adds.mentions),
      room: c.room && event.kind === "topic" ? { ...c.room, topic: event.body } : c.room,
    }));
  }

  /** read clears the counts up to seq. */
  read(id: number, seq: number): void {
    const c = this.byId(id);
    if (!c || (c.read_seq >= seq && c.unread === 0)) return;
    this.learn(id);
    this.change(id, () => ({ ...c, read_seq: Math.max(seq, c.read_seq), unread: 0, mentions: 0 }));
  }

  /** told takes the server's word on how far a conversation has been read. */
  told(state: ReadState): void {
    const c = this.byId(state.conversation);
    if (!c) return;
    this.learn(c.id);
    const { last_seq, read_seq, unread, mentions } = state;
    const next = { ...c, read_seq, unread, mentions, last_seq: Math.max(c.last_seq, last_seq) };
    this.change(c.id, () => this.settled(next, last_seq));
  }

  /** learn keeps lists that are already on their way from changing what is known of a conversation. */
  learn(id: number): void {
    this.learned.set(id, ++this.moment);
  }

  private settled(c: Conversation, countedTo: number): Conversation {
    return { ...c, ...this.tally.since(c.id, countedTo, c) };
  }
}

/** nameOf is what a conversation is called in lists. */
export function nameOf(c: Conversation): string {
  return c.room?.name ?? c.user?.name ?? "Conversation";
}

/** isClosed tells whether the reader has closed it, and nothing has happened in it since. */
export function isClosed(c: Conversation): boolean {
  return c.kind === "direct" && c.closed_seq > 0 && c.last_seq <= c.closed_seq;
}

/** pathOf is the address of a conversation. */
export function pathOf(c: Conversation): string {
  return c.room ? `/chat/room/${c.room.id}` : `/chat/user/${c.user?.id ?? 0}`;
}

function byName(a: Conversation, b: Conversation): number {
  return nameOf(a).localeCompare(nameOf(b));
}
