import { changed } from "../log/Filters";

/** Where a log of deliveries stands: in the administration, or on a page of the room whose own webhooks it is about. */
export interface Place {
  path: string;
  /** The room, or null for all webhooks. */
  room: number | null;
  /** Whether the reader changes what is sent. */
  manages: boolean;
}

/** administration is where all deliveries are. */
export const administration: Place = { path: "/admin/deliveries", room: null, manages: true };

/** placeOf is the page of a room. */
export const placeOf = (room: number, manages: boolean): Place => ({
  path: `/rooms/deliveries/${room}`,
  room,
  manages,
});

/** within narrows a question down to what belongs to a place. */
export function within(place: Place, query: URLSearchParams): URLSearchParams {
  return place.room === null ? query : changed(query, "webhook_room", String(place.room));
}
