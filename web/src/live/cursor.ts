import type { Event } from "../api/types";

/** More events than this ahead of a gap are not kept: the server sends them again when the gap is asked for. */
const maxHeld = 1000;

/**
 * Cursor puts the events of one conversation in the order of seq, each exactly once. It is a pure value: what comes
 * too early is held until what is missing has come.
 */
export class Cursor {
  private held = new Map<number, Event>();

  /** last is the seq up to which everything has been handed on. */
  constructor(public last: number) {}

  /** accept takes an event and gives those that are now due, in order. */
  accept(event: Event): Event[] {
    if (event.seq <= this.last) return [];
    if (this.held.size < maxHeld || event.seq === this.last + 1) this.held.set(event.seq, event);
    const due: Event[] = [];
    for (;;) {
      const next = this.held.get(this.last + 1);
      if (!next) return due;
      this.held.delete(next.seq);
      this.last = next.seq;
      due.push(next);
    }
  }

  /** behind tells whether events are known to exist that have not been handed on. */
  get behind(): boolean {
    return this.held.size > 0;
  }

  /** reset starts again behind a gap that will not be filled, and gives what was held and is now due. */
  reset(seq: number): Event[] {
    if (seq <= this.last) return [];
    this.last = seq;
    for (const s of this.held.keys()) if (s <= seq) this.held.delete(s);
    const next = this.held.get(seq + 1);
    return next ? this.accept(next) : [];
  }
}
