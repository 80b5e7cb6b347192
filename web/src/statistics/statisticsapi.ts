import type { Api } from "../api/api";

export type Range = "day" | "week" | "month";

/** In milliseconds. */
export interface Latency {
  p50: number;
  p95: number;
  p99: number;
}

/** What was counted in a step of time that begins at at. */
export interface Point {
  at: string;
  messages: number;
  notifications: number;
  /** Who said something. */
  people: number;
  delivered: number;
  retried: number;
  given_up: number;
  calls: number;
  calls_refused: number;
  call_ms: Latency;
  delivery_ms: Latency;
}

export interface Statistics {
  items: Point[];
  step_seconds: number;
  total: Point;
}

export const statistics = (api: Api, range: Range) =>
  api.call<Statistics>("GET", `/api/admin/statistics?range=${range}`);
