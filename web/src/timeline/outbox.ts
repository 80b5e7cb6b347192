import { signal } from "@preact/signals";
import { ApiError, messageOf, NetworkError } from "../api/errors";
import type { Event } from "../api/types";
import { backoff } from "../live/backoff";

/** Where in the conversation something is said: in a thread, and if wanted beside it as well. */
export interface Reply {
  thread: string;
  toRoom: boolean;
}

/** A message of the reader's own that has not been seen in the log. */
export interface Pending {
  clientId: string;
  body: string;
  time: string;
  /** Absent for what is said to the whole conversation. */
  reply?: Reply;
  /** Why the server refused it; nothing while it is on its way. */
  error?: string;
  /** The server could not be reached with it, and is tried again. */
  waiting?: boolean;
  /** Where it stands in the log, once the server has it. */
  seq?: number;
}

/**
 * Outbox sends what the reader says in one conversation and its threads, one message after the other, in order. What
 * cannot be sent for want of a connection waits and goes by itself; its client id makes sure that it is said once,
 * whatever was lost.
 */
export class Outbox {
  readonly pending = signal<Pending[]>([]);
  private sending = false;
  private stopped = false;
  private attempt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly post: (p: Pending) => Promise<Event>,
    private readonly onSent: (event: Event) => void,
    before: Pending[] = [],
  ) {
    this.pending.value = before;
  }

  /** send adds a message and resolves when it has been sent, refused or left waiting. */
  async send(body: string, reply?: Reply): Promise<void> {
    const p: Pending = { clientId: crypto.randomUUID(), body, time: new Date().toISOString() };
    this.pending.value = [...this.pending.value, reply ? { ...p, reply } : p];
    await this.flush();
  }

  /** retry sends a refused message again, under the same client id. */
  async retry(clientId: string): Promise<void> {
    this.mark(clientId, {});
    await this.flush();
  }

  /** again sends at once what waits: the connection is back. */
  async again(): Promise<void> {
    this.attempt = 0;
    await this.flush();
  }

  forget(clientId: string): void {
    this.drop((p) => p.clientId === clientId);
  }

  /** seen forgets what stands in the log up to seq. */
  seen(seq: number): void {
    this.drop((p) => p.seq !== undefined && p.seq <= seq);
  }

  /** stop ends it: what is on its way comes to its end, and nothing follows it. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private drop(which: (p: Pending) => boolean): void {
    const rest = this.pending.value.filter((p) => !which(p));
    if (rest.length !== this.pending.value.length) this.pending.value = rest;
  }

  private async flush(): Promise<void> {
    if (this.sending || this.stopped) return;
    clearTimeout(this.timer);
    this.sending = true;
    try {
      for (let next = this.next(); next && !this.stopped; next = this.next())
        if (!(await this.deliver(next))) return;
    } finally {
      this.sending = false;
    }
  }

  private next(): Pending | undefined {
    return this.pending.value.find((p) => p.error === undefined && p.seq === undefined);
  }

  /** deliver tells whether the next one may go. */
  private async deliver(p: Pending): Promise<boolean> {
    try {
      const event = await this.post(p);
      this.attempt = 0;
      this.mark(p.clientId, { seq: event.seq });
      this.onSent(event);
      return true;
    } catch (err) {
      if (!passes(err)) {
        this.mark(p.clientId, { error: messageOf(err) });
        return true;
      }
      this.mark(p.clientId, { waiting: true });
      if (!this.stopped) this.timer = setTimeout(() => void this.flush(), backoff(this.attempt++));
      return false;
    }
  }

  private mark(clientId: string, state: Pick<Pending, "error" | "waiting" | "seq">): void {
    this.pending.value = this.pending.value.map((p) => {
      if (p.clientId !== clientId) return p;
      const { error: _, waiting: __, seq: ___, ...rest } = p;
      return { ...rest, ...state };
    });
  }
}

/** passes tells whether the same message may get through later. Who was signed out signs in again. */
function passes(err: unknown): boolean {
  if (err instanceof NetworkError) return true;
  return err instanceof ApiError && (err.status >= 500 || [401, 408, 429].includes(err.status));
}
