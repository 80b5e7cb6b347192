import { batch, computed, signal } from "@preact/signals";
import { messageOf } from "../api/errors";
import type { Event, ThreadPage } from "../api/types";
import type { Outbox } from "../timeline/outbox";

/** ThreadLog is an open thread: its first message, the newest replies, and those on their way. */
export class ThreadLog {
  readonly first = signal<Event | null>(null);
  readonly replies = signal<Event[]>([]);
  /** What the reader has replied that is not among the replies yet. */
  readonly pending = computed(() =>
    this.outbox.pending.value.filter(
      (p) => p.reply?.thread === this.id && (p.seq === undefined || p.seq > this.lastSeq),
    ),
  );
  readonly more = signal(false);
  readonly loading = signal(false);
  readonly error = signal<string | null>(null);

  constructor(
    readonly id: string,
    private readonly read: (before: number) => Promise<ThreadPage>,
    /** Of the conversation: what is said in it goes in order. */
    readonly outbox: Outbox,
  ) {}

  /** lastSeq is the seq of the newest reply. */
  get lastSeq(): number {
    return this.replies.value.at(-1)?.seq ?? 0;
  }

  /** open reads the newest replies; again after the connection was away for long. */
  open(): Promise<void> {
    return this.load(0, (page) => {
      const known = this.replies.value.filter((e) => e.seq > (page.items.at(-1)?.seq ?? 0));
      this.replies.value = [...page.items, ...known];
    });
  }

  older(): Promise<void> {
    const before = this.replies.value[0]?.seq ?? 0;
    return this.load(before, (page) => {
      this.replies.value = [...page.items, ...this.replies.value];
    });
  }

  /** receive takes a live event of the conversation. */
  receive(event: Event): void {
    batch(() => {
      if (event.of) this.replace(event.of);
      if (event.thread !== this.id || event.kind === "change") return;
      if (event.client_id) this.outbox.forget(event.client_id);
      this.insert(event);
    });
  }

  /** insert puts a reply in its place, once: the answer to one's own may come before what others replied earlier. */
  private insert(event: Event): void {
    const all = this.replies.value;
    if (all.some((e) => e.id === event.id)) return;
    const at = all.findLastIndex((e) => e.seq < event.seq) + 1;
    if (at > 0 || !this.more.value) this.replies.value = all.toSpliced(at, 0, event);
  }

  /** replace takes an event as it is now for what it was. */
  replace(event: Event): void {
    if (event.id === this.id) this.first.value = event;
    const i = this.replies.value.findIndex((e) => e.id === event.id);
    if (i >= 0) this.replies.value = this.replies.value.with(i, event);
  }

  send(body: string, toRoom: boolean): Promise<void> {
    return this.outbox.send(body, { thread: this.id, toRoom });
  }

  private async load(before: number, take: (page: ThreadPage) => void): Promise<void> {
    if (this.loading.value) return;
    this.loading.value = true;
    this.error.value = null;
    try {
      const page = await this.read(before);
      batch(() => {
        this.first.value = page.first;
        this.more.value = page.more;
        take(page);
      });
    } catch (err) {
      this.error.value = messageOf(err);
    } finally {
      this.loading.value = false;
    }
  }
}
