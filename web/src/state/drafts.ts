import { signal } from "@preact/signals";

/** A pause of this long in the writing is a moment to save. */
const saveMs = 800;

export interface Draft {
  conversation: number;
  body: string;
}

/** What the drafts need of the server. by names this page among the reader's. */
export interface DraftStore {
  drafts(): Promise<Draft[]>;
  keepDraft(conversation: number, body: string, by: string): Promise<void>;
}

/**
 * Drafts is what the reader is writing in each conversation, on all their pages. What is written here is kept by this
 * tab until the server has it; what another page writes replaces it here unless something waits to be saved.
 */
export class Drafts {
  readonly all = signal<ReadonlyMap<number, string>>(new Map());
  private readonly by = crypto.randomUUID();
  private readonly waiting = new Map<number, ReturnType<typeof setTimeout>>();
  private readonly saving = new Set<number>();
  /** Those that were written here or elsewhere since the list was asked for, which knows nothing of it. */
  private readonly newer = new Set<number>();

  /** self is the reader's id: what one person leaves in a tab is nothing to the next. */
  constructor(
    private readonly store: DraftStore,
    private readonly self: number,
  ) {}

  of(conversation: number): string {
    return this.all.value.get(conversation) ?? "";
  }

  /** load fetches the drafts, and saves those that this tab still has to. */
  async load(): Promise<void> {
    const all = new Map<number, string>();
    this.newer.clear();
    try {
      for (const d of await this.store.drafts()) all.set(d.conversation, d.body);
    } catch {
      return; // The next connection asks again.
    }
    for (const conversation of this.newer) all.set(conversation, this.of(conversation));
    for (const [conversation, body] of this.unsaved()) {
      all.set(conversation, body);
      if (!this.waiting.has(conversation)) this.save(conversation);
    }
    for (const [conversation, body] of all) if (body === "") all.delete(conversation);
    this.all.value = all;
  }

  /** write notes what stands in the box now. */
  write(conversation: number, body: string): void {
    if (this.of(conversation) === body) return;
    this.put(conversation, body);
    this.remember(conversation, body);
    clearTimeout(this.waiting.get(conversation));
    // What was sent is gone from the other pages at once.
    this.waiting.set(
      conversation,
      setTimeout(() => this.save(conversation), body === "" ? 0 : saveMs),
    );
  }

  /** hear takes what another page of the reader's has written. */
  hear(data: unknown): void {
    const d = data as Partial<Draft & { by: string }> | undefined;
    if (typeof d?.conversation !== "number" || typeof d.body !== "string" || d.by === this.by) return;
    if (!this.waiting.has(d.conversation) && !this.saving.has(d.conversation))
      this.put(d.conversation, d.body);
  }

  /** flush saves at once what waits, when the page is being closed. */
  flush = (): void => {
    for (const conversation of [...this.waiting.keys()]) this.save(conversation);
  };

  private put(conversation: number, body: string): void {
    this.newer.add(conversation);
    const all = new Map(this.all.value);
    if (body === "") all.delete(conversation);
    else all.set(conversation, body);
    this.all.value = all;
  }

  /** save sends one draft after the other, so that an older one never comes last. */
  private async save(conversation: number): Promise<void> {
    clearTimeout(this.waiting.get(conversation));
    this.waiting.delete(conversation);
    if (this.saving.has(conversation)) return;
    this.saving.add(conversation);
    let body: string;
    try {
      do {
        body = this.unsaved().get(conversation) ?? this.of(conversation);
        await this.store.keepDraft(conversation, body, this.by);
      } while ((this.unsaved().get(conversation) ?? body) !== body);
      this.forget(conversation);
    } catch {
      // This tab keeps it, and saves it with the next word or the next connection.
    } finally {
      this.saving.delete(conversation);
    }
  }

  private get prefix(): string {
    return `draft-${this.self}-`;
  }

  private remember(conversation: number, body: string): void {
    try {
      sessionStorage.setItem(this.prefix + conversation, body);
    } catch {
      // Without storage a draft is only lost sooner when the page is closed without a connection.
    }
  }

  private forget(conversation: number): void {
    try {
      sessionStorage.removeItem(this.prefix + conversation);
    } catch {
      // There was none.
    }
  }

  /** unsaved are the drafts that this tab has and the server may not. */
  private unsaved(): Map<number, string> {
    const all = new Map<number, string>();
    try {
      for (let i = 0; i < sessionStorage.length; i++) {
        const key = sessionStorage.key(i) ?? "";
        if (key.startsWith(this.prefix))
          all.set(Number(key.slice(this.prefix.length)), sessionStorage.getItem(key) ?? "");
      }
    } catch {
      // There are none.
    }
    return all;
  }
}
