/** How long the other tabs have to say that somebody is looking. */
const patienceMs = 150;

type Note = { ask: string; conversation: number } | { seen: string };

/**
 * Tabs lets the tabs of one browser agree on who tells the reader: one tab alone does, and not while another one
 * shows the conversation to somebody who looks at it.
 */
export class Tabs {
  private readonly channel: BroadcastChannel | undefined;
  /** What this tab has asked for, and whether another one has answered that it is seen. */
  private readonly asked = new Map<string, boolean>();
  private readonly closed = new AbortController();
  /** Without locks every tab takes itself for the one; the browser then puts equal notifications into one. */
  private mine: boolean;

  constructor(
    name: string,
    private readonly looking: (conversation: number) => boolean,
  ) {
    this.mine = !("locks" in navigator);
    if ("BroadcastChannel" in globalThis) {
      this.channel = new BroadcastChannel(name);
      this.channel.onmessage = (m) => this.hear(m.data as Note);
    }
    if (this.mine) return;
    const { signal } = this.closed;
    navigator.locks
      .request(name, { signal }, () => {
        this.mine = true;
        return new Promise<void>((done) => signal.addEventListener("abort", () => done()));
      })
      .catch(() => {}); // It was closed before its turn came.
  }

  /** ask tells whether this tab is to tell the reader of an event. */
  async ask(id: string, conversation: number): Promise<boolean> {
    if (!this.mine || this.looking(conversation)) return false;
    if (!this.channel) return true;
    this.asked.set(id, false);
    this.channel.postMessage({ ask: id, conversation } satisfies Note);
    await new Promise((done) => setTimeout(done, patienceMs));
    const seen = this.asked.get(id) === true;
    this.asked.delete(id);
    return !seen;
  }

  close(): void {
    this.closed.abort();
    this.mine = false;
    this.channel?.close();
  }

  private hear(note: Note): void {
    if ("seen" in note) {
      if (this.asked.has(note.seen)) this.asked.set(note.seen, true);
    } else if (this.looking(note.conversation)) this.channel?.postMessage({ seen: note.ask } satisfies Note);
  }
}
