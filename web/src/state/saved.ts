import { batch, computed, signal } from "@preact/signals";
import type { Api } from "../api/api";
import type { Event, SavedNow } from "../api/types";

/** What a message is to the reader: to come back to, done with, or not saved. */
export type Keeping = "left" | "done" | "none";

/** Saved knows which messages the reader has saved for later and is not done with. */
export class Saved {
  private readonly marks = signal<ReadonlySet<string>>(new Set());
  /** How many there are. */
  readonly count = computed(() => this.marks.value.size);
  /** What messages have become on this or another page, by their ids. */
  readonly changes = signal<ReadonlyMap<string, Keeping>>(new Map());
  /** Counts up when the server has been asked anew. */
  readonly asked = signal(0);
  private heard = 0;

  constructor(private readonly api: Pick<Api, "save" | "unsave" | "savedMarks">) {}

  /** load asks the server. Without an answer the next connection asks again. */
  async load(): Promise<void> {
    const { heard } = this;
    try {
      const marks = await this.api.savedMarks();
      // The answer may be older than what was told meanwhile.
      if (heard !== this.heard) await this.load();
      else this.take(new Set(marks.map((m) => m.event)));
    } catch {
      // What was known stays.
    }
  }

  has(event: string): boolean {
    return this.marks.value.has(event);
  }

  /** keep makes a message what it is to be. It throws what the API throws. */
  async keep({ conversation, id }: Event, to: Keeping): Promise<void> {
    if (to === "none") await this.api.unsave(conversation, id);
    else await this.api.save(conversation, id, to === "done");
    this.told({ conversation, event: id, saved: to !== "none", done: to === "done" });
  }

  /** told takes the server's word on a message. */
  told({ event, saved, done }: SavedNow): void {
    this.note(event, !saved ? "none" : done ? "done" : "left");
  }

  /** hear takes a live event: what has been deleted is saved no longer. */
  hear(event: Event): void {
    if (event.change === "delete" && event.of && this.has(event.of.id)) this.note(event.of.id, "none");
  }

  private take(marks: ReadonlySet<string>): void {
    // What has become of a message while the connection was away was not told.
    const still = [...this.changes.value].filter(([id, now]) => (now === "left") === marks.has(id));
    batch(() => {
      this.marks.value = marks;
      if (still.length < this.changes.value.size) this.changes.value = new Map(still);
      this.asked.value++;
    });
  }

  private note(event: string, now: Keeping): void {
    this.heard++;
    this.changes.value = new Map(this.changes.value).set(event, now);
    if ((now === "left") === this.marks.value.has(event)) return;
    const marks = new Set(this.marks.value);
    if (now === "left") marks.add(event);
    else marks.delete(event);
    this.marks.value = marks;
  }
}
