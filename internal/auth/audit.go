package auth

import (
	"context"
	"strings"

	"github.com/stoachat/stoa/internal/chat"
)

// Audit sets where it is written down that tokens are made and revoked. Call it before serving.
func (ts *Tokens) Audit(a *chat.Auditor) { ts.audit = a }

// Audit sets where it is written down that a sign-in has failed. Call it before serving.
func (p *Passwords) Audit(a *chat.Auditor) { p.audit = a }

// lasting tells whether a token of the kind is an event of the audit log: add-ons get new ones all day, and a person's
// sign-in through API v2 is told by what renews it.
func lasting(k chat.TokenKind) bool { return k != chat.TokenAddon && k != chat.TokenUser }

// auditToken is an entry about a token. Who brought a password instead of a credential is who it is for.
func auditToken(ctx context.Context, kind chat.AuditKind, t chat.Token) chat.AuditEntry {
	e := chat.AuditEntry{
		Kind: kind, Target: chat.AuditTarget{Kind: "token", ID: t.ID, Name: t.Name},
		Changes: []chat.AuditChange{{Field: "kind", To: string(t.Kind)}},
	}
	if len(t.Scopes) > 0 {
		e.Changes = append(e.Changes, chat.AuditChange{Field: "scopes", To: strings.Join(t.Scopes, " ")})
	}
	if PrincipalFrom(ctx) == nil && t.UserID != 0 {
		e.Actor = chat.AuditActor{UserID: t.UserID, Name: t.Name, Credential: "password", InstallationID: t.InstallationID}
	}
	return e
}

func auditInvitation(kind chat.AuditKind, u chat.User) chat.AuditEntry {
	return chat.AuditEntry{
		Kind: kind, Target: chat.AuditTarget{Kind: "user", ID: u.ID, Name: u.Name}, Changes: []chat.AuditChange{{Field: "email", To: u.Email}},
	}
}

// auditSession is an entry about a session that begins: the person's own doing.
func auditSession(v chat.Session, u chat.User) chat.AuditEntry {
	e := chat.AuditEntry{
		Kind: chat.AuditSignedIn, Actor: chat.AuditActor{UserID: u.ID, Name: u.Name, Credential: "session"},
		Target: chat.AuditTarget{Kind: "user", ID: u.ID, Name: u.Name},
	}
	switch {
	case u.Guest:
		e.Kind, e.Target = chat.AuditGuestEntered, chat.AuditTarget{Kind: "room", ID: v.RoomID}
	case v.Method != "":
		e.Changes = []chat.AuditChange{{Field: "method", To: v.Method}}
	}
	return e
}
