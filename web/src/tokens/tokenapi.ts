import type { Api } from "../api/api";
import type { NewTokenPart } from "../api/types";

/** A token of API v1 with what it is used for. */
export interface V1Token {
  id: number;
  name: string;
  kind: "v1_admin" | "v1_notification";
  /** Of one that is bound to a room. */
  room_id?: number;
  user_id: number | null;
  created: string;
  last_used: string | null;
  uses: {
    method: string;
    calls: number;
    last_used: string;
    user_agent: string;
    address: string;
    successor: { method: string; path: string; docs: string } | null;
  }[];
}

export const v1Tokens = async (api: Api) =>
  (await api.call<{ items: V1Token[] }>("GET", "/api/tokens/v1")).items;
export const makeV1Token = (api: Api, name: string, v1: "admin" | "notification") =>
  api.call<{ name: string; v1: NewTokenPart }>("POST", "/api/tokens", { name, v1 });
