package chat

import (
	"context"
	"time"
)

// AuditKind says what an entry of the audit log tells of, as "user.updated": what it was done to stands before the dot.
type AuditKind string

// The kinds of entries.
const (
	AuditSignedIn     AuditKind = "signin.succeeded"
	AuditSignInFailed AuditKind = "signin.failed"
	AuditSessionEnded AuditKind = "signin.ended" // by somebody else, or from another browser
	AuditGuestEntered AuditKind = "signin.guest"

	AuditUserCreated     AuditKind = "user.created"
	AuditUserUpdated     AuditKind = "user.updated"
	AuditUserRole        AuditKind = "user.role"
	AuditUserPassword    AuditKind = "user.password"
	AuditUserDeactivated AuditKind = "user.deactivated"
	AuditUserRestored    AuditKind = "user.restored"

	AuditProvisionedGroup AuditKind = "provisioning.group" // a group of an identity provider's

	AuditInvitationMade     AuditKind = "invitation.made"
	AuditInvitationAccepted AuditKind = "invitation.accepted"

	AuditRoomCreated AuditKind = "room.created"
	AuditRoomUpdated AuditKind = "room.updated"
	AuditRoomDeleted AuditKind = "room.deleted"
	AuditRoomRead    AuditKind = "room.read" // a private room's history, by an administrator who is not in it
	AuditRoomMembers AuditKind = "room.members"

	AuditTokenMade     AuditKind = "token.made"
	AuditTokenRevoked  AuditKind = "token.revoked"
	AuditTokenChecks   AuditKind = "token.checks"   // what calls of its hook must prove
	AuditTokenTemplate AuditKind = "token.template" // how they are said

	AuditAddonInstalled AuditKind = "addon.installed"
	AuditAddonUpdated   AuditKind = "addon.updated"
	AuditAddonRemoved   AuditKind = "addon.removed"
	AuditAddonEnabled   AuditKind = "addon.enabled"
	AuditAddonDisabled  AuditKind = "addon.disabled"
	AuditAddonRotated   AuditKind = "addon.rotated" // it got a new secret

	AuditWebhookMade     AuditKind = "webhook.made"
	AuditWebhookRemoved  AuditKind = "webhook.removed"
	AuditWebhookReplayed AuditKind = "webhook.replayed"
	AuditWebhookPaused   AuditKind = "webhook.paused"
	AuditWebhookResumed  AuditKind = "webhook.resumed"
	AuditWebhookSkipped  AuditKind = "webhook.skipped"
	AuditWebhookRotated  AuditKind = "webhook.rotated"

	AuditEmoticonAdded   AuditKind = "emoticon.added"
	AuditEmoticonRemoved AuditKind = "emoticon.removed"

	AuditGroupUpdated   AuditKind = "group.updated"   // its name, its preferences
	AuditSettingChanged AuditKind = "setting.changed" // of the server: mail, sign-in
	AuditRetention      AuditKind = "group.retention" // history or files have been deleted for their age
)

// AuditEntry tells of one thing that was done: by whom, from where, to what. It holds no secrets, and stays when those
// whom it names are gone.
type AuditEntry struct {
	ID      int64
	At      time.Time
	Kind    AuditKind
	Actor   AuditActor
	Origin  Origin
	Target  AuditTarget
	Changes []AuditChange
}

// AuditActor is who did it.
type AuditActor struct {
	UserID         int64  // 0: nobody in particular
	Name           string // as it was then
	Credential     string // "session", the kind of the token, or "server" for what happened by itself
	TokenID        int64
	InstallationID int64
}

// AuditTarget is what it was done to.
type AuditTarget struct {
	Kind string // user, room, token, installation, webhook, emoticon, group, setting, provisioning
	ID   int64  // 0: it has none
	Name string // as it was then
}

// AuditChange is a field that changed. A secret is named, and its values are left empty.
type AuditChange struct {
	Field string `json:"field"`
	From  string `json:"from,omitempty"`
	To    string `json:"to,omitempty"`
}

// AuditFilter selects entries, newest first. Zero fields select nothing.
type AuditFilter struct {
	PersonID     int64  // who did it, or to whom it was done
	Kind         string // a kind, or what stands before its dot
	Since, Until time.Time
	Text         string // in a name, an address or a change, without regard to case
	Before       int64  // ids below, to go on from a page
	After        int64  // ids above, for what is new
	Limit        int
}

// AuditStore keeps the audit log.
type AuditStore interface {
	AddAudit(ctx context.Context, e AuditEntry) error
	Audit(ctx context.Context, f AuditFilter) ([]AuditEntry, error)
}

// Audit answers entries of the audit log to a group administrator.
func (s *Service) Audit(ctx context.Context, p *Principal, f AuditFilter) ([]AuditEntry, error) {
	if !p.GroupAdmin() {
		return nil, Errorf(Forbidden, "Only a group administrator sees the audit log")
	}
	return s.store.Audit(ctx, f)
}

func (u User) auditTarget() AuditTarget { return AuditTarget{"user", u.ID, u.Name} }

func (r Room) auditTarget() AuditTarget { return AuditTarget{"room", r.ID, r.Name} }
