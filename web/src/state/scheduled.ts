import { batch, computed, signal } from "@preact/signals";
import type { Api } from "../api/api";
import { messageOf } from "../api/errors";
import type { ScheduledMessage } from "../api/types";
import { shortTime } from "../text/time";

/** ToCome is what the reader wants to be sent later. */
export interface ToCome {
  body: string;
  at: Date;
  /** The id of the message that a thread began with. */
  thread?: string;
  toRoom?: boolean;
}

/** Scheduled is what the reader has written to be sent later, the soonest first. */
export class Scheduled {
  /** undefined until the server has said. */
  readonly items = signal<ScheduledMessage[] | undefined>(undefined);
  /** Why what is there may be out of date; null: it is not. */
  readonly error = signal<string | null>(null);
  readonly count = computed(() => this.items.value?.length ?? 0);
  /** How many could not be sent and wait for the reader. */
  readonly failed = computed(() => this.items.value?.filter((m) => m.problem).length ?? 0);
  /** Counts the lists that were asked for, so that only the last is taken. */
  private round = 0;

  constructor(private readonly api: Pick<Api, "schedule" | "scheduled">) {}

  /** load asks the server. */
  async load(): Promise<void> {
    const round = ++this.round;
    try {
      const now = await this.api.scheduled();
      if (round !== this.round) return;
      batch(() => {
        this.items.value = now;
        this.error.value = null;
      });
    } catch (err) {
      if (round === this.round) this.error.value = messageOf(err);
    }
  }

  /** add has a message sent later, and says when that will be. It throws what the API throws. */
  async add(conversation: number, { body, at, thread, toRoom = false }: ToCome): Promise<{ said: string }> {
    const m = await this.api.schedule(conversation, {
      body,
      at: at.toISOString(),
      ...(thread !== undefined && { thread, to_room: toRoom }),
    });
    void this.load();
    return { said: `It will be sent on ${shortTime(m.at)}.` };
  }
}
