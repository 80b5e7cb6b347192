import type { AuditChange, AuditEntry } from "./adminapi";

/** What each kind of entry says was done, after who did it and before to what. */
const deeds: Record<string, string> = {
  "signin.succeeded": "signed in",
  "signin.failed": "could not sign in as",
  "signin.ended": "ended a session of",
  "signin.guest": "came as a guest into",
  "user.created": "added",
  "user.updated": "changed the account of",
  "user.role": "changed the role of",
  "user.password": "changed the password of",
  "user.deactivated": "deactivated",
  "user.restored": "brought back",
  "provisioning.group": "changed the identity provider's group",
  "invitation.made": "invited",
  "invitation.accepted": "followed the invitation",
  "room.created": "made the room",
  "room.updated": "changed the room",
  "room.deleted": "deleted the room",
  "room.read": "read the private room",
  "room.members": "changed who belongs to",
  "token.made": "made the token",
  "token.revoked": "revoked the token",
  "token.checks": "changed what calls must prove of the token",
  "addon.installed": "installed",
  "addon.updated": "updated",
  "addon.removed": "removed",
  "addon.enabled": "enabled",
  "addon.disabled": "disabled",
  "addon.rotated": "gave a new secret to",
  "webhook.made": "registered",
  "webhook.removed": "removed",
  "webhook.replayed": "repeated deliveries of",
  "webhook.paused": "paused",
  "webhook.resumed": "resumed",
  "webhook.skipped": "gave up deliveries of",
  "webhook.rotated": "gave a new secret to",
  "emoticon.added": "added the emoticon",
  "emoticon.removed": "removed the emoticon",
  "group.updated": "changed the group",
  "group.retention": "deleted what was older than it may be",
  "setting.changed": "changed the setting",
};

/** What can be chosen to look for: what stands before the dot of a kind. */
export const auditAbout: [string, string][] = [
  ["signin", "Signing in"],
  ["user", "People"],
  ["provisioning", "Groups of identity providers"],
  ["invitation", "Invitations"],
  ["room", "Rooms"],
  ["token", "Tokens"],
  ["addon", "Add-ons"],
  ["webhook", "Webhooks"],
  ["emoticon", "Emoticons"],
  ["group", "The group"],
  ["setting", "Settings of the server"],
];

const credentials: Record<string, string> = {
  session: "in a browser",
  personal: "with a personal token",
  user: "with a token of theirs",
  refresh: "with a token of theirs",
  room: "with a room's token",
  addon: "through an add-on",
  v1_admin: "with an admin token of API v1",
  v1_notification: "with a token of API v1",
  password: "with a password",
  provisioning: "through an identity provider",
  invitation: "by the link",
  invite_url: "by the group's invite URL",
};

/** sentence says in words what an entry tells of: who, what was done, to what, and how it came in. */
export function sentence(e: AuditEntry): { who: string; deed: string; what: string; how: string } {
  return {
    who: e.actor.name || (e.kind.startsWith("signin.failed") ? "Somebody" : "The server"),
    deed: deeds[e.kind] ?? e.kind,
    what: whatOf(e),
    how: credentials[e.actor.credential] ?? "",
  };
}

function whatOf(e: AuditEntry): string {
  const { kind, name, id } = e.target;
  // Who signs in is the one who did it.
  if (e.kind === "signin.succeeded" || e.kind === "invitation.accepted") return "";
  if (kind === "emoticon") return `(${name})`;
  if (name) return name;
  return id === null ? "" : `${kind} ${id}`;
}

/** changeText says what became of a field. */
export function changeText(c: AuditChange): string {
  const field = c.field.replaceAll("_", " ");
  if (c.from && c.to) return `${field}: ${c.from} → ${c.to}`;
  if (c.to) return `${field}: ${c.to}`;
  return c.from ? `${field}: no longer ${c.from}` : field;
}

/** linkOf is where what an entry is about can be seen, as far as it is still there. */
export function linkOf(e: AuditEntry): string | undefined {
  const { kind, id } = e.target;
  if (id === null || e.kind === "room.deleted") return undefined;
  if (kind === "user") return `/admin/users/${id}`;
  return kind === "room" ? `/admin/rooms/${id}` : undefined;
}
