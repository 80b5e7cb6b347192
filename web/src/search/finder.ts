import { batch, signal } from "@preact/signals";
import type { Api } from "../api/api";
import { messageOf } from "../api/errors";
import type { Found } from "../api/types";

/** Finder is one search and its results, page by page; an answer to an older search is dropped. */
export class Finder {
  readonly query = signal("");
  readonly found = signal<Found[]>([]);
  readonly loading = signal(false);
  readonly error = signal<string | null>(null);
  /** A search has been answered. */
  readonly answered = signal(false);
  /** Messages that the server's search has not read yet. */
  readonly behind = signal(0);
  private readonly next = signal<string | undefined>(undefined);
  private turn = 0;

  constructor(private readonly api: Pick<Api, "search">) {}

  get hasMore(): boolean {
    return this.next.value !== undefined;
  }

  /** run looks for something; the same again changes nothing, unless it failed. */
  async run(query: string): Promise<void> {
    const wanted = query.trim();
    if (wanted === this.query.peek() && this.error.peek() === null) return;
    batch(() => {
      this.query.value = wanted;
      this.found.value = [];
      this.next.value = undefined;
      this.error.value = null;
      this.answered.value = false;
    });
    this.turn++;
    this.loading.value = false;
    if (wanted !== "") await this.load();
  }

  /** more adds the next page. */
  async more(): Promise<void> {
    if (this.hasMore && !this.loading.peek()) await this.load();
  }

  private async load(): Promise<void> {
    const turn = this.turn;
    this.loading.value = true;
    this.error.value = null;
    try {
      const page = await this.api.search(this.query.peek(), this.next.peek());
      if (turn !== this.turn) return;
      batch(() => {
        this.found.value = [...this.found.peek(), ...page.items];
        this.next.value = page.next;
        this.behind.value = page.behind;
        this.answered.value = true;
      });
    } catch (err) {
      if (turn === this.turn) this.error.value = messageOf(err);
    } finally {
      if (turn === this.turn) this.loading.value = false;
    }
  }
}
