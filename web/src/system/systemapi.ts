import type { Finding } from "../api/addontypes";
import type { Api } from "../api/api";

/** How the server stands. */
export interface System {
  version: string;
  go: string;
  base_url: string;
  started: string;
  now: string;
  memory_bytes: number;
  /** Open pages. */
  sockets: number;
  database: { kind: string; version: string; size_bytes: number; migration: number; answered_ms: number };
  bus: string;
  /** The servers that share the database; none when this one is alone. */
  nodes: Node[];
  storage: {
    kind: string;
    files: number;
    bytes: number;
    disk: { free_bytes: number; total_bytes: number } | null;
  };
  queues: {
    deliveries: number;
    deliveries_held: number;
    oldest_delivery: string | null;
    webhooks_paused: number;
    /** Rooms' logs and webhooks that were deleted and are still being removed. */
    leftover: number;
    search_behind: number;
    calls_dropped: number;
  };
  mail: boolean;
  settings: { name: string; value: string; default: boolean; help: string }[];
  warnings: { grave: boolean; text: string; remedy: string }[];
}

/** A server among those that share the database. */
export interface Node {
  /** Of this run of it. */
  id: string;
  name: string;
  address: string;
  version: string;
  schema: number;
  started: string;
  seen: string;
  state: "ready" | "not_ready" | "unheard" | "gone";
  /** Why it is not ready. */
  why: string;
  self: boolean;
  keeper: boolean;
}

export const system = (api: Api) => api.call<System>("GET", "/api/admin/system");

/** diagnoseSelf has the server look at its own public address, or at another one. */
export const diagnoseSelf = async (api: Api, url = "") =>
  (await api.call<{ items: Finding[] }>("POST", "/api/doctor", url ? { url } : {})).items;
