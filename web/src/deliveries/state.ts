import type { Delivery, DeliveryState } from "./types";

interface Face {
  word: string;
  look: string;
}

/** How a delivery's state looks, and what it is called. */
export const states: Record<DeliveryState, Face> = {
  pending: { word: "Waiting", look: "current" },
  held: { word: "Held", look: "moved" },
  done: { word: "Delivered", look: "success" },
  failed: { word: "Given up", look: "error" },
};

/** faceOf also has a face for a state that this page, older than its server, does not know. */
export function faceOf(state: string): Face {
  return Object.hasOwn(states, state) ? states[state as DeliveryState] : { word: state, look: "current" };
}

/** outcome says how a delivery stands, beside its state. */
export function outcome(d: Delivery): string {
  const tries = d.attempts === 1 ? "1 attempt" : `${d.attempts} attempts`;
  if (d.state === "done")
    return d.error ? `${d.status ?? ""}, but ${d.error}` : `${d.status ?? ""} after ${tries}`;
  if (d.attempts === 0) return d.state === "held" ? "its webhook is paused" : "not tried yet";
  return `${d.error || (d.status ?? "no answer")} · ${tries}`;
}
