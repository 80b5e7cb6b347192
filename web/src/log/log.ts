import { batch, signal } from "@preact/signals";
import { messageOf } from "../api/errors";

/** A page of a log, the newest first. */
export interface LogPage<T> {
  items: T[];
  /** Where the next page begins; absent on the last. */
  next?: string;
}

type Use<T> = (page: LogPage<T>) => void;

/**
 * Log is what a log has for one filter, page by page, the newest first. refresh brings what is new and how what is shown
 * has changed; an answer for an older filter is dropped.
 */
export class Log<T extends { id: number }> {
  readonly items = signal<T[]>([]);
  readonly loading = signal(true);
  readonly error = signal<string | null>(null);
  private readonly next = signal<string | undefined>(undefined);
  private turn = 0;

  constructor(private readonly load: (cursor?: string) => Promise<LogPage<T>>) {}

  get hasMore(): boolean {
    return this.next.value !== undefined;
  }

  /** begin loads the first page anew. */
  async begin(): Promise<void> {
    await this.page(++this.turn, undefined, (page) => {
      this.items.value = page.items;
      this.next.value = page.next;
    });
  }

  /** more adds the next page. */
  async more(): Promise<void> {
    const cursor = this.next.peek();
    if (cursor === undefined || this.loading.peek()) return;
    await this.page(this.turn, cursor, (page) => {
      this.items.value = [...this.items.peek(), ...page.items];
      this.next.value = page.next;
    });
  }

  /** refresh looks at the newest page again; what has fallen out of the filter goes. Whoever waits for one comes first. */
  async refresh(): Promise<void> {
    if (this.loading.peek()) return;
    await this.take(this.turn, undefined, (page) => {
      if (this.loading.peek()) return;
      const oldest = page.items.at(-1)?.id;
      const last = page.next === undefined || oldest === undefined;
      const older = last ? [] : this.items.peek().filter((i) => i.id < oldest);
      // With nothing in common there may be some in between that nobody has loaded.
      const joined =
        older.length === 0 || this.items.peek().some((i) => oldest !== undefined && i.id >= oldest);
      this.items.value = joined ? [...page.items, ...older] : page.items;
      if (!joined || older.length === 0) this.next.value = page.next;
    });
  }

  /** page takes one that somebody waits for. */
  private async page(turn: number, cursor: string | undefined, use: Use<T>): Promise<void> {
    this.loading.value = true;
    await this.take(turn, cursor, use);
    if (turn === this.turn) this.loading.value = false;
  }

  private async take(turn: number, cursor: string | undefined, use: Use<T>): Promise<void> {
    try {
      const page = await this.load(cursor);
      if (turn === this.turn) {
        batch(() => {
          this.error.value = null;
          use(page);
        });
      }
    } catch (err) {
      if (turn === this.turn) this.error.value = messageOf(err);
    }
  }
}
