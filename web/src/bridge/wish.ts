import type { Room } from "../api/types";

/** Wish is what an add-on would like the reader to do: nothing happens before they have agreed. spec: connect-js, 5.2 */
export type Wish =
  | { what: "create"; name: string; topic: string; privacy: Room["privacy"] }
  | { what: "invite"; room: number; people: number[] };
