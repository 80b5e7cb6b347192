import type { Part } from "../api/addontypes";
import type { Event, Room, User } from "../api/types";
import { cardOf, fileClass, linked, messageParameters } from "../bridge/message";
import { type Facts, factsOf, type MessageFacts, met } from "../glance/conditions";
import { object, text } from "../glance/raw";
import { patternsIn, type Tried } from "./patterns";

/** Where actions stand. spec: connect-js, 9.5 */
export type Location = "hipchat.message.action" | "hipchat.input.action";

/** Action is something that an add-on does with a message, or while one is written. */
export interface Action {
  installation: number;
  key: string;
  addon: string;
  name: string;
  /** What it opens. */
  target: unknown;
  conditions: unknown;
}

/** actionsIn are those that add-ons have in a room, in their order. */
export function actionsIn(parts: Part[], location: Location): Action[] {
  return parts.flatMap((p) => {
    const m = object(p.module);
    if (p.kind !== "action" || m.location !== location) return [];
    return {
      installation: p.installation,
      key: p.key,
      addon: p.addon_name,
      name: text(object(m.name).value, 100) ?? p.key,
      target: m.target,
      conditions: m.conditions,
    };
  });
}

/** wanted are the actions whose conditions are met. */
export function wanted(actions: Action[], facts: Facts): Action[] {
  return actions.filter((a) => met(a.conditions, facts) === true);
}

/** wantedFor are those for a message. Trying their patterns takes a moment, and no longer than one. */
export async function wantedFor(
  actions: Action[],
  event: Event,
  room: Room,
  me: User,
  tries: (patterns: string[], body: string) => Promise<Tried>,
): Promise<Action[]> {
  const patterns = patternsIn(actions.map((a) => a.conditions));
  const tried = patterns.length > 0 ? await tries(patterns, event.body) : new Map();
  return wanted(actions, { ...factsOf(room, me), message: messageFacts(event, me, tried) });
}

export function messageFacts(event: Event, me: User, tried: Tried): MessageFacts {
  const card = cardOf(event.card);
  return {
    type: messageParameters(event).type,
    fileType: event.file && fileClass(event.file),
    sender: event.sender,
    own: event.user_id === me.id,
    linked: linked(event),
    matches: (pattern) => tried.get(pattern),
    card:
      event.card === undefined
        ? undefined
        : { style: typeof card.style === "string" ? card.style : "", metadata: object(card.metadata) },
  };
}
