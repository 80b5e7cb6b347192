import type { Draft } from "../state/drafts";
import type { Level, Preferences } from "../state/preferences";
import type {
  Addon,
  DirectoryEntry,
  Finding,
  FrameToken,
  Installation,
  MetAddon,
  Onward,
  Parts,
  Preview,
  SignedUrl,
} from "./addontypes";
import { ApiError } from "./errors";
import { again, type Kept, request } from "./request";
import type { Step } from "./secondstep";
import type {
  AddonCommand,
  Boot,
  Conversation,
  Emoticon,
  Event,
  EventPage,
  FoundPage,
  Invitation,
  Member,
  NewToken,
  Reminder,
  Room,
  RoomDetails,
  SavedPage,
  ScheduledMessage,
  Self,
  Session,
  ThreadPage,
  ThreadState,
  Token,
  User,
} from "./types";

/** A browser sends on what is shorter than this in bytes when the page is closed; a character has up to three. */
const maxOutliving = 20_000;

interface List<T> {
  items: T[];
}

export interface Setup {
  token: string;
  group: string;
  name: string;
  email: string;
  password: string;
}

export type ProfilePatch = Partial<Pick<User, "name" | "mention_name" | "title" | "timezone">>;

export type RoomPatch = Partial<Pick<Room, "name" | "topic" | "privacy" | "archived" | "guest_access">>;

/** Framed names a page of an add-on, and the room that it is opened in. */
export interface Framed {
  installation: number;
  kind: string;
  key: string;
  room: number | undefined;
}

const eventPath = (id: number, event: string) =>
  `/api/conversations/${id}/events/${encodeURIComponent(event)}`;

/** Api has one method for each operation of the server that the page uses. */
export class Api {
  private kept = new Map<string, Kept>();

  /** Called when the server no longer knows the session. */
  onSignedOut: () => void = () => {};

  boot = () => this.call<Boot>("GET", "/api/boot");
  setup = (s: Setup) => this.call<{ user: User }>("POST", "/api/setup", s);
  signIn = (email: string, password: string) =>
    request<{ user?: User; step?: Step }>("POST", "/api/session", { email, password });
  /** signOut may name where to go on to sign out of a provider as well. */
  signOut = () => {
    this.kept.clear();
    return this.call<{ onward?: string } | undefined>("DELETE", "/api/session");
  };

  invited = (token: string) => request<{ name: string; email: string }>("POST", "/api/invitation", { token });
  acceptInvitation = (token: string, password: string) =>
    request<{ user: User }>("POST", "/api/invitation/accept", { token, password });

  /** whereJoined tells what the group's invite URL leads to. */
  whereJoined = (token: string) =>
    request<{ group: string; email_domain: string }>("POST", "/api/join/look", { token });
  /** join makes an account. Without a token the way on is in the mail. */
  join = (token: string, name: string, email: string) =>
    request<{ token?: string }>("POST", "/api/join", { token, name, email });

  guestRoom = (token: string) =>
    request<{ id: number; name: string; topic: string }>("POST", "/api/guest", { token });
  enterAsGuest = (token: string, name: string) =>
    request<{ user: User }>("POST", "/api/guest/enter", { token, name });

  conversations = async () => (await this.roster<Conversation>("/api/conversations")).items;
  newest = (id: number, limit: number) =>
    this.call<EventPage>("GET", `/api/conversations/${id}/events?limit=${limit}`);
  before = (id: number, seq: number, limit: number) =>
    this.call<EventPage>("GET", `/api/conversations/${id}/events?before=${seq}&limit=${limit}`);
  after = (id: number, seq: number, limit: number) =>
    this.call<EventPage>("GET", `/api/conversations/${id}/events?after=${seq}&limit=${limit}`);
  around = (id: number, event: number | string, limit: number) =>
    this.call<EventPage>(
      "GET",
      `/api/conversations/${id}/events?around=${encodeURIComponent(event)}&limit=${limit}`,
    );
  /** atTime is around for the first event of a moment and after. */
  atTime = (id: number, time: string, limit: number) =>
    this.call<EventPage>(
      "GET",
      `/api/conversations/${id}/events?at=${encodeURIComponent(time)}&limit=${limit}`,
    );
  send = (id: number, body: string, clientId: string) =>
    this.call<Event>("POST", `/api/conversations/${id}/events`, { body, client_id: clientId });
  reply = (id: number, thread: string, body: string, clientId: string, toRoom: boolean) =>
    this.call<Event>("POST", `/api/conversations/${id}/events`, {
      body,
      client_id: clientId,
      thread,
      to_room: toRoom,
    });
  edit = (id: number, event: string, body: string) =>
    this.call<Event>("PATCH", eventPath(id, event), { body });
  deleteEvent = (id: number, event: string) => this.call<Event>("DELETE", eventPath(id, event));
  react = (id: number, event: string, emoji: string, on: boolean) =>
    this.call<Event>(on ? "PUT" : "DELETE", `${eventPath(id, event)}/reactions/${encodeURIComponent(emoji)}`);
  pin = (id: number, event: string, on: boolean) =>
    this.call<Event>(on ? "PUT" : "DELETE", `${eventPath(id, event)}/pin`);
  pins = async (id: number) => (await this.call<List<Event>>("GET", `/api/conversations/${id}/pins`)).items;
  /** save keeps a message for the reader alone, or notes that they are done with it. */
  save = (id: number, event: string, done: boolean) =>
    this.call<unknown>("PUT", `${eventPath(id, event)}/saved`, { done });
  unsave = (id: number, event: string) => this.call<void>("DELETE", `${eventPath(id, event)}/saved`);
  saved = (done: boolean, cursor?: string, limit?: number) => {
    const query = new URLSearchParams({ done: String(done) });
    if (cursor) query.set("cursor", cursor);
    if (limit) query.set("limit", String(limit));
    return this.call<SavedPage>("GET", `/api/me/saved?${query}`);
  };
  /** savedMarks are all messages that are saved and not done. */
  savedMarks = async () =>
    (await this.call<List<{ conversation: number; event: string } & Reminder>>("GET", "/api/me/saved/marks"))
      .items;
  remind = (id: number, event: string, at: string) =>
    this.call<Reminder>("PUT", `${eventPath(id, event)}/reminder`, { at });
  dropReminder = (id: number, event: string) => this.call<void>("DELETE", `${eventPath(id, event)}/reminder`);
  scheduled = async () => (await this.call<List<ScheduledMessage>>("GET", "/api/me/scheduled")).items;
  schedule = (id: number, message: { body: string; at: string; thread?: string; to_room?: boolean }) =>
    this.call<ScheduledMessage>("POST", `/api/conversations/${id}/scheduled`, message);
  changeScheduled = (id: number, patch: { body?: string; at?: string }) =>
    this.call<ScheduledMessage>("PATCH", `/api/me/scheduled/${id}`, patch);
  dropScheduled = (id: number) => this.call<void>("DELETE", `/api/me/scheduled/${id}`);
  sendScheduled = (id: number) => this.call<Event>("POST", `/api/me/scheduled/${id}/send`);
  thread = (id: number, event: string, before: number) =>
    this.call<ThreadPage>(
      "GET",
      `/api/conversations/${id}/threads/${event}${before ? `?before=${before}` : ""}`,
    );
  threads = async (id: number) =>
    (await this.call<List<ThreadState>>("GET", `/api/conversations/${id}/threads`)).items;
  unreadThreads = async () => (await this.call<List<ThreadState>>("GET", "/api/me/threads")).items;
  markThreadRead = (id: number, thread: string, seq: number) =>
    this.call<void>("PUT", `/api/conversations/${id}/threads/${thread}/read`, { seq }, true);
  markRead = (id: number, seq: number) =>
    this.call<void>("PUT", `/api/conversations/${id}/read`, { seq }, true);
  markUnread = (id: number, seq: number) =>
    this.call<void>("PUT", `/api/conversations/${id}/read`, { seq, back: true });
  closeConversation = (id: number) => this.call<void>("POST", `/api/conversations/${id}/close`);
  markAllRead = (rooms: boolean) => this.call<void>("POST", "/api/me/read", { rooms });

  directory = async (all: boolean) =>
    (await this.call<List<DirectoryEntry>>("GET", `/api/directory${all ? "?all=true" : ""}`)).items;
  directoryEntry = (key: string) =>
    this.call<DirectoryEntry>("GET", `/api/directory/${encodeURIComponent(key)}`);
  drafts = async () => (await this.call<List<Draft>>("GET", "/api/me/drafts")).items;
  keepDraft = ({ conversation, ...draft }: Draft, by: string) =>
    this.call<void>(
      "PUT",
      `/api/me/drafts/${conversation}`,
      { ...draft, by },
      draft.body.length < maxOutliving,
    );
  commands = async (conversation: number) =>
    (await this.call<List<AddonCommand>>("GET", `/api/conversations/${conversation}/commands`)).items;

  emoticons = async () => (await this.call<List<Emoticon>>("GET", "/api/emoticons")).items;

  self = () => this.call<Self>("GET", "/api/me");
  updateSelf = (patch: ProfilePatch) => this.call<User>("PATCH", "/api/me", patch);
  changePassword = (current: string, password: string) =>
    this.call<void>("PUT", "/api/me/password", { current, password });
  setPhoto = (photo: string) => this.call<User>("PUT", "/api/me/photo", { photo });
  deletePhoto = () => this.call<User>("DELETE", "/api/me/photo");
  setPresence = (presence: { show?: Preferences["show"]; status?: string }) =>
    this.call<void>("PUT", "/api/me/presence", presence);
  changePreferences = (patch: Partial<Preferences>) =>
    this.call<Preferences>("PATCH", "/api/me/preferences", patch);
  setLevel = (conversation: number, level: Level | null) =>
    this.call<void>("PUT", `/api/me/levels/${conversation}`, { level });
  pushKey = async () => (await this.call<{ public_key: string }>("GET", "/api/push")).public_key;
  addPush = (subscription: PushSubscriptionJSON) => this.call<void>("POST", "/api/me/push", subscription);
  endPush = (endpoint: string) => this.call<void>("DELETE", "/api/me/push", { endpoint });
  sessions = async () => (await this.call<List<Session>>("GET", "/api/me/sessions")).items;
  endSession = (id: number) => this.call<void>("DELETE", `/api/me/sessions/${id}`);

  search = (query: string, cursor?: string) =>
    this.call<FoundPage>(
      "GET",
      `/api/search?${new URLSearchParams({ q: query, ...(cursor ? { cursor } : {}) })}`,
    );
  /** shared lists messages with files or links, the newest first. */
  shared = (id: number, what: "files" | "links", cursor?: string) =>
    this.call<{ items: Event[]; next?: string }>(
      "GET",
      `/api/conversations/${id}/${what}${cursor ? `?${new URLSearchParams({ cursor })}` : ""}`,
    );

  rooms = async () => (await this.roster<Room>("/api/rooms")).items;
  room = (id: number) => this.call<RoomDetails>("GET", `/api/rooms/${id}`);
  createRoom = (room: { name: string; topic: string; privacy: Room["privacy"] }) =>
    this.call<Room>("POST", "/api/rooms", room);
  updateRoom = (id: number, patch: RoomPatch) => this.call<Room>("PATCH", `/api/rooms/${id}`, patch);
  deleteRoom = (id: number) => this.call<void>("DELETE", `/api/rooms/${id}`);
  putMember = (room: number, user: number, role: Member["role"]) =>
    this.call<void>("PUT", `/api/rooms/${room}/members/${user}`, { role });
  removeMember = (room: number, user: number) =>
    this.call<void>("DELETE", `/api/rooms/${room}/members/${user}`);
  inviteToRoom = (room: number, user: number, reason: string) =>
    this.call<void>("POST", `/api/rooms/${room}/invite`, { user, reason });
  setRoomAvatar = (room: number, avatar: string) =>
    this.call<Room>("PUT", `/api/rooms/${room}/avatar`, { avatar });
  deleteRoomAvatar = (room: number) => this.call<Room>("DELETE", `/api/rooms/${room}/avatar`);
  joinRoom = (id: number) => this.call<Conversation>("POST", `/api/rooms/${id}/join`);
  leaveRoom = (id: number) => this.call<void>("POST", `/api/rooms/${id}/leave`);

  users = async () => (await this.roster<User>("/api/users")).items;
  invite = (person: { name: string; email: string }) =>
    this.call<Invitation>("POST", "/api/users/invite", person);
  openDirect = (userId: number) => this.call<Conversation>("POST", `/api/users/${userId}/conversation`);

  tokens = async (roomId: number) =>
    (await this.call<List<Token>>("GET", `/api/rooms/${roomId}/tokens`)).items;
  createToken = (roomId: number, name: string, v1: boolean) =>
    this.call<NewToken>("POST", `/api/rooms/${roomId}/tokens`, { name, v1 });
  revokeToken = (id: number) => this.call<void>("DELETE", `/api/tokens/${id}`);

  installations = async (roomId: number | null) =>
    (
      await this.call<List<Installation>>(
        "GET",
        roomId === null ? "/api/installations" : `/api/installations?room=${roomId}`,
      )
    ).items;
  /** addons are those that people meet in a room, or in the group. */
  addons = async (roomId: number | null) =>
    (await this.call<List<MetAddon>>("GET", roomId === null ? "/api/addons" : `/api/addons?room=${roomId}`))
      .items;
  addon = (key: string, roomId: number | null) =>
    this.call<Addon>(
      "GET",
      `/api/addons/${encodeURIComponent(key)}${roomId === null ? "" : `?room=${roomId}`}`,
    );
  parts = (roomId: number) => this.call<Parts>("GET", `/api/rooms/${roomId}/addons`);
  signGlance = (installation: number, key: string, room: number) =>
    this.call<SignedUrl>("POST", `/api/installations/${installation}/url`, { kind: "glance", key, room });
  /** signFrame asks for the address of an add-on's page, to be opened now. */
  signFrame = (of: Framed, theme: string, variables: Record<string, string>) =>
    this.call<SignedUrl>("POST", `/api/installations/${of.installation}/url`, {
      kind: of.kind,
      key: of.key,
      room: of.room ?? null,
      theme,
      variables,
    });
  frameToken = (installation: number, kind: string, key: string, room: number | undefined) =>
    this.call<FrameToken>("POST", `/api/installations/${installation}/token`, { kind, key, room });
  preview = (url: string, room: number | null) =>
    this.call<Preview>("POST", "/api/installations/preview", { url, room });
  install = (preview: string, room: number | null, relayState: string) =>
    this.call<Installation & Onward>("POST", "/api/installations", {
      preview,
      room,
      relay_state: relayState,
    });
  diagnose = async (installation: number) =>
    (await this.call<List<Finding>>("POST", "/api/doctor", { installation })).items;
  checkInstallation = (id: number) => this.call<Preview>("POST", `/api/installations/${id}/check`);
  disableInstallation = (id: number, disabled: boolean) =>
    this.call<Installation>("PUT", `/api/installations/${id}`, { disabled });
  uninstall = (id: number) => this.call<Onward | undefined>("DELETE", `/api/installations/${id}`);

  /** call is for what stands in files of its own, too: a method for each operation of an area. */
  call<T>(method: string, path: string, body?: unknown, outlive = false): Promise<T> {
    return this.signedIn(request<T>(method, path, body, outlive));
  }

  /** roster reads a list that is the same for a while: what it answers is shared, and must not be changed. */
  private roster<T>(path: string): Promise<List<T>> {
    return this.signedIn(again<List<T>>(path, this.kept));
  }

  private async signedIn<T>(asked: Promise<T>): Promise<T> {
    try {
      return await asked;
    } catch (err) {
      if (err instanceof ApiError && err.status === 401) {
        this.kept.clear();
        this.onSignedOut();
      }
      throw err;
    }
  }
}
