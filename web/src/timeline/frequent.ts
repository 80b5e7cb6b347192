import { signal } from "@preact/signals";

const key = "frequent-emoji";
const first = ["👍", "❤️", "😂", "🎉", "👀", "✅"];
/** So many are offered, and so many remembered. */
const offered = 6;
const kept = 24;

/** Frequent remembers on this device which emoji the reader reacts with. */
export class Frequent {
  private counts = signal(stored());

  /** The most used, then those that everybody starts with. */
  get list(): string[] {
    const used = [...this.counts.value].sort(([, a], [, b]) => b - a).map(([emoji]) => emoji);
    return [...new Set([...used, ...first])].slice(0, offered);
  }

  use(emoji: string): void {
    const next = new Map(this.counts.value).set(emoji, (this.counts.value.get(emoji) ?? 0) + 1);
    this.counts.value = new Map([...next].sort(([, a], [, b]) => b - a).slice(0, kept));
    try {
      localStorage.setItem(key, JSON.stringify([...this.counts.value]));
    } catch {
      // Without storage it is forgotten with the page.
    }
  }
}

function stored(): ReadonlyMap<string, number> {
  try {
    const list = JSON.parse(localStorage.getItem(key) ?? "[]") as unknown;
    if (!Array.isArray(list)) return new Map();
    return new Map(
      list.filter((e): e is [string, number] => typeof e?.[0] === "string" && typeof e[1] === "number"),
    );
  } catch {
    return new Map();
  }
}

export const frequent = new Frequent();
