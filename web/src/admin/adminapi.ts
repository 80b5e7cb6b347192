import { request } from "../api/request";
import type { EventPage, Member, Session, User } from "../api/types";

/** A part of a list, with the cursor of the next one, which the last has not. */
export interface PageOf<T> {
  items: T[];
  next?: string;
}

/** What an entry of the audit log says has changed. Of a secret there is only the name. */
export interface AuditChange {
  field: string;
  from?: string;
  to?: string;
}

/** An entry of the audit log. */
export interface AuditEntry {
  id: number;
  at: string;
  /** As "user.updated": what it was done to stands before the dot. */
  kind: string;
  actor: {
    user_id: number | null;
    name: string;
    /** "session", the kind of a token, or "server" for what happened by itself. */
    credential: string;
    token_id: number | null;
    installation_id: number | null;
  };
  target: { kind: string; id: number | null; name: string };
  changes: AuditChange[];
  address?: string;
  /** Whom the address says to speak for: true when it is the server's proxy. */
  forwarded_for?: string;
  request_id?: string;
}

export interface AuditFilter {
  person?: string;
  kind?: string;
  text?: string;
  since?: string;
  until?: string;
}

/** queryOf writes what is set of a filter as a query. */
export function queryOf(filter: object): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) {
    if (value !== undefined && value !== "" && value !== false) query.set(name, String(value));
  }
  return query;
}

/** audit reads the audit log, newest first; with after only what is newer than that entry. */
export function audit(filter: AuditFilter, place: { cursor?: string | undefined; after?: number } = {}) {
  return request<PageOf<AuditEntry>>("GET", `/api/audit?${queryOf({ ...filter, ...place })}`);
}

export type Role = "owner" | "administrator" | "delegated administrator" | "user";

/** An account as those who look after people see it. */
export interface Person extends User {
  role: Role;
  created: string;
  last_active: string | null;
  has_password: boolean;
  /** How long the link is good with which they choose a password; null: there is none. */
  invited_until: string | null;
  /** How many browsers are signed in. */
  sessions: number;
  /** The reader may change them. */
  changeable: boolean;
  /** In the answer about one person: they have turned the second step on. */
  second_step?: boolean;
  /** In the answer about one person: by whom from outside they are vouched for. */
  comes_by?: { by: string; last_used: string; gone: boolean; keeps: boolean }[];
  /** In the list: the identity provider or directory that keeps the account. */
  kept_by?: string;
}

export interface PersonFilter {
  text?: string;
  state?: string;
  role?: string;
}

export interface NewPerson {
  name: string;
  email: string;
  title: string;
  role: Role;
}

/** A link that is to be handed over, once. */
export interface Link {
  user: User;
  url: string;
  expires: string;
  /** It has gone to them by mail. */
  mailed: boolean;
}

const user = (id: number) => `/api/admin/users/${id}`;

/** people are the calls about accounts. */
export const people = {
  list: (filter: PersonFilter, cursor?: string) =>
    request<PageOf<Person>>("GET", `/api/admin/users?${queryOf({ ...filter, cursor })}`),
  find: (id: number) => request<Person>("GET", user(id)),
  create: (person: NewPerson) =>
    request<{ user: User; password: string }>("POST", "/api/admin/users", person),
  invite: (person: NewPerson) => request<Link>("POST", "/api/admin/users/invite", person),
  update: (id: number, patch: Partial<Person>) => request<Person>("PATCH", user(id), patch),
  setActive: (id: number, active: boolean) =>
    request<Person>("POST", `${user(id)}/${active ? "reactivate" : "deactivate"}`),
  resetPassword: (id: number, now: boolean) => request<Link>("POST", `${user(id)}/password`, { now }),
  resetSecondStep: (id: number) => request<void>("DELETE", `/api/users/${id}/second-step`),
  sessions: async (id: number) => (await request<PageOf<Session>>("GET", `${user(id)}/sessions`)).items,
  endSession: (id: number, session: number) => request<void>("DELETE", `${user(id)}/sessions/${session}`),
  endSessions: (id: number) => request<{ ended: number }>("DELETE", `${user(id)}/sessions`),
};

/** A room as administrators see it. */
export interface RoomSummary {
  id: number;
  conversation: number;
  name: string;
  topic: string;
  privacy: "public" | "private";
  archived: boolean;
  guest_access: boolean;
  owner_id: number | null;
  owner_name: string;
  members: number;
  participants: number;
  messages: number;
  created: string;
  last_active: string | null;
  avatar?: string;
}

export interface RoomInFull extends RoomSummary {
  /** For how many days it is kept: 0 is for ever, null as long as the group says. */
  keep_days: number | null;
  people: Member[];
  present: User[];
}

export interface RoomFilter {
  text?: string;
  state?: string;
  privacy?: string;
}

const room = (id: number) => `/api/admin/rooms/${id}`;

/** rooms are the calls about rooms. */
export const rooms = {
  list: (filter: RoomFilter, cursor?: string) =>
    request<PageOf<RoomSummary>>("GET", `/api/admin/rooms?${queryOf({ ...filter, cursor })}`),
  find: (id: number) => request<RoomInFull>("GET", room(id)),
  update: (id: number, patch: { archived?: boolean; privacy?: string }) =>
    request<unknown>("PATCH", `/api/rooms/${id}`, patch),
  keep: (id: number, days: number | null) => request<RoomInFull>("PUT", `${room(id)}/keep`, { days }),
  give: (id: number, to: number) => request<RoomInFull>("PUT", `${room(id)}/owner`, { user: to }),
  delete: (id: number, name: string) => request<void>("DELETE", room(id), { name }),
  history: (conversation: number, before: number, limit = 50) =>
    request<EventPage>(
      "GET",
      `/api/conversations/${conversation}/events?${queryOf({ limit, before: before || "" })}`,
    ),
};

export type Who = "everybody" | "administrators" | "nobody";

/** What administrators set for the group. */
export interface GroupSettings {
  name: string;
  create_rooms: Who;
  invite_people: Who;
  add_emoticons: Who;
  mention_all: Who;
  share_files: Who;
  manage_integrations: Who;
  guest_access: Who;
  direct_chats: Who;
  edit_profiles: Who;
  delete_messages: Who;
  /** That new addresses must be of; empty: any. */
  email_domain: string;
  /** How many days something is kept; 0 is for ever. */
  room_days: number;
  direct_days: number;
  audit_days: number;
}

/** The link by which whoever has it makes an account. */
export interface InviteURL {
  /** Empty: there is none. */
  url: string;
  created: string | null;
  /** Who has made it. */
  by: string;
  /** Whoever comes is mailed the link to a password. */
  proves: boolean;
}

/** group are the calls about the group's own settings. */
export const group = {
  inviteURL: () => request<InviteURL>("GET", "/api/admin/invite-url"),
  makeInviteURL: () => request<InviteURL>("POST", "/api/admin/invite-url"),
  endInviteURL: () => request<InviteURL>("DELETE", "/api/admin/invite-url"),
  /** give makes somebody else the owner. */
  give: (user: number, password: string) => request<User>("PUT", "/api/admin/owner", { user, password }),
  settings: () => request<GroupSettings>("GET", "/api/admin/preferences"),
  change: (patch: Partial<GroupSettings>) => request<GroupSettings>("PATCH", "/api/admin/preferences", patch),
  /** old counts what is older than so many days. */
  old: async (days: number, of: "rooms" | "direct") =>
    (await request<{ events: number }>("GET", `/api/admin/old?days=${days}&of=${of}`)).events,
  /** oldIn counts that in one room. */
  oldIn: async (days: number, roomId: number) =>
    (await request<{ events: number }>("GET", `/api/admin/old?days=${days}&room=${roomId}`)).events,
};
