import type { Api } from "../api/api";

/** What a server to develop against has to begin with, and how it is. */
export interface Overview {
  base_url: string;
  /** The release of HipChat Server that it is like. */
  level: string;
  capabilities_url: string;
  room: string;
  room_id: number;
  email: string;
  password: string;
  admin_token: string;
  room_token: string;
  v1_token: string;
  url_v1: string;
  url_v2: string;
  events: Happening[];
  outages: Outages;
  /** Of API v2, as the capabilities document has it just now. */
  api_url: string;
  addons: Followed[];
}

/** An event of webhooks that can be made to happen. */
export interface Happening {
  event: string;
  what: string;
  /** Only webhooks of the whole group hear of it. */
  global: boolean;
}

/** What goes wrong just now. */
export interface Outages {
  api: "fine" | "503" | "429" | "slow";
  outbound: "fine" | "blocked";
  moves: number;
}

export interface OutageChange {
  api?: Outages["api"];
  outbound?: Outages["outbound"];
  move?: boolean;
}

/** An add-on that is kept installed, and what became of it last. */
export interface Followed {
  url: string;
  last: string;
}

export type Look = "good" | "advice" | "bad" | "waiting";
export type Kind = "call" | "delivery" | "outgoing";

/** A call in or out, with what to think of it. */
export interface Line {
  kind: Kind;
  id: number;
  at: string;
  title: string;
  /** 0: no answer came. */
  status: number;
  look: Look;
  says: string;
  /** The integration guideline that it is about; empty: none. */
  guideline: string;
}

export const overview = (api: Api) => api.call<Overview>("GET", "/api/dev");

/** traffic lists the newest lines that a query selects: kind, look, text. */
export const traffic = async (api: Api, query: URLSearchParams) =>
  (await api.call<{ items: Line[] }>("GET", `/api/dev/traffic?${query}`)).items;

/** makeHappen makes an event happen and tells to how many webhooks it is delivered. */
export const makeHappen = async (api: Api, event: string, text: string) =>
  (await api.call<{ deliveries: number[] }>("POST", `/api/dev/events/${event}`, { text })).deliveries.length;

export const changeOutages = (api: Api, change: OutageChange) =>
  api.call<Outages>("POST", "/api/dev/outages", change);

/** expireTokens ends the tokens of all add-ons and tells how many there were. */
export const expireTokens = async (api: Api) =>
  (await api.call<{ expired: number }>("POST", "/api/dev/tokens/expire")).expired;

export const reinstall = async (api: Api) =>
  (await api.call<{ addons: Followed[] }>("POST", "/api/dev/addons/reinstall")).addons;
