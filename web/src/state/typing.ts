import { signal } from "@preact/signals";

/** spec: product, 4.3: said again every three seconds, shown for six. */
const sayMs = 3000;
const shownMs = 6000;

/** Typing is who writes in which conversation now, and says so for the reader. */
export class Typing {
  private readonly writers = signal<ReadonlyMap<number, ReadonlyMap<number, number>>>(new Map());
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private last: { conversation: number; at: number } | undefined;

  constructor(private readonly say: (conversation: number) => void) {}

  /** write tells the others that the reader writes, not too often. */
  write(conversation: number): void {
    const now = Date.now();
    if (this.last?.conversation === conversation && now - this.last.at < sayMs) return;
    this.last = { conversation, at: now };
    this.say(conversation);
  }

  /** sent makes the next word be told at once. */
  sent(): void {
    this.last = undefined;
  }

  /** hear notes that a person writes, for a while. */
  hear(conversation: number, user: number): void {
    const key = `${conversation} ${user}`;
    clearTimeout(this.timers.get(key));
    this.timers.set(
      key,
      setTimeout(() => this.stop(conversation, user), shownMs),
    );
    if (this.in(conversation).includes(user)) return;
    const here = new Map(this.writers.value.get(conversation)).set(user, Date.now());
    this.writers.value = new Map(this.writers.value).set(conversation, here);
  }

  /** stop notes that a person has said it, or has stopped. */
  stop(conversation: number, user: number): void {
    const key = `${conversation} ${user}`;
    clearTimeout(this.timers.get(key));
    this.timers.delete(key);
    const here = new Map(this.writers.value.get(conversation));
    if (here.delete(user)) this.writers.value = new Map(this.writers.value).set(conversation, here);
  }

  /** in gives who writes in a conversation, those who began first at the front. */
  in(conversation: number): number[] {
    return [...(this.writers.value.get(conversation)?.keys() ?? [])];
  }

  end(): void {
    for (const t of this.timers.values()) clearTimeout(t);
  }
}

/** typingLine says who writes. */
export function typingLine(names: string[]): string {
  const [a, b] = names;
  if (a === undefined) return "";
  if (b === undefined) return `${a} is typing…`;
  return names.length === 2 ? `${a} and ${b} are typing…` : `${a}, ${b} and others are typing…`;
}
