import { batch, computed, signal } from "@preact/signals";
import { ApiError, messageOf } from "../api/errors";
import { inFlow, isQuiet } from "../api/flow";
import type { Event, EventPage } from "../api/types";
import { Outbox, type Pending } from "./outbox";

/** Events asked for at a time. */
export const pageSize = 50;
/** Events kept in the page; the far end is trimmed beyond. */
export const maxKept = 300;

/** So many lines are drawn at a time where one scrolls: more would take longer than a frame. */
const atOnce = 10;

/** Where a timeline reads and writes. */
export interface Source {
  newest(limit: number): Promise<EventPage>;
  before(seq: number, limit: number): Promise<EventPage>;
  after(seq: number, limit: number): Promise<EventPage>;
  /** The page around an event, named by its seq or its id. */
  around(event: number | string, limit: number): Promise<EventPage>;
  /** The page around the first event of a moment and after. */
  atTime(time: string, limit: number): Promise<EventPage>;
  send(p: Pending): Promise<Event>;
}

export type Loading = "first" | "older" | "newer" | null;

/**
 * Timeline is the window of one conversation's log that the page holds: always without a gap, moved by loading pages
 * at either end and by live events at the newest one.
 */
export class Timeline {
  readonly events = signal<Event[]>([]);
  /** What the reader has said, here and in threads, that does not stand in the log yet. */
  readonly outbox: Outbox;
  readonly pending = computed(() => this.outbox.pending.value.filter((p) => !p.reply));
  readonly loading = signal<Loading>(null);
  readonly error = signal<string | null>(null);
  readonly loaded = signal(false);
  /** The seq after which the "new messages" divider stands. */
  readonly unreadAfter = signal<number | null>(null);
  /** How many of those are new, as it was when the conversation was opened. */
  readonly unreadCount = signal(0);
  /** The event that the reader was led to: scrolled to and lit up, each time anew. */
  readonly target = signal<{ seq: number } | null>(null);
  /** A reply that the reader was led to: it stands in its thread alone. */
  readonly aside = signal<Event | null>(null);
  /** Why the reader could not be led where a link points to. */
  readonly lost = signal<string | null>(null);
  /** What has been said since the reader left the newest end. */
  readonly arrived = signal(0);
  /** The reader is choosing a date to jump to. */
  readonly dating = signal(false);
  /** The newest seq that is known to exist. */
  readonly newestSeq = signal(0);
  /** While the reader looks at the newest end, old events may be trimmed; otherwise they are being read. */
  readonly following = signal(true);
  /** The seq up to which the reader has cleared their view; nothing before it is shown or loaded. */
  readonly clearedAt = signal(0);
  /** Counts up with each reset, so that an answer from before it is thrown away. */
  private epoch = 0;
  /** The ends of what the window covers, by seq. What is no line of its own is covered, but not among the events. */
  private covers = { first: 0, last: 0 };

  constructor(
    private readonly source: Source,
    unsent: Pending[] = [],
  ) {
    this.outbox = new Outbox(source.send, (event) => this.said(event), unsent);
  }

  get lastSeq(): number {
    return this.covers.last;
  }

  get hasOlder(): boolean {
    return this.covers.first > 1 + this.clearedAt.value;
  }

  get hasNewer(): boolean {
    return this.loaded.value && this.lastSeq < this.newestSeq.value;
  }

  /** clear hides what has been said so far, until unclear. */
  clear(): void {
    this.clearedAt.value = this.newestSeq.value;
  }

  unclear(): void {
    this.clearedAt.value = 0;
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
    const epoch = this.restart();
    await this.load(
      "first",
      () => this.source.newest(pageSize),
      (page) => {
        this.show(page.items);
        this.following.value = true;
      },
    );
    if (epoch === this.epoch) await this.catchUp();
  }

  /**
   * catchUp reads on to the newest end. That goes before what drawing has asked for at the other end, and the scrolls of that do
   * not say that the reader has left.
   */
  private async catchUp(): Promise<void> {
    for (let last = -1; this.hasNewer && this.lastSeq > last; ) {
      last = this.lastSeq;
      const epoch = this.restart();
      await this.newer();
      if (epoch !== this.epoch) return;
      this.following.value = true;
    }
  }

  /** restart has what is being loaded thrown away, and answers the new epoch. */
  private restart(): number {
    this.loading.value = null;
    return ++this.epoch;
  }

  /**
   * follow goes to the newest end, from wherever in the log the reader is, and stays there. What somebody who is there lacks is
   * on its way to them, and what is no more than a page away leaves what they see in its place.
   */
  follow(): void {
    const there = this.following.value;
    this.following.value = true;
    if (there || !this.hasNewer) return;
    if (this.newestSeq.value - this.lastSeq <= pageSize) void this.catchUp();
    else void this.jump();
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
    this.restart();
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
      this.show(p.items);
      this.lead(p.at ?? 0);
      const led = p.items.find((e) => e.seq === p.at);
      this.aside.value = led?.thread && !inFlow(led) ? led : null;
    });
    if (!missing) return;
    this.lost.value = this.error.value;
    await this.jump();
  }

  /** show puts a page in the place of what was shown. */
  private show(items: Event[]): void {
    this.events.value = items.filter(inFlow);
    this.covers = { first: items[0]?.seq ?? 0, last: items.at(-1)?.seq ?? 0 };
    this.loaded.value = true;
  }

  private lead(seq: number): void {
    if (seq <= this.clearedAt.value) this.unclear();
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
    const { first } = this.covers;
    if (!this.hasOlder) return;
    await this.load(
      "older",
      () => this.source.before(first, pageSize),
      (page) => this.prepend(page.items.filter((e) => e.seq < first)),
    );
  }

  private async prepend(fresh: Event[]): Promise<void> {
    if (fresh.length === 0) this.covers.first = 1;
    await this.inParts(fresh.toReversed(), (part) => {
      const all = [...part.toReversed().filter(inFlow), ...this.events.value];
      this.events.value = all.slice(0, maxKept);
      this.covers.first = part.at(-1)?.seq ?? 1;
      if (all.length > maxKept) this.covers.last = this.events.value.at(-1)?.seq ?? 0;
    });
  }

  async newer(): Promise<void> {
    if (!this.hasNewer) return;
    const last = this.lastSeq;
    await this.load(
      "newer",
      () => this.source.after(last, pageSize),
      (page) =>
        this.inParts(page.items, (part) => {
          for (const e of part) this.append(e);
          this.trimOlder();
        }),
    );
  }

  /** inParts takes events a few at a time and lets the browser draw in between, until something else is shown. */
  private async inParts(items: Event[], take: (part: Event[]) => void): Promise<void> {
    const epoch = this.epoch;
    for (let at = 0; at < items.length; at += atOnce) {
      if (at > 0) await new Promise((drawn) => setTimeout(drawn));
      if (epoch !== this.epoch) return;
      batch(() => take(items.slice(at, at + atOnce)));
    }
  }

  /** receive takes a live event, in the order of seq, or the server's answer to a send. */
  receive(event: Event): void {
    batch(() => {
      this.newestSeq.value = Math.max(this.newestSeq.value, event.seq);
      if (!this.following.value && !isQuiet(event)) this.arrived.value++;
      if (this.loaded.value && (this.following.value || !this.full)) this.append(event);
      else if (event.of) this.replace(event.of);
    });
  }

  /** replace takes an event as it is now for what it was, if it is in the window. */
  replace(event: Event): void {
    const i = this.events.value.findIndex((e) => e.id === event.id);
    if (i >= 0) this.events.value = this.events.value.with(i, event);
  }

  /** append takes the one event that comes next; others are duplicates, or outside the window and loaded later. */
  private append(event: Event): void {
    if (event.of) this.replace(event.of);
    if (event.seq !== this.lastSeq + 1) return;
    if (event.client_id) this.outbox.forget(event.client_id);
    this.covers.last = event.seq;
    if (this.covers.first === 0) this.covers.first = event.seq;
    if (!inFlow(event)) return;
    this.events.value = [...this.events.value, event];
    if (this.following.value) this.trimOlder();
  }

  private trimOlder(): void {
    if (this.events.value.length <= maxKept) return;
    this.events.value = this.events.value.slice(-maxKept);
    this.covers.first = this.events.value[0]?.seq ?? 0;
  }

  /** send shows the message at once and keeps it as pending until it stands in the log. */
  async send(body: string): Promise<void> {
    this.unreadAfter.value = null;
    await this.outbox.send(body);
  }

  /** said takes the server's answer. Behind a gap the event waits for the live feed, and the pending line stands for it. */
  private said(event: Event): void {
    this.receive(event);
    if (event.seq <= this.lastSeq) this.outbox.forget(event.client_id ?? "");
  }

  private async load(
    what: Loading,
    fetch: () => Promise<EventPage>,
    take: (page: EventPage) => void | Promise<void>,
  ): Promise<void> {
    if (this.loading.value !== null) return;
    const epoch = this.epoch;
    this.loading.value = what;
    this.error.value = null;
    try {
      const page = await fetch();
      if (epoch !== this.epoch) return;
      await batch(() => {
        this.newestSeq.value = Math.max(this.newestSeq.value, page.last_seq);
        const taken = take(page);
        for (const e of page.items) if (e.client_id) this.outbox.forget(e.client_id);
        // What was taken long ago, its answer lost, may stand before all that is shown.
        this.outbox.seen(this.lastSeq);
        return taken;
      });
    } catch (err) {
      if (epoch === this.epoch) this.error.value = messageOf(err);
    } finally {
      if (epoch === this.epoch) this.loading.value = null;
    }
  }
}
