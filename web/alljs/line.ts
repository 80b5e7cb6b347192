import type { FromFrame } from "../src/bridge/protocol";
import type { Offer } from "./offer";

type Unnamed<F> = F extends unknown ? Omit<F, "eid"> : never;

/** What a page says, in the name of its frame. */
export type Saying = Unnamed<FromFrame>;

/** What a host says: an object with a type, and whatever else. */
export interface Said {
  type: string;
  [member: string]: unknown;
}

/** Line is a page's way to its host, and hears nobody else. */
export class Line {
  constructor(
    private readonly page: Window,
    private readonly offer: Offer,
  ) {}

  /** hear calls with what the host says. */
  hear(told: (said: Said) => void): void {
    this.page.addEventListener("message", (e) => {
      if (e.source !== this.page.parent || e.origin !== this.offer.origin) return;
      if (isSaid(e.data)) told(e.data);
    });
  }

  say(said: Saying): void {
    const whole = { eid: this.offer.eid, ...said };
    try {
      this.page.parent.postMessage(whole, this.offer.origin);
    } catch (err) {
      if ((err as Error).name !== "DataCloneError") throw err;
      this.page.parent.postMessage(sendable(whole), this.offer.origin);
    }
  }
}

/** sendable leaves functions and pieces of the page out: the browser sends neither. */
function sendable(said: Saying): unknown {
  const members = Object.entries(said).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.map(plain) : plain(value),
  ]);
  return Object.fromEntries(members);
}

function plain(value: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(value));
  } catch {
    return null;
  }
}

function isSaid(data: unknown): data is Said {
  return typeof data === "object" && data !== null && typeof (data as Said).type === "string";
}
