import { computed } from "@preact/signals";
import type { Conversations } from "./conversations";
import type { Settings } from "./settings";

/** Stars are the conversations that the reader wants to have first, and what that leaves of the others. */
export class Stars {
  private readonly ids = computed(() => new Set(this.settings.preferences.value.starred));
  readonly list = computed(() =>
    [...this.conversations.rooms.value, ...this.conversations.directs.value].filter((c) => this.has(c.id)),
  );
  readonly rooms = computed(() => this.conversations.rooms.value.filter((c) => !this.has(c.id)));
  readonly directs = computed(() => this.conversations.directs.value.filter((c) => !this.has(c.id)));
  /** All that the left column has, from its top. */
  readonly all = computed(() => [...this.list.value, ...this.rooms.value, ...this.directs.value]);

  constructor(
    private readonly conversations: Pick<Conversations, "rooms" | "directs" | "byId">,
    private readonly settings: Settings,
  ) {}

  has(id: number): boolean {
    return this.ids.value.has(id);
  }

  /** toggle stars a conversation, or no longer; those that the reader has left are forgotten with it. */
  async toggle(id: number): Promise<void> {
    const others = [...this.ids.peek()].filter((i) => i !== id && this.conversations.byId(i));
    await this.settings.change({ starred: this.ids.peek().has(id) ? others : [...others, id] });
  }
}
