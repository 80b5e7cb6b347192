import { Calls, type Module } from "./calls";
import { Events } from "./events";
import { Keys } from "./keys";
import { Line, type Said } from "./line";
import { type Offer, readOffer } from "./offer";

/** What a page of an add-on finds as AP and as HipChat: three methods, and the modules that its host offers. */
export interface Script {
  require(names: unknown, callback?: unknown): void;
  register(handlers: unknown): void;
  broadcast(event: unknown, payload?: unknown): void;
  [module: string]: unknown;
}

/** script makes what a page gets. A page that is in nobody's frame gets the methods and no modules. spec: connect-js, 4.4 */
export function script(page: Window): Script {
  const offer = framed(page) ? readOffer(page.name) : undefined;
  if (!offer) {
    explain(page);
    return made(new Events(undefined), Object.create(null));
  }
  const line = new Line(page, offer);
  const calls = new Calls(line);
  const events = new Events(line);
  const keys = new Keys(page, line);
  line.hear((said: Said) => {
    if (said.type === "resp") calls.answered(said);
    if (said.type === "evt") events.told(said);
    if (said.type === "key_listen") keys.asked(said);
  });
  line.say({ type: "init" });
  return made(events, modulesOf(offer, calls));
}

function modulesOf({ modules }: Offer, calls: Calls): Record<string, Module> {
  const all: Record<string, Module> = Object.create(null);
  for (const [name, methods] of Object.entries(modules)) all[name] = calls.module(name, methods);
  return all;
}

function made(events: Events, modules: Record<string, Module>): Script {
  return {
    ...modules,
    require: (names, callback) => {
      const found = (Array.isArray(names) ? names : [names]).map((name) => modules[String(name)]);
      if (typeof callback === "function") callback(...found);
    },
    register: (handlers) => events.register(handlers),
    broadcast: (event, payload) => events.broadcast(event, payload),
  };
}

function framed(page: Window): boolean {
  return page.parent !== page;
}

/** explain tells whoever looks into the console why a frame's page has no modules. */
function explain(page: Window): void {
  if (!framed(page)) return;
  const legacy = new URLSearchParams(page.location.search).has("xdm_e");
  console.info(
    legacy
      ? "Stoa: this frame speaks the messages of before HipChat Connect (xdm_e), so HipChat has no modules here."
      : "Stoa: nothing in this frame's name offers methods, so HipChat has no modules here.",
  );
}
