import { inFlow } from "../api/flow";
import type { Conversation, Event } from "../api/types";
import { navigate } from "../router";
import { nameOf, pathOf } from "../state/conversations";
import { plainText } from "../text/html";
import { chime } from "./sound";
import { Tabs } from "./tabs";

/** spec: product, 7.2: pop-ups, at most 5 */
const most = 5;
const maxText = 200;
const icon = "/icons/icon-192.png";

/** Note is something to tell the reader that stands in no conversation. */
export interface Note {
  /** The same takes the place of one that is shown, a push's as well. */
  tag: string;
  title: string;
  body: string;
  /** Where a click leads. */
  path: string;
}

export interface NotifierOptions {
  /** The reader's id: tabs of different people in one browser have nothing to do with each other. */
  self: number;
  looking: (conversation: number) => boolean;
  popups: () => boolean;
  sounds: () => boolean;
  /** What who said something is called now. */
  nameOf: (event: Event) => string;
}

/** Notifier tells the reader of events while they do not look: a desktop notification per conversation, and a sound. */
export class Notifier {
  private readonly tabs: Tabs;
  private readonly open = new Map<number, { notification: Notification; count: number }>();

  constructor(private readonly options: NotifierOptions) {
    this.tabs = new Tabs(`stoa-notify-${options.self}`, options.looking);
  }

  async tell(event: Event, conversation: Conversation): Promise<void> {
    if (!(await this.tabs.ask(event.id, conversation.id))) return;
    if (this.options.sounds()) void chime();
    if (this.options.popups() && permission() === "granted") this.show(event, conversation);
  }

  /** note tells the reader something that is theirs alone. */
  async note({ tag, title, body, path }: Note): Promise<void> {
    if (!(await this.tabs.ask(tag, 0))) return;
    if (this.options.sounds()) void chime();
    if (!this.options.popups() || permission() !== "granted") return;
    try {
      const notification = new Notification(title, { body, tag, icon });
      notification.onclick = () => {
        focus();
        navigate(path);
        notification.close();
      };
    } catch {
      // As in show.
    }
  }

  /** seen takes away what stands there for a conversation that is being read. */
  seen(conversation: number): void {
    this.open.get(conversation)?.notification.close();
    this.open.delete(conversation);
  }

  stop(): void {
    for (const id of this.open.keys()) this.seen(id);
    this.tabs.close();
  }

  private show(event: Event, conversation: Conversation): void {
    const count = (this.open.get(conversation.id)?.count ?? 0) + 1;
    const { title, body } = textOf(event, conversation, count, this.options.nameOf(event));
    // The same tag makes the browser put a new one in the place of the one before, a push's as well.
    const options = { body, tag: `conversation-${conversation.id}`, icon };
    let notification: Notification;
    try {
      notification = new Notification(title, options);
    } catch {
      return; // phones show them from a service worker alone, which pushes wake
    }
    notification.onclick = () => {
      focus();
      navigate(placeOf(event, conversation));
      this.seen(conversation.id);
    };
    notification.onclose = () => {
      if (this.open.get(conversation.id)?.notification === notification) this.open.delete(conversation.id);
    };
    this.open.delete(conversation.id);
    this.open.set(conversation.id, { notification, count });
    const oldest = this.open.keys().next().value;
    if (this.open.size > most && oldest !== undefined) this.seen(oldest);
  }
}

/** textOf words a notification: who said what where, or how many there are. */
export function textOf(
  event: Event,
  c: Conversation,
  count: number,
  sender: string,
): { title: string; body: string } {
  const where = c.room ? ` in ${nameOf(c)}` : "";
  const words = plainText(event.body, event.format) || event.file?.name || "";
  const body = words.length > maxText ? `${words.slice(0, maxText)}…` : words;
  if (count > 1)
    return {
      title: `${count} new messages${where || ` from ${nameOf(c)}`}`,
      body: `${sender}: ${body}`,
    };
  return { title: `${sender}${where}`, body };
}

/** placeOf is where an event is read: a reply in its thread. */
function placeOf(event: Event, c: Conversation): string {
  return inFlow(event) ? pathOf(c) : `${pathOf(c)}?m=${event.id}`;
}

/** permission is what the browser lets this page show. */
export function permission(): NotificationPermission | "unsupported" {
  return "Notification" in globalThis ? Notification.permission : "unsupported";
}
