/** The shapes of Stoa's own API under /api/. Times are RFC 3339 UTC strings. */

import type { Level, Preferences } from "../state/preferences";
import type { Step } from "./secondstep";

export type Show = "chat" | "away" | "xa" | "dnd";

export interface Presence {
  online: boolean;
  show: Show;
  /** With phones alone. */
  mobile?: boolean;
}

export interface User {
  id: number;
  name: string;
  mention_name: string;
  email: string;
  title: string;
  timezone: string;
  admin: boolean;
  /** Looks after people who are no administrators themselves. */
  delegate: boolean;
  owner: boolean;
  deleted: boolean;
  /** Came through a room's guest link. */
  guest: boolean;
  /** What they say about being there. */
  status: string;
  /** Where their picture is. */
  photo?: string;
  presence: Presence;
}

export interface Room {
  id: number;
  conversation: number;
  name: string;
  topic: string;
  privacy: "public" | "private";
  archived: boolean;
  owner_id: number;
  created: string;
  last_active: string | null;
  last_seq: number;
  joined: boolean;
  /** The signed-in person may administer it. */
  admin: boolean;
  guest_access?: boolean;
  /** Where guests enter. */
  guest_url?: string;
  /** Where its picture is. */
  avatar?: string;
}

export interface RoomDetails extends Room {
  participants: User[];
  members: Member[];
}

/** A person on a room's list. */
export interface Member extends User {
  role: "room_member" | "room_admin";
}

export interface Conversation {
  id: number;
  kind: "room" | "direct";
  room: Room | null;
  user: User | null;
  last_seq: number;
  read_seq: number;
  /** The last seq when the person closed it: it is back in their list when there are newer events. */
  closed_seq: number;
  last_active: string | null;
  /** Capped at 100 by the server. */
  unread: number;
  /** Capped at 100 by the server. */
  mentions: number;
}

/** How far the signed-in person has read a conversation, counted up to last_seq. */
export interface ReadState {
  conversation: number;
  last_seq: number;
  read_seq: number;
  unread: number;
  mentions: number;
  /** They want it to be unread again. */
  back?: boolean;
}

export interface UserRef {
  id: number;
  name: string;
  mention_name: string;
}

/** A word that an add-on or a webhook waits for at the beginning of a message. */
export interface AddonCommand {
  /** Without the slash. */
  command: string;
  addon_key: string;
  addon_name: string;
  /** What the webhook is called. */
  name: string;
}

/** A small picture that stands for (shortcut). */
export interface Emoticon {
  id: number;
  /** Without parentheses, in lower case. */
  shortcut: string;
  url: string;
  type: "global" | "group";
  width: number;
  height: number;
}

export type Color = "yellow" | "green" | "red" | "purple" | "gray";

/** One entry of a conversation's log. Kinds that this client does not know are shown by their body. */
export interface Event {
  id: string;
  conversation: number;
  /** Gap-free within the conversation, from 1. */
  seq: number;
  time: string;
  kind: string;
  user_id?: number;
  sender: string;
  mention_name?: string;
  addon_key?: string;
  /** Of what came by a hook: the token that may change it. */
  token_id?: number;
  body: string;
  format: "text" | "html";
  color?: string;
  notify?: boolean;
  mentions?: UserRef[];
  mention_all?: boolean;
  mention_here?: boolean;
  attach_to?: string;
  card?: unknown;
  /** What was shared; body is then what was said about it. */
  file?: SharedFile;
  links?: LinkPreview[];
  /** What a change did to its target, the id of another event. */
  change?: "edit" | "delete" | "react" | "unreact" | "pin" | "unpin";
  target?: string;
  /** When the body was last edited. */
  edited?: string;
  deleted?: boolean;
  reactions?: Reaction[];
  pinned?: { by: number; at: string };
  /** A reply: the id of the first event of its thread. */
  thread?: string;
  /** A reply that stands in the conversation as well. */
  to_room?: boolean;
  /** Of a thread's first event. */
  replies?: { count: number; last: string; users: number[] };
  /** What a change or a reply is about, as it is now. */
  of?: Event;
  client_id?: string;
}

/** Who put an emoji, or an emoticon in parentheses, under an event. */
export interface Reaction {
  emoji: string;
  users: number[];
}

/** How far the reader has read a thread that they take part in. */
export interface ThreadState {
  conversation: number;
  thread: string;
  last_seq: number;
  read_seq: number;
  unread: number;
  first?: Event;
}

export interface ThreadPage {
  first: Event;
  items: Event[];
  /** There are older replies. */
  more: boolean;
}

/** A file in the server's store. */
export interface SharedFile {
  key: string;
  name: string;
  /** Bytes. */
  size: number;
  type: string;
  width?: number;
  height?: number;
  /** There is a small copy. */
  thumb?: boolean;
}

/** What is to be seen at a URL in a message. */
export interface LinkPreview {
  type: string;
  url: string;
  title?: string;
  description?: string;
  image_url?: string;
  icon_url?: string;
  author?: string;
}

export interface EventPage {
  items: Event[];
  last_seq: number;
  /** The seq that a page from the middle is about. */
  at?: number;
}

/** What the group has for the reader. */
export interface Allowed {
  create_rooms: boolean;
  invite_people: boolean;
  add_emoticons: boolean;
  /** Of rooms that they administer. */
  manage_integrations: boolean;
}

/** What the server keeps for the signed-in person alone. */
export interface Self {
  user: User;
  may: Allowed;
  preferences: Preferences;
  /** By conversation, where it is not as usual. */
  levels: Record<string, Level>;
}

/** A browser that the signed-in person is signed in with. */
export interface Session {
  id: number;
  /** What the browser calls itself. */
  agent: string;
  created: string;
  last_used: string;
  /** How the person came in; empty when that was not noted. */
  method: "" | "password" | "invitation" | "directory" | "provider" | "guest";
  /** Which directory or provider. */
  source: string;
  /** This one. */
  current: boolean;
}

/** Something that was said, in a room or in a one-to-one chat. */
export interface Placed {
  event: Event;
  room: { id: number; name: string; privacy: "public" | "private"; archived: boolean } | null;
  /** The other person of a one-to-one chat. */
  user: User | null;
}

/** When the reader wants to be reminded of a message, and whether they have been. */
export interface Reminder {
  remind?: string;
  reminded?: boolean;
}

/** A message that the reader has saved for later. */
export interface SavedMessage extends Placed, Reminder {
  /** Orders them: the newest has the greatest. */
  id: number;
  /** When it was saved. */
  at: string;
  done: boolean;
}

export interface SavedPage {
  items: SavedMessage[];
  /** Where the next page begins; absent on the last. */
  next?: string;
}

/** What a person's pages are told of a message that they have saved, or not any more. */
export interface SavedNow extends Reminder {
  conversation: number;
  event: string;
  saved: boolean;
  done: boolean;
}

/** A message that waits to be sent, or that could not be. */
export interface ScheduledMessage extends Pick<Placed, "room" | "user"> {
  id: number;
  conversation: number;
  /** The id of the message that its thread began with. */
  thread?: string;
  to_room?: boolean;
  body: string;
  /** When it is to be sent. */
  at: string;
  created: string;
  /** Why it was not sent. */
  problem?: string;
}

/** A message that was found. */
export interface Found extends Placed {
  /** A part of what was said; hits are what was looked for. */
  snippet: { text: string; hit?: boolean }[];
}

export interface FoundPage {
  items: Found[];
  /** Where the next page begins; absent on the last. */
  next?: string;
  /** Messages that the search has not read yet. */
  behind: number;
}

export interface Boot {
  group: { id: number; name: string };
  needs_setup: boolean;
  user: User | null;
  base_url: string;
  version: string;
  /** The server is one to write integrations against, with an inspector. */
  dev?: boolean;
  /** What is left to do of a sign-in. */
  step?: Step;
  /** How to come in, for who is not. */
  sign_in?: {
    providers: { key: string; name: string }[];
    /** People sign in by other names than their address, too. */
    names: boolean;
  };
}

export interface Token {
  id: number;
  name: string;
  kind: "room" | "v1_notification";
  created: string;
  last_used: string | null;
  expires: string | null;
  /** Of a room's: how what comes to its hook address is said, when it is not as it is built in. */
  template?: { failure?: string };
}

export interface NewTokenPart {
  token: string;
  url: string;
  curl: string;
}

/** Whom a link lets in, and until when. */
export interface Invitation {
  user: User;
  url: string;
  expires: string;
  /** It has gone to them by mail. */
  mailed: boolean;
}

export interface NewToken {
  name: string;
  v2: NewTokenPart;
  v1: NewTokenPart | null;
  /** Takes what other tools send: Slack's senders, alerts, forges. */
  hook: string;
  /** Takes mail, where the server does. */
  mail?: string;
}
