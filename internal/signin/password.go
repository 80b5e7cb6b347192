package signin

import (
	"context"
	"errors"
	"strings"

	"github.com/go-ldap/ldap/v3"

	"github.com/stoachat/stoa/internal/chat"
)

// maxVisits is how many sign-ins may ask directories at a time.
const maxVisits = 16

// SignIn asks the directories, in their order, whose login and password these are, and answers that person's account and the
// directory's key. It is chat.ErrNotFound when no directory says so. A directory that does not answer keeps only its own people
// out: the others are asked, too.
func (s *Service) SignIn(ctx context.Context, login, password string) (u chat.User, key string, err error) {
	if password == "" { // a bind without a password succeeds as nobody
		return u, "", chat.ErrNotFound
	}
	all, err := s.Directories(ctx)
	if err != nil {
		return u, "", err
	}
	failed := error(chat.ErrNotFound)
	for _, d := range all {
		if d.Source.Disabled {
			continue
		}
		u, err := s.signInBy(ctx, d.Source.complete(), login, password)
		if err == nil {
			return u, d.Source.Key, nil
		}
		var known *chat.Error
		if errors.As(err, &known) && (known.Code == chat.Forbidden || known.Code == chat.TooMany) {
			return u, "", err // it knows them, so the others need not be asked
		}
		if !errors.Is(err, chat.ErrNotFound) {
			s.Log.WarnContext(ctx, "directory did not answer", "directory", d.Source.Key, "error", err)
			failed = err
		}
	}
	return u, "", failed
}

func (s *Service) signInBy(ctx context.Context, d Directory, login, password string) (chat.User, error) {
	ctx, cancel := context.WithTimeout(ctx, visitLimit)
	defer cancel()
	select {
	case s.visits <- struct{}{}:
		defer func() { <-s.visits }()
	case <-ctx.Done():
		return chat.User{}, chat.Errorf(chat.TooMany, "Too many people are signing in at this moment. Try again in a few seconds.")
	}
	v, err := s.visit(ctx, d)
	if err != nil {
		return chat.User{}, err
	}
	defer v.close()
	p, err := v.find(login)
	if err != nil {
		return chat.User{}, err
	}
	// Counted by the person as well: they may sign in by several names.
	if _, ok := s.tries.Take(d.origin() + " " + p.subject); !ok {
		return chat.User{}, chat.Errorf(chat.TooMany, "Too many wrong tries for this person. Try again in a few minutes.")
	}
	admin, err := v.admin(p)
	if err != nil {
		return chat.User{}, err
	}
	if err := v.prove(p, password); err != nil {
		return chat.User{}, err
	}
	s.tries.GiveBack(d.origin() + " " + p.subject)
	return s.Chat.Vouched(ctx, d.vouch(p, admin))
}

// prove answers nil when it is the person's password: the directory lets them in with it.
func (v *visit) prove(p person, password string) error {
	err := v.Bind(p.dn, password)
	var refused *ldap.Error
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &refused) || refused.ResultCode >= ldap.ErrorNetwork:
		return away(v.d, err)
	}
	// Active Directory says after a right password what else is in the way.
	for code, why := range map[string]string{
		"data 532": "your password there has expired", "data 773": "you must change your password there first",
		"data 533": "your account there is disabled", "data 701": "your account there has expired",
	} {
		if strings.Contains(refused.Error(), code) {
			return chat.Errorf(chat.Forbidden, "%s does not let you in: %s", v.d.Name, why)
		}
	}
	return chat.ErrNotFound
}

// Keeper answers which directory keeps a person's password, by its name; empty: none.
func (s *Service) Keeper(ctx context.Context, userID int64) (string, error) {
	ids, err := s.Chat.Identities(ctx, userID)
	if err != nil || len(ids) == 0 {
		return "", err
	}
	all, err := s.Directories(ctx)
	if err != nil {
		return "", err
	}
	for _, d := range all {
		for _, id := range ids {
			if id.Origin == d.Source.origin() && !d.Source.Disabled {
				return d.Source.Name, nil
			}
		}
	}
	return "", nil
}
