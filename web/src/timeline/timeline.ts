import { batch, signal } from "@preact/signals";
import { ApiError, messageOf } from "../api/errors";
import type { Event, EventPage } from "../api/types";

/** Events asked for at a time. */
export const pageSize = 50;
/** Events kept in the page; the far end is trimmed beyond. */
export const maxKept = 300;

/** A message of the reader's own that the server has not been seen to have. */
export interface Pending {
  clientId: string;
  body: string;
  time: string;
  /** Why it failed, or nothing while it is on its way. */
  error?: string;
}

/** Where a timeline reads and writes. */
export interface Source {
  newest(limit: number): Promise<EventPage>;
  before(seq: number, limit: number): Promise<EventPage>;
  after(seq: number, limit: number): Promise<EventPage>;
  /** The page around an event, named by its seq or its id. */
  around(event: number | string, limit: number): Promise<EventPage>;
  /** The page around the first event of a moment and after. */
  atTime(time: string, limit: number): Promise<EventPage>;
  send(body: string, clientId: string): Promise<Event>;
}

export type Loading = "first" | "older" | "newer" | null;

/**
 * Timeline is the window of one conversation's log that the page holds: always without a gap, moved by loading pages
 * at either end and by live events at the newest one.
 */
export class Timeline {
  readonly events = signal<Event[]>([]);
  readonly pending = signal<Pending[]>([]);
  readonly loading = signal<Loading>(null);
  readonly error = signal<string | null>(null);
  readonly loaded = signal(false);
  /** The seq after which the "new messages" divider stands. */
  readonly unreadAfter = signal<number | null>(null);
  /** How many of those are new, as it was when the conversation was opened. */
  readonly unreadCount = signal(0);
  /** The event that the reader was led to: scrolled to and lit up, each time anew. */
  readonly target = signal<{ seq: number } | null>(null);
  /** Why the reader could not be led where a link points to. */
  readonly lost = signal<string | null>(null);
  /** The newest seq that is known to exist. */
  readonly newestSeq = signal(0);
  /** While the reader looks at the newest end, old events may be trimmed; otherwise they are being read. */
  readonly following = signal(true);
  /** Counts up with each reset, so that an answer from before it is thrown away. */
  private epoch = 0;

  constructor(private readonly source: Source) {}

  get lastSeq(): number {
    return this.events.value.at(-1)?.seq ?? 0;
  }

  get hasOlder(): boolean {
    return (this.events.value[0]?.seq ?? 1) > 1;
  }

  get hasNewer(): boolean {
    return this.loaded.value && this.lastSeq < this.newestSeq.value;
  }

  /** full tells whether what comes next at one end pushes something out at the other. */
  get full(): boolean {
    return this.events.peek().length >= maxKept;
  }

  /** open shows the newest page, unless it is there already or something else is on its way. */
  async open(): Promise<void> {
    if ((!this.loaded.value || this.hasNewer) && this.loading.value === null) await this.jump();
  }

  /** jump shows the newest page, whatever was shown before. */
  async jump(): Promise<void> {
    this.epoch++;
    this.loading.value = null;
    await this.load(
      "first",
      () => this.source.newest(pageSize),
      (page) => {
        this.events.value = page.items;
        this.loaded.value = true;
        this.following.value = true;
      },
    );
    if (this.hasNewer) await this.newer();
  }

  /** around leads to an event, named by its seq or its id, wherever in the log it stands. */
  async around(event: number | string): Promise<void> {
    const here = this.events.value.find((e) => e.seq === event || e.id === event);
    if (here) this.lead(here.seq);
    else await this.openAt(() => this.source.around(event, pageSize));
  }

  /** atTime leads to what was said first at a moment or after it. */
  atTime(time: string): Promise<void> {
    return this.openAt(() => this.source.atTime(time, pageSize));
  }

  private async openAt(fetch: () => Promise<EventPage>): Promise<void> {
    this.epoch++;
    this.loading.value = null;
    let missing = false;
    const page = async () => {
      try {
        return await fetch();
      } catch (err) {
        missing = err instanceof ApiError && err.status === 404;
        throw err;
      }
    };
    await this.load("first", page, (p) => {
      this.events.value = p.items;
      this.loaded.value = true;
      this.lead(p.at ?? 0);
    });
    if (!missing) return;
    this.lost.value = this.error.value;
    await this.jump();
  }

  private lead(seq: number): void {
    this.following.value = false;
    this.lost.value = null;
    this.target.value = { seq };
  }

  /** reset starts again at the newest page after a gap that was too long to be sent. */
  async reset(seq: number): Promise<void> {
    this.newestSeq.value = Math.max(this.newestSeq.value, seq);
    if (this.loaded.value) await this.jump();
  }

  async older(): Promise<void> {
    const first = this.events.value[0]?.seq;
    if (first === undefined || !this.hasOlder) return;
    await this.load(
      "older",
      () => this.source.before(first, pageSize),
      (page) => {
        const fresh = page.items.filter((e) => e.seq < first);
        this.events.value = [...fresh, ...this.events.value].slice(0, maxKept);
      },
    );
  }

  async newer(): Promise<void> {
    if (!this.hasNewer) return;
    const last = this.lastSeq;
    await this.load(
      "newer",
      () => this.source.after(last, pageSize),
      (page) => {
        for (const e of page.items) this.append(e);
        this.events.value = this.events.value.slice(-maxKept);
      },
    );
  }

  /** receive takes a live event, in the order of seq, or the server's answer to a send. */
  receive(event: Event): void {
    batch(() => {
      this.newestSeq.value = Math.max(this.newestSeq.value, event.seq);
      if (this.loaded.value && (this.following.value || !this.full)) this.append(event);
    });
  }

  /** append takes the one event that comes next; others are duplicates, or outside the window and loaded later. */
  private append(event: Event): void {
    if (event.seq !== this.lastSeq + 1) return;
    const all = [...this.events.value, event];
    this.events.value = this.following.value && all.length > maxKept ? all.slice(-maxKept) : all;
    if (event.client_id) this.forget(event.client_id);
  }

  /** send shows the message at once and keeps it as pending until it stands in the log. */
  async send(body: string): Promise<void> {
    const p: Pending = { clientId: crypto.randomUUID(), body, time: new Date().toISOString() };
    this.unreadAfter.value = null;
    this.pending.value = [...this.pending.value, p];
    await this.deliver(p);
  }

  /** retry sends a failed message again under the same client id, so that it cannot appear twice. */
  async retry(clientId: string): Promise<void> {
    const p = this.pending.value.find((q) => q.clientId === clientId);
    if (!p) return;
    this.mark(clientId, undefined);
    await this.deliver(p);
  }

  /** forget removes a pending message. */
  forget(clientId: string): void {
    const rest = this.pending.value.filter((p) => p.clientId !== clientId);
    if (rest.length !== this.pending.value.length) this.pending.value = rest;
  }

  private async deliver(p: Pending): Promise<void> {
    try {
      const event = await this.source.send(p.body, p.clientId);
      // Behind a gap the event waits for the live feed, and the pending line stands for it.
      this.receive(event);
      if (event.seq <= this.lastSeq) this.forget(p.clientId);
    } catch (err) {
      this.mark(p.clientId, messageOf(err));
    }
  }

  private mark(clientId: string, error: string | undefined): void {
    this.pending.value = this.pending.value.map((p) => {
      if (p.clientId !== clientId) return p;
      const { error: _, ...rest } = p;
      return error === undefined ? rest : { ...rest, error };
    });
  }

  private async load(
    what: Loading,
    fetch: () => Promise<EventPage>,
    take: (page: EventPage) => void,
  ): Promise<void> {
    if (this.loading.value !== null) return;
    const epoch = this.epoch;
    this.loading.value = what;
    this.error.value = null;
    try {
      const page = await fetch();
      if (epoch !== this.epoch) return;
      batch(() => {
        this.newestSeq.value = Math.max(this.newestSeq.value, page.last_seq);
        take(page);
        for (const e of page.items) if (e.client_id) this.forget(e.client_id);
      });
    } catch (err) {
      if (epoch === this.epoch) this.error.value = messageOf(err);
    } finally {
      if (epoch === this.epoch) this.loading.value = null;
    }
  }
}
