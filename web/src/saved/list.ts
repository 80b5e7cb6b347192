import { batch, signal } from "@preact/signals";
import type { Api } from "../api/api";
import { messageOf } from "../api/errors";
import type { SavedMessage } from "../api/types";

/** This many are read at once of what there is already; the server gives no more. */
const most = 100;

/** SavedList is what the reader has saved, page by page: what is left, or what is done. */
export class SavedList {
  readonly items = signal<SavedMessage[] | undefined>(undefined);
  readonly loading = signal(false);
  readonly error = signal<string | null>(null);
  private readonly next = signal<string | undefined>(undefined);
  private last = Promise.resolve();
  private renewing = false;
  private failed: () => Promise<void> = () => this.more();

  constructor(
    private readonly api: Pick<Api, "saved">,
    readonly done: boolean,
    /** What has become of a message since it was read, and so stays where it can be undone. */
    private readonly changed: (event: string) => boolean,
  ) {}

  get hasMore(): boolean {
    return this.next.value !== undefined;
  }

  /** more adds the next page, or reads the first. */
  more(): Promise<void> {
    this.loading.value = true;
    return this.inTurn(
      () => this.more(),
      async () => {
        try {
          const page = await this.api.saved(this.done, this.next.peek());
          batch(() => {
            this.items.value = [...(this.items.peek() ?? []), ...page.items];
            this.next.value = page.next;
          });
        } finally {
          this.loading.value = false;
        }
      },
    );
  }

  /** renew reads what has been read once more: what was added takes its place, and what is the reader's no longer goes. */
  async renew(): Promise<void> {
    if (this.renewing) return;
    this.renewing = true;
    return this.inTurn(
      () => this.renew(),
      async () => {
        this.renewing = false;
        const before = this.items.peek() ?? [];
        const end = this.next.peek() === undefined ? 0 : (before.at(-1)?.id ?? 0);
        const now = (await this.readTo(end)).filter((m) => m.id >= end);
        const there = new Set(now.map((m) => m.event.id));
        const past = before.filter((m) => !there.has(m.event.id) && this.changed(m.event.id));
        this.items.value = [...now, ...past].sort((a, b) => b.id - a.id);
      },
    );
  }

  /** again tries what has failed. */
  again(): Promise<void> {
    return this.failed();
  }

  private async readTo(end: number): Promise<SavedMessage[]> {
    const read: SavedMessage[] = [];
    let next: string | undefined;
    do {
      const page = await this.api.saved(this.done, next, most);
      read.push(...page.items);
      next = page.next;
    } while (next !== undefined && (read.at(-1)?.id ?? 0) > end);
    return read;
  }

  /** One thing is read after the other: each begins where the one before has ended. */
  private inTurn(again: () => Promise<void>, work: () => Promise<void>): Promise<void> {
    this.last = this.last.then(async () => {
      this.error.value = null;
      try {
        await work();
      } catch (err) {
        this.failed = again;
        this.error.value = messageOf(err);
      }
    });
    return this.last;
  }
}
