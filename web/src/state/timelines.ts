import { effect } from "@preact/signals";
import type { Api } from "../api/api";
import type { Event } from "../api/types";
import type { Pending } from "../timeline/outbox";
import { Timeline } from "../timeline/timeline";
import { Unsent } from "./unsent";

/** Timelines kept in memory besides the one on the screen, so that going back is instant. */
const keptTimelines = 8;

interface Config {
  api: Pick<Api, "newest" | "before" | "after" | "around" | "atTime">;
  /** Sends one of the reader's messages. */
  say: (conversation: number, p: Pending) => Promise<Event>;
  /** The newest seq of a conversation, as far as it is known. */
  newestSeq: (conversation: number) => number;
  /** Told when one is gone, with its outbox. */
  dropped: (conversation: number) => void;
}

/** Timelines are those of the conversations looked at last, and of those with something that has not been sent. */
export class Timelines {
  private readonly unsent: Unsent;
  private readonly all = new Map<number, Timeline>();
  /** What keeps each one's unsent messages. */
  private readonly keeping = new Map<number, () => void>();

  /** self is the reader's id. */
  constructor(
    self: number,
    private readonly config: Config,
  ) {
    this.unsent = new Unsent(self);
  }

  /** known is the one of a conversation, if it is in memory. */
  known(id: number): Timeline | undefined {
    return this.all.get(id);
  }

  /** of is the one of a conversation, which is looked at. */
  of(id: number): Timeline {
    const t = this.all.get(id) ?? this.make(id);
    // Moved to the end: the first of the map is the one unused for longest.
    this.all.delete(id);
    this.all.set(id, t);
    for (const [old, o] of this.all) {
      if (this.all.size <= keptTimelines || old === id) break;
      if (o.outbox.pending.peek().length === 0) this.drop(old);
    }
    return t;
  }

  drop(id: number): void {
    this.keeping.get(id)?.();
    this.keeping.delete(id);
    this.all.get(id)?.outbox.stop();
    this.all.delete(id);
    this.config.dropped(id);
  }

  /** sendUnsent sends what has been typed without a connection, also before the page was loaded anew, where it still can. */
  sendUnsent(possible: (conversation: number) => boolean): void {
    for (const id of this.unsent.conversations) if (possible(id)) void this.of(id).outbox.again();
  }

  stop(): void {
    for (const id of [...this.all.keys()]) this.drop(id);
  }

  private make(id: number): Timeline {
    const { api, say, newestSeq } = this.config;
    const source = {
      newest: (limit: number) => api.newest(id, limit),
      before: (seq: number, limit: number) => api.before(id, seq, limit),
      after: (seq: number, limit: number) => api.after(id, seq, limit),
      around: (event: number | string, limit: number) => api.around(id, event, limit),
      atTime: (time: string, limit: number) => api.atTime(id, time, limit),
      send: (p: Pending) => say(id, p),
    };
    const made = new Timeline(source, this.unsent.of(id));
    this.keeping.set(
      id,
      effect(() => this.unsent.keep(id, made.outbox.pending.value)),
    );
    made.newestSeq.value = newestSeq(id);
    return made;
  }
}
