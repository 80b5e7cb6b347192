/** What a frame's host offers to the page in it, as the frame's name says. spec: connect-js, 3 */
export interface Offer {
  /** Names the frame in everything that is said between the two. */
  eid: string;
  /** The host's origin: nobody else is spoken to or listened to. */
  origin: string;
  /** The methods of each module. */
  modules: Record<string, string[]>;
}

/** What the script itself has, which no module of the host's may replace. */
const own = ["require", "register", "broadcast"];

/** readOffer understands a frame's name; a page that is not in a host's frame has another name, or none. */
export function readOffer(name: string): Offer | undefined {
  const said = object(parsed(name));
  if (typeof said.extension_id !== "string" || typeof said.origin !== "string") return undefined;
  const modules: Record<string, string[]> = {};
  for (const [module, methods] of Object.entries(object(said.api))) {
    if (!own.includes(module) && !module.startsWith("_")) modules[module] = Object.keys(object(methods));
  }
  return { eid: said.extension_id, origin: said.origin, modules };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function object(raw: unknown): Record<string, unknown> {
  return typeof raw === "object" && raw !== null ? (raw as Record<string, unknown>) : {};
}
