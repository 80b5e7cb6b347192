import type { Event, Show } from "../api/types";

/** What the client says on the live feed. */
export type ClientFrame =
  | { type: "watch"; conversation: number; after: number }
  | { type: "unwatch"; conversation: number }
  | { type: "ping" }
  | { type: "presence"; show: Show; mobile?: true }
  | { type: "typing"; conversation: number };

/** What the server says on the live feed. */
export type ServerFrame =
  /** page is the script with which the pages of this server begin. */
  | { type: "hello"; user_id: number; page?: string }
  | { type: "pong" }
  | { type: "event"; event: Event }
  | { type: "watching"; conversation: number; seq: number }
  | { type: "reset"; conversation: number; seq: number }
  | { type: "presence"; user_id: number; online: boolean; show: Show; mobile?: boolean }
  /** What became of many at once; those whose presence is the same stand together. */
  | { type: "presences"; alike: { user_ids: number[]; online: boolean; show: Show; mobile?: boolean }[] }
  | { type: "participants"; room: number; joined: number[]; left: number[] }
  | { type: "conversations" }
  | { type: "typing"; conversation: number; user_id: number }
  | { type: "modules"; room?: number }
  | { type: "emoticons" }
  | GlancesFrame
  | ({ type: "person" } & PersonNow)
  /** Several who have changed soon after each other. */
  | { type: "people"; people: PersonNow[] }
  | { type: "status"; user_id: number; status: string }
  /** Something of the signed-in person's own has changed, here or on another device. */
  | { type: "me"; what: string; data?: unknown }
  /** What the server cannot do at the moment; nothing: it is over. */
  | { type: "trouble"; parts: string[] }
  | { type: "error"; message: string; conversation?: number };

/** Who somebody is from now on: somebody new, or one who has become another. */
export interface PersonNow {
  user_id: number;
  name: string;
  mention_name: string;
  email: string;
  title?: string;
  timezone: string;
  admin?: boolean;
  delegate?: boolean;
  owner?: boolean;
  /** The key of their picture. */
  photo?: string;
  deleted?: boolean;
}

/** What an add-on says of its glances now. */
export interface GlancesFrame {
  type: "glances";
  /** Absent: of every room. */
  room?: number;
  /** Absent: to everybody. */
  user?: number;
  glances: { installation: number; addon_key: string; key: string; content: unknown }[];
}

/** Close codes with a meaning of their own. */
export const closeSignedOut = 4001;

/** parseFrame reads one frame; anything that is not one gives undefined. */
export function parseFrame(data: unknown): ServerFrame | undefined {
  if (typeof data !== "string") return undefined;
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const frame = value as {
    type?: unknown;
    event?: Partial<Event>;
    glances?: unknown;
    parts?: unknown;
    alike?: unknown;
    people?: unknown;
  };
  if (typeof frame.type !== "string") return undefined;
  if (frame.type === "event" && !isEvent(frame.event)) return undefined;
  if (frame.type === "trouble" && !Array.isArray(frame.parts)) return undefined;
  if (frame.type === "presences" && !areAlike(frame.alike)) return undefined;
  if (frame.type === "people" && !Array.isArray(frame.people)) return undefined;
  if (frame.type === "glances" && !Array.isArray(frame.glances)) return undefined;
  return value as ServerFrame;
}

function areAlike(alike: unknown): boolean {
  return Array.isArray(alike) && alike.every((group) => Array.isArray(group?.user_ids));
}

function isEvent(event: Partial<Event> | undefined): boolean {
  return (
    typeof event === "object" &&
    event !== null &&
    Number.isSafeInteger(event.seq) &&
    Number.isSafeInteger(event.conversation)
  );
}
