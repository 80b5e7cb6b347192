import { signal } from "@preact/signals";
import type { Api } from "../api/api";
import { involves } from "../api/flow";
import type { Event, ThreadState } from "../api/types";

/** Threads knows where there are replies that the reader, who takes part, has not read. */
export class Threads {
  readonly unread = signal<ReadonlyMap<string, ThreadState>>(new Map());

  constructor(
    private readonly api: Pick<Api, "unreadThreads" | "markThreadRead">,
    private readonly self: number,
  ) {}

  /** load asks the server. Without an answer the next connection asks again. */
  async load(): Promise<void> {
    try {
      this.unread.value = new Map((await this.api.unreadThreads()).map((t) => [t.thread, t]));
    } catch {
      // What was known stays.
    }
  }

  /** of counts the replies in a thread. */
  of(thread: string): number {
    return this.unread.value.get(thread)?.unread ?? 0;
  }

  /** in counts the threads of a conversation. */
  in(conversation: number): number {
    return [...this.unread.value.values()].filter((t) => t.conversation === conversation).length;
  }

  /** hear takes a live event. */
  hear(event: Event): void {
    if (!event.thread || event.kind === "change") return;
    if (event.user_id === this.self) {
      this.drop(event.thread);
      return;
    }
    const known = this.unread.value.get(event.thread);
    if (!known && !this.takesPart(event)) return;
    if (known && event.seq <= known.last_seq) return;
    this.unread.value = new Map(this.unread.value).set(event.thread, {
      conversation: event.conversation,
      thread: event.thread,
      last_seq: event.seq,
      read_seq: known?.read_seq ?? event.seq - 1,
      unread: (known?.unread ?? 0) + 1,
    });
  }

  /** told takes the server's word on how far a thread has been read, here or on another device. */
  told(state: ThreadState): void {
    if (state.unread === 0) this.drop(state.thread);
    else this.unread.value = new Map(this.unread.value).set(state.thread, state);
  }

  /** read notes that the reader has seen a thread up to seq. */
  read(conversation: number, thread: string, seq: number): void {
    if (!this.unread.value.has(thread)) return;
    this.drop(thread);
    // A lost mark only leaves a badge for the next visit.
    this.api.markThreadRead(conversation, thread, seq).catch(() => {});
  }

  private takesPart(event: Event): boolean {
    return involves(event, this.self) || event.mentions?.some((m) => m.id === this.self) === true;
  }

  private drop(thread: string): void {
    if (!this.unread.value.has(thread)) return;
    const rest = new Map(this.unread.value);
    rest.delete(thread);
    this.unread.value = rest;
  }
}
