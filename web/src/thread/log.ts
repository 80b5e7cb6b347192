import { batch, signal } from "@preact/signals";
import { messageOf } from "../api/errors";
import type { Event, ThreadPage } from "../api/types";
import type { Pending } from "../timeline/timeline";

/** Where a thread is read and written. */
export interface ThreadSource {
  page(before: number): Promise<ThreadPage>;
  send(body: string, clientId: string, toRoom: boolean): Promise<Event>;
}

interface PendingReply extends Pending {
  toRoom: boolean;
}

/** ThreadLog is an open thread: its first message, the newest replies, and those on their way. */
export class ThreadLog {
  readonly first = signal<Event | null>(null);
  readonly replies = signal<Event[]>([]);
  readonly pending = signal<PendingReply[]>([]);
  readonly more = signal(false);
  readonly loading = signal(false);
  readonly error = signal<string | null>(null);

  constructor(
    readonly id: string,
    private readonly source: ThreadSource,
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
      if (event.client_id) this.forget(event.client_id);
      if (event.seq > this.lastSeq) this.replies.value = [...this.replies.value, event];
    });
  }

  /** replace takes an event as it is now for what it was. */
  replace(event: Event): void {
    if (event.id === this.id) this.first.value = event;
    const i = this.replies.value.findIndex((e) => e.id === event.id);
    if (i >= 0) this.replies.value = this.replies.value.with(i, event);
  }

  async send(body: string, toRoom: boolean): Promise<void> {
    const p = { clientId: crypto.randomUUID(), body, time: new Date().toISOString(), toRoom };
    this.pending.value = [...this.pending.value, p];
    await this.deliver(p);
  }

  /** retry sends a failed reply again under the same client id, so that it cannot appear twice. */
  async retry(clientId: string): Promise<void> {
    const p = this.pending.value.find((q) => q.clientId === clientId);
    if (!p) return;
    const { error: _, ...again } = p;
    this.pending.value = this.pending.value.map((q) => (q === p ? again : q));
    await this.deliver(again);
  }

  /** forget removes a pending reply. */
  forget(clientId: string): void {
    this.pending.value = this.pending.value.filter((p) => p.clientId !== clientId);
  }

  private async deliver(p: PendingReply): Promise<void> {
    try {
      this.receive(await this.source.send(p.body, p.clientId, p.toRoom));
      this.forget(p.clientId);
    } catch (err) {
      const error = messageOf(err);
      this.pending.value = this.pending.value.map((q) => (q.clientId === p.clientId ? { ...q, error } : q));
    }
  }

  private async load(before: number, take: (page: ThreadPage) => void): Promise<void> {
    if (this.loading.value) return;
    this.loading.value = true;
    this.error.value = null;
    try {
      const page = await this.source.page(before);
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
