package chat

import (
	"context"
	"encoding/json"
	"strconv"
	"time"
)

// Source is who vouches for people from outside: a provider of OpenID Connect or a directory.
type Source struct {
	Key          string
	Kind         string
	Position     int64 // sources of a kind are asked and shown in this order
	Value        json.RawMessage
	SealedSecret []byte
}

// Identity is what somebody is called outside, and whose account that is.
type Identity struct {
	Origin   string // a provider's issuer, or the name of a directory
	Subject  string // stays the same whatever becomes of names and addresses
	UserID   int64
	Created  time.Time
	LastUsed time.Time
	Gone     time.Time // when a directory was found to have them no more, which deactivated the account; zero: it has
}

// IdentityStore keeps identities.
type IdentityStore interface {
	Identity(ctx context.Context, origin, subject string) (Identity, error)
	Identities(ctx context.Context, userID int64) ([]Identity, error)
	IdentitiesOf(ctx context.Context, origin string) ([]Identity, error)
	IdentitiesAmong(ctx context.Context, userIDs []int64) ([]Identity, error)
	AddIdentity(ctx context.Context, v Identity) error
	CreateUserOf(ctx context.Context, u User, v Identity) (User, error) // both or neither
	UseIdentity(ctx context.Context, origin, subject string, at time.Time) error
	LeaveIdentity(ctx context.Context, v Identity, at time.Time) error // deactivates the account as well; zero brings it back
}

// Identities answers what a person is called outside.
func (s *Service) Identities(ctx context.Context, userID int64) ([]Identity, error) {
	return s.store.Identities(ctx, userID)
}

// IdentitiesAmong answers what several people are called outside.
func (s *Service) IdentitiesAmong(ctx context.Context, userIDs []int64) ([]Identity, error) {
	if len(userIDs) == 0 {
		return nil, nil
	}
	return s.store.IdentitiesAmong(ctx, userIDs)
}

// IdentitiesOf answers whom a source has vouched for.
func (s *Service) IdentitiesOf(ctx context.Context, origin string) ([]Identity, error) {
	return s.store.IdentitiesOf(ctx, origin)
}

// Depart deactivates the account of somebody whom their directory has no more. The owner stays whatever a directory says.
func (s *Service) Depart(ctx context.Context, id Identity) error {
	u, err := s.User(ctx, strconv.FormatInt(id.UserID, 10))
	if err != nil || u.Owner || u.Deleted {
		return err
	}
	_, err = s.leave(ctx, nil, u, id, s.moment())
	return err
}

// leave deactivates an account whose person is gone at that time, or brings it back at none.
func (s *Service) leave(ctx context.Context, p *Principal, before User, id Identity, at time.Time) (User, error) {
	e := AuditEntry{Kind: AuditUserRestored, Target: before.auditTarget(), Changes: []AuditChange{{Field: "identity", To: id.Origin}}}
	if !at.IsZero() {
		e.Kind = AuditUserDeactivated
	}
	err := s.audit.Change(ctx, p, e, func(ctx context.Context) error { return s.store.LeaveIdentity(ctx, id, at) })
	if err != nil {
		return User{}, err
	}
	after, err := s.store.User(ctx, before.ID)
	if err != nil {
		after = before
	}
	s.accountChanged(before, after)
	return after, err
}
