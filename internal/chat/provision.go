package chat

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Provisioned is what an identity provider says, by SCIM, of an account that it keeps.
type Provisioned struct {
	UserID     int64
	Origin     string // of the identity that says whether the provider has them still; empty: no provider keeps the account
	UserName   string
	ExternalID string
	Resource   json.RawMessage // what it said, without what Stoa knows better
	Created    time.Time
	Changed    time.Time
}

// ProvisionedUser is an account as an identity provider sees it, whether it keeps it or not.
type ProvisionedUser struct {
	User
	Provisioned Provisioned
}

// ProvisionFilter selects accounts in order of id: those in use, and of the deactivated ones those that are kept. Guests never.
// Zero fields select nothing; a user name is an account's address where nobody keeps it.
type ProvisionFilter struct {
	ID                          int64
	Origin                      string
	UserName, ExternalID, Email string
	Offset, Limit               int // Limit 0: all
}

// ProvisionStore keeps what identity providers say.
type ProvisionStore interface {
	ProvisionedUsers(ctx context.Context, f ProvisionFilter) ([]ProvisionedUser, error)
	CountProvisionedUsers(ctx context.Context, f ProvisionFilter) (int, error)
	SetProvisioned(ctx context.Context, v Provisioned) error
	DropProvisioned(ctx context.Context, userID int64) error
	EndProvisioning(ctx context.Context, origin string) error // forgets all that it said; accounts stay as they are
}

// Provision is what an identity provider wants an account to be.
type Provision struct {
	Vouch      // Origin, By and the profile
	UserName   string
	ExternalID string
	Resource   json.RawMessage
	Active     bool
	Admins     []string // groups that make an administrator; none: nobody is made or unmade
}

// Provisioned answers an account as an identity provider sees it.
func (s *Service) Provisioned(ctx context.Context, userID int64) (ProvisionedUser, error) {
	found, err := s.store.ProvisionedUsers(ctx, ProvisionFilter{ID: userID, Limit: 1})
	if err == nil && len(found) == 0 {
		return ProvisionedUser{}, Errorf(NotFound, "There is no user %d", userID)
	}
	if err != nil {
		return ProvisionedUser{}, err
	}
	return found[0], nil
}

// ProvisionedUsers lists accounts as identity providers see them, with how many there are in all.
func (s *Service) ProvisionedUsers(ctx context.Context, f ProvisionFilter) (found []ProvisionedUser, total int, err error) {
	if total, err = s.store.CountProvisionedUsers(ctx, f); err != nil {
		return nil, 0, err
	}
	found, err = s.store.ProvisionedUsers(ctx, f)
	return found, total, err
}

// ProvisionNew makes the account that an identity provider describes. An account of that address that the provider itself has
// deactivated comes back.
func (s *Service) ProvisionNew(ctx context.Context, p *Principal, v Provision) (ProvisionedUser, error) {
	if err := s.userNameFree(ctx, v.UserName, 0); err != nil {
		return ProvisionedUser{}, err
	}
	v.Keep, v.Create, v.Caller, v.Subject = true, true, p, uuid.NewString()
	u, err := s.findByEmail(ctx, v.Email)
	switch {
	case errors.Is(err, ErrNotFound):
		u, err = s.createOf(ctx, v.Vouch)
	case err != nil:
	case !u.Deleted || u.Guest:
		err = Errorf(Conflict, "%s has an account here already", v.Email)
	default:
		_, err = s.goneFrom(ctx, u, v.Origin)
	}
	if err != nil {
		return ProvisionedUser{}, err
	}
	return s.provision(ctx, p, u, v)
}

// ProvisionKnown changes an account to what an identity provider says, which keeps it from then on. The owner's stays the owner's: nobody
// who may describe a provider, or hold its token, takes the group over or leaves it without somebody who can mend it.
func (s *Service) ProvisionKnown(ctx context.Context, p *Principal, userID int64, v Provision) (ProvisionedUser, error) {
	known, err := s.keptFor(ctx, userID, v.Origin)
	if err != nil {
		return known, err
	}
	if err := s.userNameFree(ctx, v.UserName, userID); err != nil {
		return known, err
	}
	if other, err := s.findByEmail(ctx, v.Email); err == nil && other.ID != userID {
		return known, Errorf(Conflict, "Somebody else has the address %s", v.Email)
	} else if err != nil && !errors.Is(err, ErrNotFound) {
		return known, err
	}
	v.Keep, v.Caller = true, p
	return s.provision(ctx, p, known.User, v)
}

// Deprovision deactivates an account and forgets what its identity provider said of it.
func (s *Service) Deprovision(ctx context.Context, p *Principal, userID int64, v Vouch) error {
	known, err := s.keptFor(ctx, userID, v.Origin)
	if err != nil {
		return err
	}
	v.Caller = p
	id, err := s.keptBy(ctx, known.User, v)
	if err != nil {
		return err
	}
	if !known.Deleted {
		if _, err := s.leave(ctx, p, known.User, id, s.moment()); err != nil {
			return err
		}
	}
	return s.store.DropProvisioned(ctx, userID)
}

// EndProvisioning forgets all that an identity provider said. Accounts stay as they are.
func (s *Service) EndProvisioning(ctx context.Context, origin string) error {
	return s.store.EndProvisioning(ctx, origin)
}

// keptFor finds an account that the identity provider may change.
func (s *Service) keptFor(ctx context.Context, userID int64, origin string) (ProvisionedUser, error) {
	known, err := s.Provisioned(ctx, userID)
	switch {
	case err != nil:
		return known, err
	case known.Owner:
		return known, Errorf(Forbidden, "%s is the group's owner, whom no identity provider changes or deactivates. Give the group to somebody else first, on the administration page.", known.Name)
	case known.Provisioned.Origin != "" && known.Provisioned.Origin != origin:
		return known, Errorf(Forbidden, "The account of %s is kept by another identity provider", known.Name)
	}
	return known, nil
}

// provision changes an account to what the identity provider says. Who is to be outside is put outside first, whatever else is wrong.
func (s *Service) provision(ctx context.Context, p *Principal, u User, v Provision) (ProvisionedUser, error) {
	id, err := s.keptBy(ctx, u, v.Vouch)
	if err != nil {
		return ProvisionedUser{}, err
	}
	if !v.Active && !u.Deleted {
		if u, err = s.leave(ctx, p, u, id, s.moment()); err != nil {
			return ProvisionedUser{}, err
		}
	}
	if v.Active && u.Deleted {
		if id, err = s.goneFrom(ctx, u, v.Origin); err != nil {
			return ProvisionedUser{}, err
		}
	}
	if u, err = s.follow(ctx, u, v.Vouch); err != nil {
		return ProvisionedUser{}, err
	}
	now := s.moment()
	if err := s.store.SetProvisioned(ctx, Provisioned{
		UserID: u.ID, Origin: v.Origin, UserName: v.UserName, ExternalID: v.ExternalID, Resource: v.Resource, Created: now, Changed: now,
	}); err != nil {
		return ProvisionedUser{}, err
	}
	if v.Active && u.Deleted {
		if _, err = s.leave(ctx, p, u, id, time.Time{}); err != nil {
			return ProvisionedUser{}, err
		}
	}
	if err := s.rankProvisioned(ctx, p, v.Origin, v.Admins, []int64{u.ID}); err != nil {
		return ProvisionedUser{}, err
	}
	return s.Provisioned(ctx, u.ID)
}

// keptBy is the identity by which a provider keeps an account, made when it is new.
func (s *Service) keptBy(ctx context.Context, u User, v Vouch) (Identity, error) {
	id, err := s.identityOfUser(ctx, u.ID, v.Origin)
	if !errors.Is(err, ErrNotFound) {
		return id, err
	}
	v.Subject = uuid.NewString()
	id = s.identityOf(v, u.ID)
	e := AuditEntry{Kind: AuditUserUpdated, Target: u.auditTarget(), Changes: []AuditChange{{Field: "identity", To: v.By}}}
	return id, s.audit.Change(ctx, v.Caller, e, func(ctx context.Context) error { return s.store.AddIdentity(ctx, id) })
}

func (s *Service) identityOfUser(ctx context.Context, userID int64, origin string) (Identity, error) {
	all, err := s.store.Identities(ctx, userID)
	if err != nil {
		return Identity{}, err
	}
	for _, id := range all {
		if id.Origin == origin {
			return id, nil
		}
	}
	return Identity{}, ErrNotFound
}

// goneFrom is the identity of somebody whom this provider has deactivated. Whom somebody here deactivated it does not bring back.
func (s *Service) goneFrom(ctx context.Context, u User, origin string) (Identity, error) {
	id, err := s.identityOfUser(ctx, u.ID, origin)
	if errors.Is(err, ErrNotFound) || err == nil && id.Gone.IsZero() {
		return id, Errorf(Forbidden, "%s was deactivated here, and not by this identity provider. A group administrator can bring the account back.", u.Name)
	}
	return id, err
}

// keptForSource tells whether one of the origins keeps the account.
func (s *Service) keptForSource(ctx context.Context, u User, origins []string) (bool, error) {
	if len(origins) == 0 {
		return false, nil
	}
	all, err := s.store.Identities(ctx, u.ID)
	return slices.ContainsFunc(all, func(id Identity) bool { return slices.Contains(origins, id.Origin) && id.Gone.IsZero() }), err
}

// userNameFree tells whether nobody but the person has the user name.
func (s *Service) userNameFree(ctx context.Context, name string, userID int64) error {
	found, err := s.store.ProvisionedUsers(ctx, ProvisionFilter{UserName: name})
	if err != nil {
		return err
	}
	for _, other := range found {
		if other.ID != userID {
			return Errorf(Conflict, "Somebody else has the user name %q", strings.TrimSpace(name))
		}
	}
	return nil
}
