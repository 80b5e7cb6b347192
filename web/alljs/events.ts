import type { Line, Said } from "./line";

/** respond answers an event; only the first answer counts. */
export type Respond = (...args: unknown[]) => void;
export type Handler = (event: unknown, respond: Respond) => void;

/** Events are what the host tells the page. spec: connect-js, 4.3, 6 */
export class Events {
  private handlers = new Map<string, Handler>();

  /** Without a line there is nobody who would tell anything. */
  constructor(private readonly line: Line | undefined) {}

  /** register adds handlers to those there are, and lets the host know what the page handles now. */
  register(handlers: unknown): void {
    if (typeof handlers !== "object" || handlers === null) return;
    for (const [event, handler] of Object.entries(handlers)) {
      if (typeof handler === "function") this.handlers.set(event, handler as Handler);
    }
    this.line?.say({ type: "event_query", args: [...this.handlers.keys()] });
  }

  /** broadcast tells the other frames of the same add-on. */
  broadcast(event: unknown, payload: unknown): void {
    if (typeof event !== "string") throw new Error("The name of an event is a string.");
    this.line?.say({ type: "broadcast", etyp: event, evnt: payload });
  }

  /** told calls the handler, which answers when it likes; an event without one is answered at once, by nothing. */
  told({ etyp, evnt, mid }: Said): void {
    const handler = typeof etyp === "string" ? this.handlers.get(etyp) : undefined;
    const respond = this.answerTo(mid);
    if (handler) handler(evnt, respond);
    else respond();
  }

  private answerTo(mid: unknown): Respond {
    let open = typeof mid === "string" || typeof mid === "number" ? mid : undefined;
    return (...args) => {
      if (open !== undefined) this.line?.say({ type: "resp", mid: open, args });
      open = undefined;
    };
  }
}
