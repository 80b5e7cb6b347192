import { batch, computed, signal } from "@preact/signals";
import type { Api } from "../api/api";
import type { Event, Reminder, SavedNow } from "../api/types";

/** What a message is to the reader: to come back to, done with, or not saved. */
export type Keeping = "left" | "done" | "none";

/** Saved knows which messages the reader has saved for later and is not done with. */
export class Saved {
  /** By the message's id. */
  private readonly marks = signal<ReadonlyMap<string, Reminder>>(new Map());
  /** How many there are. */
  readonly count = computed(() => this.marks.value.size);
  /** Of how many the reader has been reminded. */
  readonly due = computed(() => [...this.marks.value.values()].filter((m) => m.reminded).length);
  /** What messages have become on this or another page, by their ids. */
  readonly changes = signal<ReadonlyMap<string, Keeping>>(new Map());
  /** Counts up when the server has been asked anew. */
  readonly asked = signal(0);
  private heard = 0;

  constructor(
    private readonly api: Pick<Api, "save" | "unsave" | "savedMarks" | "remind" | "dropReminder">,
  ) {}

  /** load asks the server. Without an answer the next connection asks again. */
  async load(): Promise<void> {
    const { heard } = this;
    try {
      const marks = await this.api.savedMarks();
      // The answer may be older than what was told meanwhile.
      if (heard !== this.heard) await this.load();
      else this.take(new Map(marks.map((m) => [m.event, reminderOf(m)])));
    } catch {
      // What was known stays.
    }
  }

  has(event: string): boolean {
    return this.marks.value.has(event);
  }

  /** reminder is when the reader wants to be reminded of a message, and whether they have been. */
  reminder(event: string): Reminder {
    return this.marks.value.get(event) ?? {};
  }

  /** remind has the reader reminded of a message, which is saved from now on; null: no longer. It throws what the API throws. */
  async remind({ conversation, id }: Event, at: Date | null): Promise<void> {
    if (at === null) await this.api.dropReminder(conversation, id);
    else await this.api.remind(conversation, id, at.toISOString());
    this.told({
      conversation,
      event: id,
      saved: true,
      done: false,
      ...(at && { remind: at.toISOString() }),
    });
  }

  /** keep makes a message what it is to be. It throws what the API throws. */
  async keep({ conversation, id }: Event, to: Keeping): Promise<void> {
    if (to === "none") await this.api.unsave(conversation, id);
    else await this.api.save(conversation, id, to === "done");
    const before = to === "left" ? this.reminder(id) : {};
    this.told({ conversation, event: id, saved: to !== "none", done: to === "done", ...before });
  }

  /** told takes the server's word on a message. */
  told(now: SavedNow): void {
    const { event, saved, done } = now;
    const came = now.reminded && !this.reminder(event).reminded;
    batch(() => {
      this.note(event, !saved ? "none" : done ? "done" : "left", reminderOf(now));
      // It stands first in the list from now on.
      if (came) this.asked.value++;
    });
  }

  /** hear takes a live event: what has been deleted is saved no longer. */
  hear(event: Event): void {
    if (event.change === "delete" && event.of && this.has(event.of.id)) this.note(event.of.id, "none");
  }

  private take(marks: ReadonlyMap<string, Reminder>): void {
    // What has become of a message while the connection was away was not told.
    const still = [...this.changes.value].filter(([id, now]) => (now === "left") === marks.has(id));
    batch(() => {
      this.marks.value = marks;
      if (still.length < this.changes.value.size) this.changes.value = new Map(still);
      this.asked.value++;
    });
  }

  private note(event: string, now: Keeping, reminder: Reminder = {}): void {
    this.heard++;
    this.changes.value = new Map(this.changes.value).set(event, now);
    const marks = new Map(this.marks.value);
    if (now === "left") marks.set(event, reminder);
    else marks.delete(event);
    this.marks.value = marks;
  }
}

function reminderOf({ remind, reminded }: Reminder): Reminder {
  return { ...(remind !== undefined && { remind }), ...(reminded && { reminded }) };
}
