import { batch, signal } from "@preact/signals";
import type { Api } from "../api/api";
import { messageOf } from "../api/errors";
import type { SavedMessage } from "../api/types";

/** SavedList is what the reader has saved, page by page: what is left, or what is done. */
export class SavedList {
  readonly items = signal<SavedMessage[] | undefined>(undefined);
  readonly loading = signal(false);
  readonly error = signal<string | null>(null);
  private readonly next = signal<string | undefined>(undefined);
  private turn = 0;

  constructor(
    private readonly api: Pick<Api, "saved">,
    readonly done: boolean,
  ) {}

  get hasMore(): boolean {
    return this.next.value !== undefined;
  }

  /** load reads the first page, in place of what there is. */
  load = (): Promise<void> => this.read();

  /** more adds the next page. */
  more = (): Promise<void> => this.read(this.next.peek());

  /** An answer to what was asked before something else was is dropped. */
  private async read(cursor?: string): Promise<void> {
    const turn = ++this.turn;
    this.loading.value = true;
    this.error.value = null;
    try {
      const page = await this.api.saved(this.done, cursor);
      if (turn !== this.turn) return;
      batch(() => {
        this.items.value = [...(cursor ? (this.items.peek() ?? []) : []), ...page.items];
        this.next.value = page.next;
      });
    } catch (err) {
      if (turn === this.turn) this.error.value = messageOf(err);
    } finally {
      if (turn === this.turn) this.loading.value = false;
    }
  }
}
