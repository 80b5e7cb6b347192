import { signal } from "@preact/signals";
import type { Emoticon } from "../api/types";

/** Emoticons is the set that can be written as (shortcut): everybody's and the group's. */
export class Emoticons {
  readonly byShortcut = signal<ReadonlyMap<string, Emoticon>>(new Map());

  constructor(private readonly fetch: () => Promise<Emoticon[]>) {}

  /** load fetches the set. Without it the shortcuts are shown as they were typed. */
  async load(): Promise<void> {
    try {
      this.byShortcut.value = new Map((await this.fetch()).map((e) => [e.shortcut, e]));
    } catch {
      // The next connection asks again.
    }
  }
}
