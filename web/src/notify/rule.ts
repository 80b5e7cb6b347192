import { correctionOf, inFlow, involves } from "../api/flow";
import type { Event, Show } from "../api/types";
import type { Level } from "../state/preferences";

/** What decides whether an event calls for the reader. */
export interface Listener {
  id: number;
  level: Level;
  /** How they show now. */
  show: Show;
  /** They want to be told although they do not want to be disturbed. */
  evenWhenBusy: boolean;
  /** The conversation is a one-to-one chat. */
  direct: boolean;
}

/** callsFor tells whether an event calls for somebody. The server decides the same for pushes, see chat.CallsFor. */
export function callsFor(event: Event, who: Listener): boolean {
  if (event.kind !== "message" && event.kind !== "notification") return false;
  if (event.user_id === who.id || event.deleted || correctionOf(event)) return false;
  if (who.show === "dnd" && !who.evenWhenBusy) return false;
  if (who.direct || event.mentions?.some((m) => m.id === who.id)) return true;
  if (who.level === "quiet") return false;
  if (event.mention_all || (event.mention_here && who.show === "chat")) return true;
  if (!inFlow(event)) return involves(event, who.id);
  return who.level === "loud" && (event.kind === "message" || event.notify === true);
}
