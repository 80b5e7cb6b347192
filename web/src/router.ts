import { computed, signal } from "@preact/signals";

/** What in a conversation an address leads to. Each visit is a new one. */
export interface Link {
  message: string;
}

/** What of an add-on an address opens in a room. */
export interface Module {
  addon: string;
  key: string;
}

/** Where the page is. */
export type Route =
  | { page: "chat" }
  | { page: "room"; id: number; link?: Link; module?: Module }
  | { page: "user"; id: number; link?: Link }
  /** A room or a person by name. */
  | { page: "named"; what: "room" | "user"; name: string; module?: Module }
  | { page: "lobby" }
  | { page: "search"; query: string }
  | { page: "saved" }
  | { page: "scheduled" }
  | { page: "setup"; token: string }
  | { page: "invite"; token: string }
  /** The group's invite URL. */
  | { page: "join"; token: string }
  | { page: "integrate"; room: number }
  /** The template of a token's hook; from names what it is to be made from. */
  | { page: "template"; room: number; token: number; from: string }
  /** What a room's own webhooks were sent, or one delivery of it. */
  | { page: "deliveries"; room: number; delivery: number | null; query: string }
  | { page: "addons"; room: number | null }
  | { page: "addon"; key: string; room: number | null; update: boolean }
  | { page: "install"; url: string; key: string; room: string; relayState: string }
  | { page: "account" }
  | { page: "emoticons" }
  | { page: "tokens" }
  | { page: "xmpp" }
  | { page: "admin"; section: string; rest: string; query: string }
  | { page: "guest"; token: string }
  | { page: "dev" }
  | { page: "unknown" };

const address = signal(new URL(location.href));

/** The current route. */
export const route = computed<Route>(() => parse(address.value));

/** parse reads an address of this application. */
export function parse(url: URL): Route {
  const path = url.pathname.replace(/\/+$/, "") || "/";
  const numbered = /^\/(chat\/room|chat\/user|rooms\/tokens|rooms\/addons)\/(\d{1,15})$/.exec(path);
  if (numbered) return numberedRoute(numbered[1] ?? "", Number(numbered[2]), url);
  const template = /^\/rooms\/tokens\/(\d{1,15})\/template\/(\d{1,15})$/.exec(path);
  if (template)
    return {
      page: "template",
      room: Number(template[1]),
      token: Number(template[2]),
      from: (url.searchParams.get("from") ?? "").slice(0, 40),
    };
  const [, of, one] = /^\/rooms\/deliveries\/(\d{1,15})(?:\/(\d{1,15}))?$/.exec(path) ?? [];
  if (of !== undefined)
    return {
      page: "deliveries",
      room: Number(of),
      delivery: one === undefined ? null : Number(one),
      query: url.search,
    };
  const module = /^\/chat\/room\/(\d{1,15})\/addon\/([^/]{1,1000})\/module\/([^/]{1,200})$/.exec(path);
  if (module) {
    const [, id, addon = "", key = ""] = module;
    return { page: "room", id: Number(id), module: { addon: decoded(addon), key: decoded(key) } };
  }
  const [, what, name] = /^\/chat\/(room|user)\/([^/]{1,600})$/.exec(path) ?? [];
  if (name !== undefined)
    return {
      page: "named",
      what: what === "room" ? "room" : "user",
      name: decoded(name),
      ...moduleOf(url),
    };
  switch (path) {
    case "/":
    case "/chat":
    case "/sign-in":
      return { page: "chat" };
    case "/chat/lobby":
      return { page: "lobby" };
    case "/emoticons":
      return { page: "emoticons" };
    case "/account":
      return { page: "account" };
    case "/account/api":
      return { page: "tokens" };
    case "/account/xmpp":
      return { page: "xmpp" };
    case "/chat/search":
      return { page: "search", query: (url.searchParams.get("q") ?? "").slice(0, 1000) };
    case "/chat/saved":
      return { page: "saved" };
    case "/chat/scheduled":
      return { page: "scheduled" };
    case "/dev":
      return { page: "dev" };
    case "/setup":
      return { page: "setup", token: url.searchParams.get("token") ?? "" };
    case "/invite":
      return { page: "invite", token: url.searchParams.get("token") ?? "" };
    case "/addons":
      return { page: "addons", room: roomOf(url) };
    case "/addons/install":
      return {
        page: "install",
        url: url.searchParams.get("url") ?? "",
        key: url.searchParams.get("key") ?? "",
        room: url.searchParams.get("room") ?? "",
        relayState: url.searchParams.get("relayState") ?? "",
      };
  }
  // The vendor's address of an integration that is built by its user. spec: product, 11.3
  const room = roomOf(url);
  if (/^\/addons\/byo\/[^/]{1,200}$/.test(path) && room !== null) return { page: "integrate", room };
  const join = /^\/invite\/([A-Za-z0-9]{1,100})$/.exec(path)?.[1];
  if (join !== undefined) return { page: "join", token: join };
  const guest = /^\/guest\/([a-z0-9]{1,100})$/.exec(path)?.[1];
  if (guest !== undefined) return { page: "guest", token: guest };
  const admin = /^\/admin(?:\/([a-z-]{1,40})(?:\/(.{1,1000}))?)?$/.exec(path);
  if (admin)
    return { page: "admin", section: admin[1] ?? "", rest: decoded(admin[2] ?? ""), query: url.search };
  const key = /^\/addons\/([^/]{1,1000})$/.exec(path)?.[1];
  if (key !== undefined) {
    const update = url.searchParams.get("update") === "true";
    return { page: "addon", key: decoded(key), room: roomOf(url), update };
  }
  return { page: "unknown" };
}

/** roomOf is the room of ?room=, or null for the whole group. */
function roomOf(url: URL): number | null {
  const room = url.searchParams.get("room") ?? "";
  return /^\d{1,15}$/.test(room) ? Number(room) : null;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** linkOf reads ?m=, the id or the seq of a message. */
function linkOf(url: URL): { link?: Link } {
  const message = url.searchParams.get("m") ?? "";
  return message === "" || message.length > 200 ? {} : { link: { message } };
}

/** moduleOf reads ?target=addon:module, of links in notifications. spec: connect-js, 9.8 */
function moduleOf(url: URL): { module?: Module } {
  const target = url.searchParams.get("target") ?? "";
  const colon = target.lastIndexOf(":");
  if (colon < 1 || target.length > 1200) return {};
  return { module: { addon: target.slice(0, colon), key: target.slice(colon + 1) } };
}

function numberedRoute(prefix: string, id: number, url: URL): Route {
  switch (prefix) {
    case "chat/room":
      return { page: "room", id, ...linkOf(url), ...moduleOf(url) };
    case "chat/user":
      return { page: "user", id, ...linkOf(url) };
    case "rooms/tokens":
      return { page: "integrate", room: id };
  }
  return { page: "addons", room: id };
}

/** navigate goes to an address of this application. */
export function navigate(path: string, replace = false): void {
  if (replace) history.replaceState(null, "", path);
  else history.pushState(null, "", path);
  address.value = new URL(location.href);
}

/** listen makes links and the browser's back button change the route instead of loading the page again. */
export function listen(): void {
  addEventListener("popstate", () => {
    address.value = new URL(location.href);
  });
  document.addEventListener("click", (e) => {
    if (e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
    const a = e.target instanceof Element ? e.target.closest("a") : null;
    if (a?.target !== "" || a.hasAttribute("download")) return;
    const url = new URL(a.href, location.href);
    if (url.origin !== location.origin || url.hash !== "" || parse(url).page === "unknown") return;
    e.preventDefault();
    navigate(url.pathname + url.search);
  });
}
