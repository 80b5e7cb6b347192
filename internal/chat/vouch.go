package chat

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/stoachat/stoa/hipchat"
)

// Vouch is what a source says of somebody who has proved to it who they are.
type Vouch struct {
	Origin, Subject string
	By              string // what the source is called

	Name, Email, MentionName, Title string

	Adopt  bool  // an account with the same address is theirs
	Create bool  // who has none gets one
	Admin  *bool // nil: the source says nothing about that
	Seen   bool  // they have been seen there, and do not sign in
	Keep   bool  // the source keeps the profile: it is changed to what it says here

	Kept   []string   // origins that keep accounts for the source: of those, one with the same address is theirs
	Caller *Principal // who says so; nil: the server
}

// Vouched answers whose account it is that a source vouches for, and makes or changes it where the source may. Nobody gets
// the owner's that way: whoever can set up a source must not become the owner by it.
func (s *Service) Vouched(ctx context.Context, v Vouch) (User, error) {
	id, err := s.store.Identity(ctx, v.Origin, v.Subject)
	if errors.Is(err, ErrNotFound) {
		return s.adopt(ctx, v)
	}
	if err != nil {
		return User{}, err
	}
	u, err := s.store.User(ctx, id.UserID)
	if err != nil {
		return User{}, err
	}
	if u.Deleted {
		if id.Gone.IsZero() {
			return User{}, Errorf(Forbidden, "Your account here was deactivated. A group administrator can bring it back.")
		}
		if u, err = s.back(ctx, id); err != nil {
			return User{}, err
		}
	}
	if !v.Seen {
		if err := s.store.UseIdentity(ctx, v.Origin, v.Subject, s.moment()); err != nil {
			return User{}, err
		}
	}
	return s.follow(ctx, u, v)
}

// back brings the account of who is in their directory again back.
func (s *Service) back(ctx context.Context, id Identity) (User, error) {
	u, err := s.store.User(ctx, id.UserID)
	if err != nil {
		return u, err
	}
	return s.leave(ctx, nil, u, id, time.Time{})
}

// adopt finds or makes the account of somebody whom the source vouches for the first time.
func (s *Service) adopt(ctx context.Context, v Vouch) (User, error) {
	if v.Email == "" {
		return User{}, Errorf(Forbidden, "%s gives no e-mail address of you, and accounts here have one", v.By)
	}
	u, err := s.findByEmail(ctx, v.Email)
	if errors.Is(err, ErrNotFound) {
		return s.createOf(ctx, v)
	}
	switch {
	case err != nil:
		return User{}, err
	case u.Owner:
		return User{}, Errorf(Forbidden, "%s is the owner's address, and the owner signs in with their password alone", u.Email)
	case u.Deleted:
		return User{}, Errorf(Forbidden, "Your account here was deactivated. A group administrator can bring it back.")
	}
	may := v.Adopt
	if !may {
		if may, err = s.keptForSource(ctx, u, v.Kept); err != nil {
			return User{}, err
		}
	}
	if !may {
		return User{}, Errorf(Forbidden, "%s has an account here already that %s may not sign in to. Use your password, or ask a group administrator.", u.Email, v.By)
	}
	e := AuditEntry{Kind: AuditUserUpdated, Target: u.auditTarget(), Changes: []AuditChange{{Field: "identity", To: v.By}}}
	err = s.audit.Change(ctx, nil, e, func(ctx context.Context) error { return s.store.AddIdentity(ctx, s.identityOf(v, u.ID)) })
	if errors.Is(err, ErrDuplicate) {
		return User{}, Errorf(Forbidden, "The account of %s belongs to somebody else at %s. Ask a group administrator.", u.Email, v.By)
	}
	if err == nil && v.Keep {
		none := ""
		u, err = s.store.UpdateUser(ctx, u.ID, UserPatch{PasswordHash: &none}) // from now on the source's is the only one
		s.changed(u.ID)
	}
	if err != nil {
		return User{}, err
	}
	return s.follow(ctx, u, v)
}

func (s *Service) identityOf(v Vouch, userID int64) Identity {
	now := s.moment()
	return Identity{Origin: v.Origin, Subject: v.Subject, UserID: userID, Created: now, LastUsed: now}
}

func (s *Service) createOf(ctx context.Context, v Vouch) (User, error) {
	if !v.Create {
		return User{}, Errorf(Forbidden, "There is no account here for %s. Ask a group administrator for one.", v.Email)
	}
	if err := s.checkDomain(ctx, v.Email); err != nil {
		return User{}, err
	}
	u := User{Name: shortName(v), Email: v.Email, Title: v.Title, Admin: v.Admin != nil && *v.Admin}
	if s.mentionFree(ctx, u, v.MentionName) {
		u.MentionName = v.MentionName
	}
	return s.addUserBy(ctx, v.Caller, u, func(ctx context.Context, u User) (User, error) {
		return s.store.CreateUserOf(ctx, u, s.identityOf(v, 0))
	})
}

// mentionFree tells whether a new user may have the mention name; another is made of their name where they may not.
func (s *Service) mentionFree(ctx context.Context, u User, name string) bool {
	u.MentionName = name
	if name == "" || CheckUser(tidyUser(u)) != nil {
		return false
	}
	_, err := s.store.UserByMention(ctx, name)
	return errors.Is(err, ErrNotFound)
}

// follow changes an account to what its source says of it now.
func (s *Service) follow(ctx context.Context, u User, v Vouch) (User, error) {
	after := u
	if v.Keep {
		after.Name, after.Title = shortName(v), v.Title
		if v.Email != "" {
			after.Email = v.Email
		}
	}
	if v.Admin != nil && !u.Owner {
		after.Admin = *v.Admin
	}
	if after == u {
		return u, nil
	}
	after = tidyUser(after)
	if err := CheckUser(after); err != nil {
		return User{}, err
	}
	return s.changeUser(ctx, v.Caller, u, after, UserPatch{Name: &after.Name, Title: &after.Title, Email: &after.Email, Admin: &after.Admin})
}

// shortName is a name that an account may have: of somebody without one, what stands before the @.
func shortName(v Vouch) string {
	name := strings.TrimSpace(v.Name)
	if name == "" {
		name, _, _ = strings.Cut(v.Email, "@")
	}
	if r := []rune(name); len(r) > hipchat.MaxUserName {
		name = strings.TrimSpace(string(r[:hipchat.MaxUserName]))
	}
	return name
}
