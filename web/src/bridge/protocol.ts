/**
 * What the page and an add-on's page in a frame say to each other, as objects by postMessage. Add-ons bring their own
 * copies of the vendor's script, so these messages and not our script are the contract. spec: connect-js, 3 and 4
 */

/** ApiShape says which methods there are: by module, by method, what the arguments are called. */
export type ApiShape = Record<string, Record<string, { args: string[] }>>;

/** FrameName is what stands as JSON in a frame's name: all that the script in it knows of the page. */
export interface FrameName {
  extension_id: string;
  api: ApiShape;
  /** Of the page. */
  origin: string;
  /** Of a dialog what it looks like; otherwise empty. */
  options: Record<string, unknown>;
}

/** Mid names a call or an event that is to be answered, among those of its sender. */
export type Mid = string | number;

/** FromFrame is what a frame says. */
export type FromFrame =
  /** Its page has been loaded. Each page of an add-on says so anew. */
  | { type: "init"; eid: string }
  | { type: "req"; eid: string; mod: string; fn: string; args: unknown[]; mid?: Mid }
  /** The events that the page handles from now on. */
  | { type: "event_query"; eid: string; args: string[] }
  /** An answer to an event. No arguments say only that the page has heard it. */
  | { type: "resp"; eid: string; mid: Mid; args: unknown[] }
  /** An event for the other frames of the same add-on. */
  | { type: "broadcast"; eid: string; etyp: string; evnt: unknown }
  | { type: "key_listen"; eid: string; keycode: number; modifiers: string[] };

/** ToFrame is what the page says to a frame. */
export type ToFrame =
  | { type: "init_received" }
  /** Later libraries drop an answer that is not marked. */
  | { type: "resp"; mid: Mid; args: unknown[]; forPlugin: true }
  | { type: "evt"; etyp: string; evnt: unknown; mid?: Mid }
  /** A key that the page wants to hear of while the frame has the focus. */
  | { type: "key_listen"; keycode: number; modifiers: string[]; action: "add" | "remove" };

const mostArgs = 50;
const mostName = 200;

/** readMessage reads what a frame says; anything else gives undefined. Later libraries say more, which is nothing here. */
export function readMessage(raw: unknown): FromFrame | undefined {
  if (typeof raw !== "object" || raw === null) return undefined;
  const m = raw as Record<string, unknown>;
  if (!name(m.eid)) return undefined;
  const { eid } = m;
  switch (m.type) {
    case "init":
      return { type: "init", eid };
    case "req":
      if (!name(m.mod) || !name(m.fn)) return undefined;
      return {
        type: "req",
        eid,
        mod: m.mod,
        fn: m.fn,
        args: list(m.args),
        ...(mid(m.mid) && { mid: m.mid }),
      };
    case "event_query":
      return { type: "event_query", eid, args: list(m.args).filter(name) };
    case "resp":
      return mid(m.mid) ? { type: "resp", eid, mid: m.mid, args: list(m.args) } : undefined;
    case "broadcast":
      return name(m.etyp) ? { type: "broadcast", eid, etyp: m.etyp, evnt: m.evnt } : undefined;
    case "key_listen":
    case "key_triggered": // what later libraries call it
      if (typeof m.keycode !== "number") return undefined;
      return { type: "key_listen", eid, keycode: m.keycode, modifiers: list(m.modifiers).filter(name) };
  }
  return undefined;
}

function name(raw: unknown): raw is string {
  return typeof raw === "string" && raw !== "" && raw.length <= mostName;
}

function mid(raw: unknown): raw is Mid {
  return typeof raw === "number" || name(raw);
}

function list(raw: unknown): unknown[] {
  return Array.isArray(raw) ? raw.slice(0, mostArgs) : [];
}
