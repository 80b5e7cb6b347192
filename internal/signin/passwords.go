package signin

import (
	"context"
	"errors"
	"slices"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// passwordsKey is the setting that says whose passwords of this server are good.
const passwordsKey = "passwords"

// Whose passwords of this server are good. Directories' passwords are theirs to judge.
const (
	PasswordsAll   = "everybody"
	PasswordsOwner = "owner"
)

// Passwords answers whose passwords of this server are good.
func (s *Service) Passwords(ctx context.Context) (string, error) {
	of, err := s.Store.Setting(ctx, passwordsKey)
	if errors.Is(err, chat.ErrNotFound) {
		return PasswordsAll, nil
	}
	return of, err
}

// OwnerAlone tells whether passwords of this server are good for the owner alone.
func (s *Service) OwnerAlone(ctx context.Context) (bool, error) {
	of, err := s.Passwords(ctx)
	return of == PasswordsOwner, err
}

// SetPasswords says whose passwords of this server are good. The owner's stay: somebody must be able to mend a source. Who
// turns the others' off must come in by a source themselves, or be the owner.
func (s *Service) SetPasswords(ctx context.Context, of string) error {
	if of != PasswordsAll && of != PasswordsOwner {
		return chat.Violates(hipchat.NotIn("passwords", of, []string{PasswordsAll, PasswordsOwner}))
	}
	if of == PasswordsOwner {
		if err := s.otherWays(ctx); err != nil {
			return err
		}
	}
	before, err := s.Passwords(ctx)
	if err != nil {
		return err
	}
	e := audited(passwordsKey, of)
	e.Changes[0].From = before
	return s.Chat.Auditor().Change(ctx, auth.PrincipalFrom(ctx), e, func(ctx context.Context) error {
		return s.Store.SetSetting(ctx, passwordsKey, of)
	})
}

// otherWays makes sure that there are other ways in, and that the caller has one.
func (s *Service) otherWays(ctx context.Context) error {
	doors, err := s.Doors(ctx)
	if err != nil {
		return err
	}
	named, err := s.Named(ctx)
	if err != nil {
		return err
	}
	if len(doors) == 0 && !named {
		return chat.Errorf(chat.Conflict, "There is no provider and no directory in use, so nobody but the owner could come in")
	}
	u := auth.PrincipalFrom(ctx).User
	comes, err := s.Chat.Identities(ctx, u.ID)
	comes = slices.DeleteFunc(comes, isProvisioning)
	if err == nil && !u.Owner && len(comes) == 0 {
		return chat.Errorf(chat.Conflict, "You come in by a password of this server yourself, and would be outside. Come in by a provider or a directory first.")
	}
	return err
}
