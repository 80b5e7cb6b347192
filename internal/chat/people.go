package chat

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/stoachat/stoa/hipchat"
)

// Person is an account as those who look after people see it.
type Person struct {
	User
	HasPassword bool
	Invited     time.Time // until when the link to choose a password is good; zero: there is none
	Sessions    int       // browsers that are signed in
}

// The states by which people are listed.
const (
	PeopleActive      = "active"
	PeopleInvited     = "invited" // have not come yet
	PeopleDeactivated = "deactivated"
)

// PersonFilter selects people in order of their names; guests never. Zero fields select nothing.
type PersonFilter struct {
	Text          string // in a name, a mention name, an address or a title, without regard to case
	State         string // PeopleActive and others
	Role          string // UserRoleOwner and others
	ID            int64
	Offset, Limit int
}

// PersonStore lists people.
type PersonStore interface {
	FindPeople(ctx context.Context, f PersonFilter) ([]Person, error)
	EndSessions(ctx context.Context, userID int64) (int64, error) // and what the person's password was exchanged for
}

// ListPeople lists people for who may look after them.
func (s *Service) ListPeople(ctx context.Context, p *Principal, f PersonFilter) ([]Person, error) {
	if err := mayLookAfter(p); err != nil {
		return nil, err
	}
	return s.store.FindPeople(ctx, f)
}

func mayLookAfter(p *Principal) error {
	if p.rank() < rankDelegate {
		return Errorf(Forbidden, "Only administrators of the group see this")
	}
	return nil
}

// FindPerson finds one of the people whom the caller may look after. A guest is nobody here.
func (s *Service) FindPerson(ctx context.Context, p *Principal, id int64) (Person, error) {
	found, err := s.ListPeople(ctx, p, PersonFilter{ID: id, Limit: 1})
	if err != nil {
		return Person{}, err
	}
	if len(found) == 0 {
		return Person{}, Errorf(NotFound, "There is no person %d", id)
	}
	return found[0], nil
}

// MayChangePerson tells whether the caller may change the person.
func MayChangePerson(p *Principal, u User) bool { return MayChange(p, u) == nil }

// SetRole gives a person the rights of a role, one of those of the wire but for the owner's.
func (patch *UserPatch) SetRole(role string) error {
	switch role {
	case UserRoleAdmin, UserRoleDelegate, UserRoleUser:
	default:
		return Violates(hipchat.NotIn("role", role, []string{UserRoleAdmin, UserRoleDelegate, UserRoleUser}))
	}
	admin, delegate := role == UserRoleAdmin, role == UserRoleDelegate
	patch.Admin, patch.Delegate = &admin, &delegate
	return nil
}

// SessionsOf lists where a person is signed in, for who may change them.
func (s *Service) SessionsOf(ctx context.Context, p *Principal, userID int64) ([]Session, error) {
	if err := s.mayChangeByID(ctx, p, userID); err != nil {
		return nil, err
	}
	return s.store.Sessions(ctx, userID)
}

// EndSessionOf ends one session of a person's.
func (s *Service) EndSessionOf(ctx context.Context, p *Principal, userID, id int64) error {
	u, err := s.User(ctx, strconv.FormatInt(userID, 10))
	if err != nil {
		return err
	}
	if err := MayChange(p, u); err != nil {
		return err
	}
	err = s.endSession(ctx, p, u, id)
	if errors.Is(err, ErrNotFound) {
		return Errorf(NotFound, "%s has no session %d", u.Name, id)
	}
	if err == nil {
		s.changed(u.ID)
	}
	return err
}

// EndSessionsOf signs a person out everywhere. Tokens that they made for themselves stay. It answers how many sessions
// there were.
func (s *Service) EndSessionsOf(ctx context.Context, p *Principal, userID int64) (n int64, err error) {
	u, err := s.User(ctx, strconv.FormatInt(userID, 10))
	if err != nil {
		return 0, err
	}
	if err := MayChange(p, u); err != nil {
		return 0, err
	}
	err = s.audit.Change(ctx, p, AuditEntry{Kind: AuditSessionEnded, Target: u.auditTarget()}, func(ctx context.Context) (err error) {
		n, err = s.store.EndSessions(ctx, u.ID)
		return err
	})
	if err == nil {
		s.changed(u.ID)
	}
	return n, err
}

func (s *Service) mayChangeByID(ctx context.Context, p *Principal, userID int64) error {
	u, err := s.User(ctx, strconv.FormatInt(userID, 10))
	if err != nil {
		return err
	}
	return MayChange(p, u)
}

// ForgetPassword makes a person's password worthless at once, with what was signed in with it.
func (s *Service) ForgetPassword(ctx context.Context, p *Principal, u User) error {
	none := ""
	_, err := s.changeUser(ctx, p, u, u, UserPatch{PasswordHash: &none})
	return err
}
