import type { Room, User } from "../api/types";
import { patternOf } from "./pattern";
import { array, object } from "./raw";

/** MessageFacts are what conditions of actions are about: a message. spec: connect-js, 8 */
export interface MessageFacts {
  type: string;
  /** What its file is for people; undefined without one. */
  fileType: string | undefined;
  sender: string;
  /** The reader has said it. */
  own: boolean;
  /** There is an address in it. */
  linked: boolean;
  /** Tells whether a pattern is found in it, as patternOf writes it; undefined for what could not be tried. */
  matches(pattern: string): boolean | undefined;
  card: { style: string; metadata: Record<string, unknown> } | undefined;
}

/** Facts are what conditions of add-ons' modules are about. */
export interface Facts {
  public: boolean;
  admin: boolean;
  guest: boolean;
  roomOwner: boolean;
  /** What the glance's content says for conditions alone; undefined before there is content. */
  metadata: Record<string, unknown> | undefined;
  /** The message that an action would be done with. */
  message?: MessageFacts;
}

/** factsOf is what holds for a person in a room. */
export function factsOf(room: Room, who: User, metadata?: Record<string, unknown>): Facts {
  return {
    public: room.privacy === "public",
    admin: who.admin,
    guest: who.guest,
    roomOwner: room.owner_id === who.id,
    metadata,
  };
}

/**
 * met says whether all conditions of a module are met, and undefined when nobody can say: it is hidden then, whether
 * the answer is to be inverted or not. spec: connect, 2.4
 */
export function met(conditions: unknown, facts: Facts): boolean | undefined {
  if (conditions === undefined || conditions === null) return true;
  return Array.isArray(conditions) ? all(conditions.map((c) => one(c, facts))) : undefined;
}

function one(raw: unknown, facts: Facts): boolean | undefined {
  const c = object(raw);
  if (c.condition === undefined) return joined(c, facts);
  const result = test(c.condition, object(c.params), facts);
  return result === undefined || c.invert !== true ? result : !result;
}

function joined(c: Record<string, unknown>, facts: Facts): boolean | undefined {
  if (!Array.isArray(c.conditions)) return undefined;
  const results = c.conditions.map((x) => one(x, facts));
  const type = typeof c.type === "string" ? c.type.toLowerCase() : "and";
  if (type === "and") return all(results);
  return type === "or" ? any(results) : undefined;
}

function test(name: unknown, params: Record<string, unknown>, facts: Facts): boolean | undefined {
  switch (name) {
    case "room_is_public":
      return facts.public;
    case "user_is_admin":
      return facts.admin;
    case "user_is_guest":
      return facts.guest;
    case "user_is_room_owner":
      return facts.roomOwner;
    case "glance_matches": {
      const { metadata } = facts;
      if (!metadata || !Array.isArray(params.metadata)) return undefined;
      return all(array(params.metadata).map((m) => matches(object(m), metadata)));
    }
  }
  return facts.message && testMessage(name, params, facts.message);
}

function testMessage(
  name: unknown,
  params: Record<string, unknown>,
  message: MessageFacts,
): boolean | undefined {
  switch (name) {
    case "message_sent_by_current_user":
      return message.own;
    case "message_contains_link":
      return message.linked;
    case "message_matches":
      return all(messageTests(params, message));
    case "card_matches":
      return all(cardTests(params, message.card));
  }
  return undefined;
}

/** messageTests are those that a condition asks for. */
function messageTests(
  { type, file_type, sender, regex }: Record<string, unknown>,
  message: MessageFacts,
): (boolean | undefined)[] {
  const results: (boolean | undefined)[] = [];
  if (type !== undefined) results.push(type === message.type);
  if (file_type !== undefined) results.push(file_type === message.fileType);
  if (sender !== undefined) results.push(sender === message.sender);
  if (regex !== undefined) {
    const pattern = patternOf(regex);
    results.push(pattern === undefined ? undefined : message.matches(pattern));
  }
  return results;
}

/** cardTests are those that a condition asks for; a message without a card passes none. */
function cardTests(
  { style, metadata }: Record<string, unknown>,
  card: MessageFacts["card"],
): (boolean | undefined)[] {
  if (!card) return [false];
  const results = array(metadata).map((m) => matches(object(m), card.metadata));
  return style === undefined ? results : [style === card.style, ...results];
}

function matches(m: Record<string, unknown>, metadata: Record<string, unknown>): boolean | undefined {
  if (typeof m.attr !== "string") return undefined;
  const value = at(metadata, m.attr);
  const results: (boolean | undefined)[] = [];
  if ("eq" in m) results.push(value === m.eq);
  if ("lt" in m) results.push(less(value, m.lt));
  if ("gt" in m) results.push(less(m.gt, value));
  return results.length > 0 ? all(results) : undefined;
}

/** at follows a dotted path; what is not there is undefined. */
function at(value: unknown, path: string): unknown {
  let found = value;
  for (const name of path.split(".")) {
    const o = object(found);
    found = Object.hasOwn(o, name) ? o[name] : undefined;
  }
  return found;
}

/** less compares numbers with numbers and texts with texts; nothing else is in an order. */
function less(a: unknown, b: unknown): boolean {
  if (typeof a === "number" && typeof b === "number") return a < b;
  return typeof a === "string" && typeof b === "string" && a < b;
}

function all(results: (boolean | undefined)[]): boolean | undefined {
  if (results.includes(false)) return false;
  return results.includes(undefined) ? undefined : true;
}

function any(results: (boolean | undefined)[]): boolean | undefined {
  if (results.includes(true)) return true;
  return results.includes(undefined) ? undefined : false;
}
