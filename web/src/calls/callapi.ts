import type { Api } from "../api/api";
import { withCursor } from "../deliveries/deliveryapi";
import type { Headers } from "../deliveries/types";
import type { LogPage } from "../log/log";

/** A call of an integration, as lists have it. */
export interface Call {
  id: number;
  at: string;
  duration_ms: number;
  method: string;
  route: string;
  path: string;
  status: number;
  token_id: number | null;
  user_id: number | null;
  installation_id: number | null;
  room_id: number | null;
  address: string;
  request_id: string;
}

export interface WholeCall extends Call {
  request_headers: Headers;
  request_body: string;
  response_headers: Headers;
  response_body: string;
}

/** calls lists those that a query selects: installation, room, status, failed, since, until, text. */
export const calls = (api: Api, query: URLSearchParams, cursor?: string) =>
  api.call<LogPage<Call> & { dropped: number }>("GET", `/api/calls?${withCursor(query, cursor)}`);
export const call = (api: Api, id: number) => api.call<WholeCall>("GET", `/api/calls/${id}`);
