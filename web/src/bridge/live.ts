import type { Extension } from "./method";
import type { Mid, ToFrame } from "./protocol";

/** Questions without an answer that are kept. */
const mostAsked = 20;
/** What a frame may say within a second. */
const mostSaid = 300;

/** Live is a frame while it is on the screen. */
export class Live {
  /** Names the frame towards its page. */
  readonly eid: string;
  /** The frame's own window: who else says the name is somebody else. */
  window: Window | null = null;
  /** The events that its page handles. */
  handled: ReadonlySet<string> = new Set();
  private readonly asked = new Map<Mid, (answer: unknown) => void>();
  private readonly keys = new Map<number, () => void>();
  private mids = 0;
  private second = 0;
  private said = 0;

  constructor(
    readonly extension: Extension,
    /** Where its address leads. */
    readonly origin: string,
    readonly url: string,
  ) {
    const random = crypto.getRandomValues(new Uint32Array(2));
    const hex = [...random].map((n) => n.toString(16).padStart(8, "0")).join("");
    this.eid = `${extension.addonKey.slice(0, 100)}__${extension.key}__${hex}`;
  }

  say(message: ToFrame): void {
    // A page that is somewhere else by now does not get it.
    this.window?.postMessage(message, this.origin);
  }

  /** begin hears that a page of the add-on has been loaded: what the one before it handled is of the past. */
  begin(): void {
    this.handled = new Set();
    this.asked.clear();
    this.say({ type: "init_received" });
    for (const keycode of this.keys.keys())
      this.say({ type: "key_listen", keycode, modifiers: [], action: "add" });
  }

  /** ask tells the page something that it is to answer. An empty answer is none: later libraries send one by themselves. */
  ask(etyp: string, evnt: unknown, then: (answer: unknown) => void): void {
    const mid = `host-${++this.mids}`;
    this.asked.set(mid, then);
    for (const old of this.asked.keys()) {
      if (this.asked.size <= mostAsked) break;
      this.asked.delete(old);
    }
    this.say({ type: "evt", etyp, evnt, mid });
  }

  answer(mid: Mid, args: unknown[]): void {
    const then = this.asked.get(mid);
    if (!then || args.length === 0) return;
    this.asked.delete(mid);
    then(args[0]);
  }

  /** listen has the page pass on a key that is pressed while the frame has the focus. */
  listen(keycode: number, then: () => void): void {
    this.keys.set(keycode, then);
  }

  press(keycode: number, modifiers: string[]): void {
    if (modifiers.length === 0) this.keys.get(keycode)?.();
  }

  /** flooding says that the frame says more than pages do; the page has others to listen to. */
  flooding(now = Date.now()): boolean {
    const second = Math.floor(now / 1000);
    if (second !== this.second) this.said = 0;
    this.second = second;
    return ++this.said > mostSaid;
  }
}
