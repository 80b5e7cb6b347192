package auth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// InvitationLife is how long a person has to follow their link.
const InvitationLife = 7 * 24 * time.Hour

// InvitationStore is what invitations ask of the database.
type InvitationStore interface {
	User(ctx context.Context, id int64) (chat.User, error)
	SetInvitation(ctx context.Context, v chat.Invitation) error
	InvitationByHash(ctx context.Context, hash []byte) (chat.Invitation, error)
	UseInvitation(ctx context.Context, hash []byte, passwordHash string) (chat.User, error)
}

// Invitations are one-time links with which people who have no password yet choose one. Only hashes are kept.
type Invitations struct {
	store     InvitationStore
	passwords *Passwords
	tries     *Windows
	now       func() time.Time
}

// NewInvitations makes an Invitations. A link may be tried 10 times in 5 minutes. now may be nil.
func NewInvitations(store InvitationStore, passwords *Passwords, now func() time.Time) *Invitations {
	if now == nil {
		now = time.Now
	}
	return &Invitations{store: store, passwords: passwords, tries: NewWindows(10, 5*time.Minute, now), now: now}
}

// Issue makes a person's link and answers its token, which is not kept. An earlier link of theirs is worthless then.
func (in *Invitations) Issue(ctx context.Context, userID, inviterID int64) (token string, expires time.Time, err error) {
	token = RandomText(40)
	sum := sha256.Sum256([]byte(token))
	now := in.now().UTC()
	expires = now.Add(InvitationLife)
	u, err := in.store.User(ctx, userID)
	if err == nil {
		err = in.passwords.audit.Change(ctx, PrincipalFrom(ctx), auditInvitation(chat.AuditInvitationMade, u), func(ctx context.Context) error {
			return in.store.SetInvitation(ctx, chat.Invitation{
				UserID: userID, Hash: sum[:], InviterID: inviterID, Created: now, Expires: expires,
			})
		})
	}
	if err != nil {
		return "", time.Time{}, fmt.Errorf("invite: %w", err)
	}
	return token, expires, nil
}

// Look answers whom a link invites.
func (in *Invitations) Look(ctx context.Context, token string) (chat.User, error) {
	v, err := in.find(ctx, token)
	if err != nil {
		return chat.User{}, err
	}
	return in.store.User(ctx, v.UserID)
}

// Accept sets the password of the person whom a link invites. The link is used up.
func (in *Invitations) Accept(ctx context.Context, token, password string) (chat.User, error) {
	v, err := in.find(ctx, token)
	if err != nil {
		return chat.User{}, err
	}
	hash, err := in.passwords.Hash(ctx, password)
	if err != nil {
		return chat.User{}, err
	}
	u, err := in.store.User(ctx, v.UserID)
	if err != nil {
		return chat.User{}, err
	}
	e := auditInvitation(chat.AuditInvitationAccepted, u)
	e.Actor = chat.AuditActor{UserID: u.ID, Name: u.Name, Credential: "invitation"}
	err = in.passwords.audit.Change(ctx, nil, e, func(ctx context.Context) (err error) {
		u, err = in.store.UseInvitation(ctx, v.Hash, hash)
		return err
	})
	if errors.Is(err, chat.ErrNotFound) {
		return chat.User{}, errInvitation
	}
	return u, err
}

var errInvitation = chat.Errorf(chat.NotFound, "This invitation was not found: it has been used or replaced, or is older than a week. Ask for a new one.")

// find counts before it looks, so that hammering one link costs next to nothing.
func (in *Invitations) find(ctx context.Context, token string) (chat.Invitation, error) {
	if token == "" || len(token) > maxTokenText {
		return chat.Invitation{}, errInvitation
	}
	sum := sha256.Sum256([]byte(token))
	if _, ok := in.tries.Take(hex.EncodeToString(sum[:])); !ok {
		return chat.Invitation{}, chat.Errorf(chat.TooMany, "Too many tries with this invitation. Try again in a few minutes.")
	}
	v, err := in.store.InvitationByHash(ctx, sum[:])
	if errors.Is(err, chat.ErrNotFound) || err == nil && !in.now().Before(v.Expires) {
		err = errInvitation
	}
	return v, err
}
