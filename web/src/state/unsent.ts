import type { Pending } from "../timeline/outbox";

/** More than this is not kept over a reload, in characters of JSON. */
const maxKept = 500_000;

/**
 * Unsent keeps what has not got through over a reload of the tab. It is the tab's own: two tabs that sent the same
 * would say it once, but not in order.
 */
export class Unsent {
  private readonly key: string;
  private readonly all: Map<number, Pending[]>;

  constructor(
    self: number,
    private readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem"> | undefined = tabStorage(),
  ) {
    this.key = `unsent-${self}`;
    this.all = this.load();
  }

  /** conversations are those with something to send. */
  get conversations(): number[] {
    return [...this.all.keys()];
  }

  of(conversation: number): Pending[] {
    return this.all.get(conversation) ?? [];
  }

  keep(conversation: number, pending: Pending[]): void {
    const unsent = pending.filter((p) => p.seq === undefined);
    if (unsent.length === 0 && !this.all.has(conversation)) return;
    if (unsent.length > 0) this.all.set(conversation, unsent);
    else this.all.delete(conversation);
    this.save();
  }

  private save(): void {
    const text = JSON.stringify([...this.all]);
    try {
      if (this.all.size === 0) this.storage?.removeItem(this.key);
      else if (text.length <= maxKept) this.storage?.setItem(this.key, text);
    } catch {
      // Storage is full or forbidden: it lasts as long as the page.
    }
  }

  private load(): Map<number, Pending[]> {
    try {
      const all = new Map<number, Pending[]>();
      for (const [id, list] of JSON.parse(this.storage?.getItem(this.key) ?? "[]") as [number, Pending[]][]) {
        const good = list.filter((p) => typeof p.clientId === "string" && typeof p.body === "string");
        if (Number.isSafeInteger(id) && good.length > 0) all.set(id, good);
      }
      return all;
    } catch {
      return new Map();
    }
  }
}

function tabStorage(): Storage | undefined {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}
