export type DeliveryState = "pending" | "held" | "done" | "failed";

/** A call that the server owes to a webhook, as lists have it. */
export interface Delivery {
  id: number;
  /** What the receiver knows it by, the header webhook-id. */
  uid: string;
  webhook_id: number;
  installation_id: number | null;
  room_id: number | null;
  state: DeliveryState;
  attempts: number;
  /** Of the last answer. */
  status: number | null;
  error: string;
  created: string;
  finished: string | null;
  next_attempt: string | null;
}

export type Headers = Record<string, string[]> | null;

/** One call that was made. */
export interface Attempt {
  at: string;
  duration_ms: number;
  status: number | null;
  error: string;
  url: string;
  request_headers: Headers;
  response_headers: Headers;
  response_body: string;
}

export interface WholeDelivery extends Delivery {
  body: unknown;
  /** The newest first. */
  tried: Attempt[];
}

/** A registration with what it is owed. */
export interface Hook {
  id: number;
  room_id: number | null;
  installation_id: number | null;
  name: string;
  event: string;
  url: string;
  created: string;
  /** Why nothing is sent; empty when it is. */
  paused: string;
  paused_at: string | null;
  queue: { length: number; held: number; aside: number; oldest_age_seconds: number };
}

export interface Counts {
  pending: number;
  held: number;
  done: number;
  failed: number;
}

/** What deliveries are to be made once more. */
export interface Replay {
  since: string;
  until?: string;
  webhook?: number;
  installation?: number;
  room?: number;
  /** Whose own webhooks. */
  webhook_room?: number;
  /** Only those that were given up. */
  failed: boolean;
}
