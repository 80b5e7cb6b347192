import type { Api } from "../api/api";
import type { LogPage } from "../log/log";
import type { Counts, Delivery, Hook, Replay, WholeDelivery } from "./types";

/** deliveries lists those that a query selects: webhook, installation, room, webhook_room, state, since, until, text. */
export const deliveries = (api: Api, query: URLSearchParams, cursor?: string) =>
  api.call<LogPage<Delivery>>("GET", `/api/deliveries?${withCursor(query, cursor)}`);

/** withCursor is a query for the page that begins there. */
export function withCursor(query: URLSearchParams, cursor: string | undefined): URLSearchParams {
  const all = new URLSearchParams(query);
  if (cursor !== undefined) all.set("cursor", cursor);
  return all;
}

export const delivery = (api: Api, id: number) => api.call<WholeDelivery>("GET", `/api/deliveries/${id}`);
export const countDeliveries = (api: Api, query: URLSearchParams) =>
  api.call<Counts>("GET", `/api/deliveries/count?${query}`);
export const redeliver = (api: Api, id: number) => api.call<void>("POST", `/api/deliveries/${id}/redeliver`);
export const curl = async (api: Api, id: number, secrets: boolean) =>
  (await api.call<{ curl: string }>("GET", `/api/deliveries/${id}/curl${secrets ? "?secrets=true" : ""}`))
    .curl;
export const replay = async (api: Api, what: Replay) =>
  (await api.call<{ deliveries: number }>("POST", "/api/deliveries/replay", what)).deliveries;

export const webhooks = async (api: Api) => (await api.call<{ items: Hook[] }>("GET", "/api/webhooks")).items;
export const webhooksOf = async (api: Api, room: number) =>
  (await api.call<{ items: Hook[] }>("GET", `/api/webhooks?room=${room}`)).items;
export const deleteWebhook = (api: Api, id: number) => api.call<void>("DELETE", `/api/webhooks/${id}`);
/** makeCommand makes a webhook of a word at the beginning of a message. */
export const makeCommand = (api: Api, room: number, command: string, url: string) =>
  api.call<Hook>("POST", `/api/rooms/${room}/commands`, { command, url });
export const pauseWebhook = (api: Api, id: number) => api.call<void>("POST", `/api/webhooks/${id}/pause`);
export const resumeWebhook = (api: Api, id: number) => api.call<void>("POST", `/api/webhooks/${id}/resume`);
export const skipDeliveries = (api: Api, id: number, all: boolean) =>
  api.call<{ deliveries: number }>("POST", `/api/webhooks/${id}/skip`, { all });
