import { isQuiet } from "../api/flow";
import type { Event } from "../api/types";

/** Counts stop here, as the server's do. */
export const countCap = 100;

export interface Counts {
  unread: number;
  mentions: number;
}

interface Counted {
  seq: number;
  unread: boolean;
  mention: boolean;
}

/**
 * Tally says which events make a conversation unread for the reader, and remembers the last ones, so that counts that
 * the server made a moment ago can be brought up to what has been heard since.
 */
export class Tally {
  private recent = new Map<number, Counted[]>();

  constructor(private readonly self: number) {}

  /** hear takes a live event and tells what it adds. */
  hear(event: Event): Counts {
    const unread = this.counts(event);
    const mention = (unread || this.calls(event)) && this.mentionsSelf(event);
    if (!unread && !mention) return { unread: 0, mentions: 0 };
    const list = this.recent.get(event.conversation) ?? [];
    this.recent.set(event.conversation, [...list.slice(1 - countCap), { seq: event.seq, unread, mention }]);
    return { unread: unread ? 1 : 0, mentions: mention ? 1 : 0 };
  }

  /** since is what was heard after seq, added to what the server had counted up to there. */
  since(conversation: number, seq: number, counted: Counts): Counts {
    const later = (this.recent.get(conversation) ?? []).filter((c) => c.seq > seq);
    return {
      unread: Math.min(countCap, counted.unread + later.filter((c) => c.unread).length),
      mentions: Math.min(countCap, counted.mentions + later.filter((c) => c.mention).length),
    };
  }

  private counts(event: Event): boolean {
    return (
      (event.kind === "message" || event.kind === "notification") &&
      event.user_id !== this.self &&
      !isQuiet(event)
    );
  }

  /** A reply in a thread, and an edit that names somebody for the first time, count for whom they mention alone. */
  private calls(event: Event): boolean {
    return event.user_id !== this.self && (event.thread !== undefined || event.kind === "change");
  }

  private mentionsSelf(event: Event): boolean {
    return Boolean(
      event.mention_all || event.mention_here || event.mentions?.some((m) => m.id === this.self),
    );
  }
}
