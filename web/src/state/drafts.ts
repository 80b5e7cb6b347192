import { signal } from "@preact/signals";

/** A pause of this long in the writing is a moment to save. */
const saveMs = 800;

export interface Draft {
  conversation: number;
  /** The event that a thread began with, where it is in one. */
  thread?: string;
  body: string;
}

/** What the drafts need of the server. by names this page among the reader's. */
export interface DraftStore {
  drafts(): Promise<Draft[]>;
  keepDraft(draft: Draft, by: string): Promise<void>;
}

/** keyOf names a conversation, or a thread of it. */
function keyOf(conversation: number, thread = ""): string {
  return thread === "" ? String(conversation) : `${conversation} ${thread}`;
}

/** draftOf is what stands under such a name. */
function draftOf(key: string, body: string): Draft {
  const [conversation = "", thread] = key.split(" ", 2);
  return { conversation: Number(conversation), ...(thread !== undefined && { thread }), body };
}

/**
 * Drafts is what the reader is writing in each conversation and in each thread, on all their pages. What is written here
 * is kept by this tab until the server has it; what another page writes replaces it here unless something waits to be
 * saved.
 */
export class Drafts {
  /** By the names of keyOf. */
  readonly all = signal<ReadonlyMap<string, string>>(new Map());
  private readonly by = crypto.randomUUID();
  private readonly waiting = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly saving = new Set<string>();
  /** Those that were written here or elsewhere since the list was asked for, which knows nothing of it. */
  private readonly newer = new Set<string>();
  /** Counts the lists that were asked for, so that only the last is taken. */
  private round = 0;

  /** self is the reader's id: what one person leaves in a tab is nothing to the next. */
  constructor(
    private readonly store: DraftStore,
    private readonly self: number,
  ) {}

  of(conversation: number, thread?: string): string {
    return this.under(keyOf(conversation, thread));
  }

  /** load fetches the drafts, and saves those that this tab still has to. */
  async load(): Promise<void> {
    const all = new Map<string, string>();
    const round = ++this.round;
    this.newer.clear();
    try {
      for (const d of await this.store.drafts()) all.set(keyOf(d.conversation, d.thread), d.body);
    } catch {
      return; // The next connection asks again.
    }
    if (round !== this.round) return;
    for (const key of this.newer) all.set(key, this.under(key));
    for (const [key, body] of this.unsaved()) {
      all.set(key, body);
      if (!this.waiting.has(key)) void this.save(key);
    }
    for (const [key, body] of all) if (body === "") all.delete(key);
    this.all.value = all;
  }

  /** write notes what stands in the box now. */
  write(conversation: number, body: string, thread?: string): void {
    const key = keyOf(conversation, thread);
    if (this.under(key) === body) return;
    this.put(key, body);
    this.remember(key, body);
    clearTimeout(this.waiting.get(key));
    // What was sent is gone from the other pages at once.
    this.waiting.set(
      key,
      setTimeout(() => void this.save(key), body === "" ? 0 : saveMs),
    );
  }

  /** hear takes what another page of the reader's has written. */
  hear(data: unknown): void {
    const d = data as Partial<Draft & { by: string }> | undefined;
    if (typeof d?.conversation !== "number" || typeof d.body !== "string" || d.by === this.by) return;
    const key = keyOf(d.conversation, d.thread);
    if (!this.waiting.has(key) && !this.saving.has(key)) this.put(key, d.body);
  }

  /** flush saves at once what waits, when the page is being closed. */
  flush = (): void => {
    for (const key of [...this.waiting.keys()]) void this.save(key);
  };

  private under(key: string): string {
    return this.all.value.get(key) ?? "";
  }

  private put(key: string, body: string): void {
    this.newer.add(key);
    const all = new Map(this.all.value);
    if (body === "") all.delete(key);
    else all.set(key, body);
    this.all.value = all;
  }

  /** save sends one draft after the other, so that an older one never comes last. */
  private async save(key: string): Promise<void> {
    clearTimeout(this.waiting.get(key));
    this.waiting.delete(key);
    if (this.saving.has(key)) return;
    this.saving.add(key);
    let body: string;
    try {
      do {
        body = this.unsaved().get(key) ?? this.under(key);
        await this.store.keepDraft(draftOf(key, body), this.by);
      } while ((this.unsaved().get(key) ?? body) !== body);
      this.forget(key);
    } catch {
      // This tab keeps it, and saves it with the next word or the next connection.
    } finally {
      this.saving.delete(key);
    }
  }

  private get prefix(): string {
    return `draft-${this.self}-`;
  }

  private remember(key: string, body: string): void {
    try {
      sessionStorage.setItem(this.prefix + key, body);
    } catch {
      // Without storage a draft is only lost sooner when the page is closed without a connection.
    }
  }

  private forget(key: string): void {
    try {
      sessionStorage.removeItem(this.prefix + key);
    } catch {
      // There was none.
    }
  }

  /** unsaved are the drafts that this tab has and the server may not. */
  private unsaved(): Map<string, string> {
    const all = new Map<string, string>();
    try {
      for (let i = 0; i < sessionStorage.length; i++) {
        const name = sessionStorage.key(i) ?? "";
        if (name.startsWith(this.prefix))
          all.set(name.slice(this.prefix.length), sessionStorage.getItem(name) ?? "");
      }
    } catch {
      // There are none.
    }
    return all;
  }
}
