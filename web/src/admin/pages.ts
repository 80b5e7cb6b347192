import { batch, signal } from "@preact/signals";
import { messageOf } from "../api/errors";
import type { PageOf } from "./adminapi";

/**
 * Pages is a list that the server gives in pages, grown at its end as the reader goes on. run begins it anew for what is
 * looked for; an answer to what was looked for before is dropped.
 */
export class Pages<T, F extends object> {
  readonly items = signal<T[]>([]);
  readonly loading = signal(false);
  readonly error = signal<string | undefined>(undefined);
  /** The first page has come. */
  readonly answered = signal(false);
  private readonly next = signal<string | undefined>(undefined);
  private filter: F | undefined;
  private turn = 0;

  constructor(private readonly load: (filter: F, cursor: string | undefined) => Promise<PageOf<T>>) {}

  get hasMore(): boolean {
    return this.next.value !== undefined;
  }

  /** run looks for something; what is shown stays until the answer comes. */
  async run(filter: F): Promise<void> {
    this.filter = filter;
    await this.page(undefined);
  }

  /** again reads the list from its beginning. */
  async again(): Promise<void> {
    await this.page(undefined);
  }

  async more(): Promise<void> {
    if (this.hasMore && !this.loading.peek()) await this.page(this.next.peek());
  }

  /** prepend puts what is new before what is there. */
  prepend(items: T[]): void {
    if (items.length > 0) this.items.value = [...items, ...this.items.peek()];
  }

  private async page(cursor: string | undefined): Promise<void> {
    if (!this.filter) return;
    const turn = ++this.turn;
    this.loading.value = true;
    this.error.value = undefined;
    try {
      const page = await this.load(this.filter, cursor);
      if (turn !== this.turn) return;
      batch(() => {
        this.items.value = cursor === undefined ? page.items : [...this.items.peek(), ...page.items];
        this.next.value = page.next;
        this.answered.value = true;
      });
    } catch (err) {
      if (turn === this.turn) this.error.value = messageOf(err);
    } finally {
      if (turn === this.turn) this.loading.value = false;
    }
  }
}
