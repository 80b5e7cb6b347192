import { computed, signal } from "@preact/signals";
import type { Conversation, Event } from "../api/types";

/** Counts stop here, as the server's do. */
export const countCap = 100;

/** Conversations is the left column's list: joined rooms and one-to-one chats with what is unread in them. */
export class Conversations {
  readonly all = signal<Conversation[]>([]);
  readonly rooms = computed(() => this.all.value.filter((c) => c.room !== null).sort(byName));
  readonly directs = computed(() => this.all.value.filter((c) => c.user !== null).sort(byName));
  readonly unread = computed(() => this.all.value.reduce((n, c) => n + c.unread, 0));
  readonly mentions = computed(() =>
    this.all.value.reduce((n, c) => n + (c.kind === "direct" ? c.unread : c.mentions), 0),
  );

  constructor(private readonly self: number) {}

  /** load takes the server's list. A count that is older than the live feed is not taken. */
  load(items: Conversation[]): void {
    const known = new Map(this.all.value.map((c) => [c.id, c]));
    this.all.value = items.map((c) => {
      const old = known.get(c.id);
      if (old && old.read_seq >= c.last_seq) return { ...old, room: c.room, user: c.user };
      if (!old || old.last_seq <= c.last_seq) return c;
      const { last_seq, read_seq, unread, mentions } = old;
      return { ...c, last_seq, read_seq, unread, mentions };
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

  /** count takes a live event into the numbers, once. */
  count(event: Event): void {
    const c = this.byId(event.conversation);
    if (!c || event.seq <= c.last_seq) return;
    const counts = this.counts(event);
    this.change(c.id, () => ({
      ...c,
      last_seq: event.seq,
      unread: Math.min(countCap, c.unread + (counts ? 1 : 0)),
      mentions: Math.min(countCap, c.mentions + (counts && this.mentionsSelf(event) ? 1 : 0)),
      room: c.room && event.kind === "topic" ? { ...c.room, topic: event.body } : c.room,
    }));
  }

  /** read clears the counts up to seq. */
  read(id: number, seq: number): void {
    const c = this.byId(id);
    if (!c || (c.read_seq >= seq && c.unread === 0)) return;
    this.change(id, () => ({ ...c, read_seq: Math.max(seq, c.read_seq), unread: 0, mentions: 0 }));
  }

  private counts(event: Event): boolean {
    return (event.kind === "message" || event.kind === "notification") && event.user_id !== this.self;
  }

  private mentionsSelf(event: Event): boolean {
    return Boolean(
      event.mention_all || event.mention_here || event.mentions?.some((m) => m.id === this.self),
    );
  }
}

/** nameOf is what a conversation is called in lists. */
export function nameOf(c: Conversation): string {
  return c.room?.name ?? c.user?.name ?? "Conversation";
}

/** pathOf is the address of a conversation. */
export function pathOf(c: Conversation): string {
  return c.room ? `/chat/room/${c.room.id}` : `/chat/user/${c.user?.id ?? 0}`;
}

function byName(a: Conversation, b: Conversation): number {
  return nameOf(a).localeCompare(nameOf(b));
}
