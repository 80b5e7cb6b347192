/** The shapes of Stoa's own API under /api/. Times are RFC 3339 UTC strings. */

import type { Level, Preferences } from "../state/preferences";
import type { Step } from "./secondstep";

export type Show = "chat" | "away" | "xa" | "dnd";

export interface Presence {
  online: boolean;
  show: Show;
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

/** What the server keeps for the signed-in person alone. */
export interface Self {
  user: User;
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

/** A message that was found, in a room or in a one-to-one chat. */
export interface Found {
  event: Event;
  room: { id: number; name: string; privacy: "public" | "private"; archived: boolean } | null;
  /** The other person of a one-to-one chat. */
  user: User | null;
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
}

export interface NewToken {
  name: string;
  v2: NewTokenPart;
  v1: NewTokenPart | null;
}

export interface Installation {
  id: number;
  key: string;
  name: string;
  room_id: number | null;
  scopes: string[];
  oauth_id: string;
  created: string;
  vendor: { name: string; url: string } | null;
  homepage: string | null;
  /** In lists. */
  connectivity?: Connectivity;
  /** False while the add-on has not read its client yet. */
  active: boolean;
  disabled: boolean;
  descriptor_url: string;
  /** A newer descriptor that nobody has agreed to yet. */
  update: { added_scopes: string[] } | null;
  /** It has a page for that. */
  configurable: boolean;
}

/** An add-on as the reader meets it in a room, or outside of rooms. */
export interface Addon {
  /** Of the installation. */
  id: number;
  key: string;
  name: string;
  /** Null for the whole group's. */
  room_id: number | null;
  vendor: { name: string; url: string } | null;
  homepage: string;
  scopes: string[];
  disabled: boolean;
  /** Its pages that are no modules, those that the reader may open. */
  pages: ("configurable" | "adminPage")[];
  /** The reader may update and remove it. */
  managed: boolean;
  descriptor_url: string;
  /** The server's host name, where browsers open pages of the add-on under it as well. */
  own_host: string;
  description: string;
  powers: Powers;
}

/** An add-on in a list for the people among whom it is. */
export interface MetAddon {
  key: string;
  name: string;
  /** Null for the whole group's. */
  room_id: number | null;
  disabled: boolean;
}

/** An installation just made, or a removal: open is what the browser has to open next. */
export interface Onward {
  open?: string;
}

/** What an add-on shows in a room, as it declared it. */
export interface Part {
  installation: number;
  addon_key: string;
  addon_name: string;
  /** What the add-on was granted. */
  scopes: string[];
  kind: string;
  key: string;
  module: unknown;
  /** Of a glance: the last that the add-on said by itself. */
  content: unknown;
  /** It was said of this room alone. */
  for_room?: boolean;
  /** It was said to this person alone. */
  for_user?: boolean;
}

/** An address of an add-on, to be opened once and not after until. */
export interface SignedUrl {
  url: string;
  until: string;
}

/** What an add-on's page proves to its own server who looks at it with. */
export interface FrameToken {
  jwt: string;
  until: string;
}

/** How far an add-on and the server reach each other. */
export interface Connectivity {
  state: "CONNECTED" | "LIMITED" | "NOT CONNECTED";
  reason: string;
}

/** What the server found out about one of its ways. */
export interface Finding {
  target: string;
  code: string;
  level: "good" | "warning" | "failure";
  means: string;
  detail: string;
  remedy: string;
}

/** What an add-on asks of the network. */
export interface Needs {
  /** It calls the server's API. */
  inbound: boolean;
  outbound: Endpoint[];
  browser: Endpoint[];
}

export interface Endpoint {
  host: string;
  port: number;
  tls: boolean;
  for: string[];
}

/** What agreeing to a preview would change. */
export interface Update {
  installation: number;
  changed: boolean;
  added_scopes: string[];
}

/** What an add-on can see and do beside what its scopes say. */
export interface Powers {
  /** What the server sends it. */
  hears: Hearing[];
  /** Origins of its pages. */
  frames: string[];
  /** Origins that the browser asks for what its glances show. */
  asked: string[];
  /** Kinds of its modules. */
  shows: string[];
  /** What it calls itself when it posts. */
  from_name: string;
  /** It may ask people to let it act in their name. */
  for_others: boolean;
}

export interface Hearing {
  event: string;
  pattern: string;
  host: string;
}

export interface Preview {
  /** Names this preview when the installation is confirmed. */
  preview: string;
  url: string;
  descriptor: {
    key: string;
    name: string;
    description: string;
    vendor: { name: string; url: string } | null;
    homepage: string;
  };
  scopes: { id: string; name: string; description: string }[];
  needs: Needs;
  webhooks: { event: string; url: string; pattern: string }[];
  /** The server's host name, where browsers open pages of the add-on under it as well. */
  own_host: string;
  powers: Powers;
  /** Null when the add-on is not installed there. */
  update: Update | null;
  rooms: boolean;
  group: boolean;
}

/** An add-on of the directory. */
export interface DirectoryEntry {
  key: string;
  name: string;
  vendor: { name: string; url: string };
  description: string;
  descriptor: string;
  instructions?: string;
  self_hosted: boolean;
  inbound: boolean;
  outbound: string[];
}
