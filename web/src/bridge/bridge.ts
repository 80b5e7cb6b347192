import type { Live } from "./live";
import { type Answer, type Extension, type Method, type Methods, refused, shapeOf } from "./method";
import { type FrameName, type FromFrame, readMessage } from "./protocol";

/** What a view is opened with waits so long for a page that handles it. spec: connect-js, 4.3 */
const waitMs = 30_000;

interface Waiting {
  event: string;
  payload: unknown;
  until: number;
}

/**
 * Bridge is the page's end of all frames: it takes calls and events from add-ons' pages, and tells them what happens. A
 * frame is known by its window, by the exact origin of its address and by the name that the page gave it, all three.
 * spec: connect-js, 4
 */
export class Bridge {
  private readonly frames = new Map<string, Live>();
  private readonly waiting = new Map<string, Waiting>();

  constructor(
    private readonly methods: Methods,
    private readonly origin: string = location.origin,
  ) {}

  start(): void {
    addEventListener("message", this.hear);
  }

  stop(): void {
    removeEventListener("message", this.hear);
    this.frames.clear();
  }

  /** add takes a frame in. There is one of each module: a second one takes the place of the first. */
  add(live: Live): void {
    for (const other of this.frames.values())
      if (same(other.extension, live.extension)) this.frames.delete(other.eid);
    this.frames.set(live.eid, live);
  }

  remove(live: Live): void {
    this.frames.delete(live.eid);
  }

  /** nameOf is what stands in a frame's name. */
  nameOf(live: Live, options: Record<string, unknown>): string {
    const name: FrameName = {
      extension_id: live.eid,
      api: shapeOf(this.methods),
      origin: this.origin,
      // Later libraries look there before anything else, and fail without it.
      options: { globalOptions: {}, ...options },
    };
    return JSON.stringify(name);
  }

  /** keep holds what a view is opened with until its page handles it. A newer opening replaces an older one. */
  keep(of: Extension, event: string, payload: unknown): void {
    this.waiting.set(moduleOf(of), { event, payload, until: Date.now() + waitMs });
  }

  /** forget drops what an earlier opening has not got rid of. */
  forget(of: Extension): void {
    this.waiting.delete(moduleOf(of));
  }

  /** deliver says what has been kept for a frame, if its page handles it, once. */
  deliver(live: Live): void {
    const module = moduleOf(live.extension);
    const kept = this.waiting.get(module);
    if (!kept) return;
    const late = Date.now() > kept.until;
    if (!late && !live.handled.has(kept.event)) return;
    this.waiting.delete(module);
    if (!late) live.say({ type: "evt", etyp: kept.event, evnt: kept.payload });
  }

  /** tell says something to all open frames that it is for. */
  tell(whom: (of: Extension) => boolean, event: string, payload: unknown, but?: Live): void {
    for (const live of this.frames.values()) {
      if (live !== but && whom(live.extension)) live.say({ type: "evt", etyp: event, evnt: payload });
    }
  }

  private hear = (e: MessageEvent): void => {
    const message = readMessage(e.data);
    const live = message && this.frames.get(message.eid);
    if (!live || e.source !== live.window || e.origin !== live.origin || live.flooding()) return;
    this.take(live, message);
  };

  private take(live: Live, m: FromFrame): void {
    if (m.type === "init") live.begin();
    else if (m.type === "req") this.call(live, m);
    else if (m.type === "resp") live.answer(m.mid, m.args);
    else if (m.type === "broadcast") this.tell(ofThe(live.extension), m.etyp, m.evnt, live);
    else if (m.type === "key_listen") live.press(m.keycode, m.modifiers);
    else {
      live.handled = new Set([...live.handled, ...m.args]);
      this.deliver(live);
    }
  }

  private call(live: Live, { mod, fn, args, mid }: FromFrame & { type: "req" }): void {
    const method = this.find(mod, fn);
    if (!method) {
      console.warn(`${live.extension.addonKey} called ${mod}.${fn}, which is not there.`);
      return;
    }
    let answered = mid === undefined;
    const answer: Answer = (error, data) => {
      if (answered || mid === undefined || this.frames.get(live.eid) !== live) return;
      answered = true;
      live.say({ type: "resp", mid, args: [error, data], forPlugin: true });
    };
    const why = refused(method, live.extension);
    if (why === undefined) method.run(live.extension, padded(method, args), answer);
    else answer(why);
  }

  private find(mod: string, fn: string): Method | undefined {
    const module = Object.hasOwn(this.methods, mod) ? this.methods[mod] : undefined;
    return module && Object.hasOwn(module, fn) ? module[fn] : undefined;
  }
}

/** ofThe tells which pages are of the same add-on. */
function ofThe({ installation }: Extension): (other: Extension) => boolean {
  return (other) => other.installation === installation;
}

function moduleOf({ installation, kind, key }: Extension): string {
  return `${installation} ${kind} ${key}`;
}

function same(a: Extension, b: Extension): boolean {
  return moduleOf(a) === moduleOf(b);
}

function padded({ args: declared }: Method, args: unknown[]): unknown[] {
  const count = declared.filter((name) => name !== "callback").length;
  return Array.from({ length: count }, (_, i) => args[i]);
}
