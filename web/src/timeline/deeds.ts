import { signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Api } from "../api/api";
import { messageOf } from "../api/errors";
import { correctionOf } from "../api/flow";
import type { Event, User } from "../api/types";
import type { Saved } from "../state/saved";
import { plainText } from "../text/html";
import { frequent } from "./frequent";

/** This long people may edit and delete what they said. spec: product, 4.4 */
const windowMs = 24 * 60 * 60_000;
const tooLate = "Messages can be edited and deleted for 24 hours, and this one is older.";

/** Around is what the lines stand in. */
interface Around {
  reader: User;
  saved: Saved;
  /** The reader administers the room. */
  admin: () => boolean;
  /** Called with an event as it is after a deed. */
  changed: (event: Event) => void;
  /** Opens the thread of an event; without it there are none to open. */
  openThread?: (event: Event) => void;
  /** Makes everything from an event on unread again; without it that is not done here. */
  unread?: (event: Event) => void;
}

/** Deeds is what the reader does with the lines of one conversation, or of one thread. */
export class Deeds {
  /** The event whose tools are shown. */
  readonly active = signal<string | null>(null);
  /** The one whose tools were shown when the finger came down: what it touches may take the focus before the tap counts. */
  touched: string | null = null;
  readonly editing = signal<string | null>(null);
  readonly deleting = signal<Event | null>(null);
  /** The event that an emoji is being chosen for. */
  readonly picking = signal<Event | null>(null);
  /** The event that add-ons' actions are offered for, and where from. */
  readonly acting = signal<{ event: Event; anchor: HTMLElement } | null>(null);
  /** The event that the reader wants to be reminded of, and where from. */
  readonly reminding = signal<{ event: Event; anchor: HTMLElement } | null>(null);
  /** Why the last thing that was done was not. */
  readonly error = signal<string | null>(null);

  constructor(
    private readonly api: Api,
    readonly conversation: number,
    private readonly around: Around,
  ) {}

  /** Guests save and copy; what others see of a message is not theirs to change. */
  get guest(): boolean {
    return this.around.reader.guest;
  }

  get openThread() {
    return this.around.openThread;
  }

  get unread() {
    return this.around.unread;
  }

  admin(): boolean {
    return this.around.admin();
  }

  /** own tells whether the reader may change what an event says. */
  own(event: Event): boolean {
    return !this.guest && event.kind === "message" && event.user_id === this.around.reader.id;
  }

  mayDelete(event: Event): boolean {
    return !event.deleted && (this.own(event) || this.admin());
  }

  startEdit(event: Event): void {
    if (late(event)) this.error.value = tooLate;
    else this.editing.value = event.id;
  }

  /** editLast begins to edit the reader's last message among the events, and tells whether there is one. */
  editLast(events: Event[]): boolean {
    const last = events.findLast((e) => this.own(e) && !e.deleted && !correctionOf(e));
    if (!last || late(last)) return false;
    this.editing.value = last.id;
    return true;
  }

  startDelete(event: Event): void {
    if (late(event) && !this.admin()) this.error.value = tooLate;
    else this.deleting.value = event;
  }

  /** edit throws what the API throws: the box shows it. */
  async edit(event: Event, body: string): Promise<void> {
    if (body !== event.body) this.around.changed(await this.api.edit(this.conversation, event.id, body));
    this.editing.value = null;
  }

  async delete(event: Event): Promise<void> {
    this.around.changed(await this.api.deleteEvent(this.conversation, event.id));
  }

  /** toggle puts the reader's emoji under the event, or takes it back. */
  toggle(event: Event, emoji: string): Promise<void> {
    const on = !event.reactions?.some((r) => r.emoji === emoji && r.users.includes(this.around.reader.id));
    if (on) frequent.use(emoji);
    return this.change(() => this.api.react(this.conversation, event.id, emoji, on));
  }

  pin(event: Event): Promise<void> {
    return this.change(() => this.api.pin(this.conversation, event.id, !event.pinned));
  }

  /** save keeps a message for later, or no longer. */
  save(event: Event): Promise<void> {
    return this.try(() => this.around.saved.keep(event, this.around.saved.has(event.id) ? "none" : "left"));
  }

  /** remind has the reader reminded of a message, or no longer. */
  remind(event: Event, at: Date | null): Promise<void> {
    return this.try(() => this.around.saved.remind(event, at));
  }

  copyLink(event: Event, path: string): Promise<void> {
    return this.copy(`${location.origin}${path}?m=${event.id}`);
  }

  copyText(event: Event): Promise<void> {
    return this.copy(event.format === "html" ? plainText(event.body, "html") : event.body);
  }

  private async copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.error.value = null;
    } catch {
      this.error.value = "This browser keeps the page from the clipboard.";
    }
  }

  private change(work: () => Promise<Event>): Promise<void> {
    return this.try(async () => this.around.changed(await work()));
  }

  private async try(work: () => Promise<void>): Promise<void> {
    this.error.value = null;
    try {
      await work();
    } catch (err) {
      this.error.value = messageOf(err);
    }
  }
}

function late(event: Event): boolean {
  return Date.now() - Date.parse(event.time) > windowMs;
}

export const DeedsContext = createContext<Deeds | null>(null);

/** useDeeds gives what can be done with a line, or nothing where lines are only shown. */
export function useDeeds(): Deeds | null {
  return useContext(DeedsContext);
}

/** focusLine gives the focus to a message's line, whose tools are gone by now. */
export function focusLine(id: string): void {
  const line = document.querySelector<HTMLElement>(`[data-event="${CSS.escape(id)}"]`);
  if (!line) return;
  line.tabIndex = -1;
  line.focus({ preventScroll: true });
}
