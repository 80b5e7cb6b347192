package signin

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/stoachat/stoa/internal/chat"
)

// admission is whom a source lets in that people come back from, and as what.
type admission struct {
	key    string
	by     string // its name
	origin string // of identities

	domains []string // whose people get an account when they first come; *: everybody's
	adopt   bool     // an account with the same verified address is theirs
	members []string // groups that may come in; empty: everybody may
	admins  []string // groups that make an administrator; empty: nobody is made or unmade
}

// attested is what a source says of who has come.
type attested struct {
	Subject  string   `json:"subject"`
	Name     string   `json:"name"`
	Nickname string   `json:"nickname"`
	Email    string   `json:"email"`
	Verified bool     `json:"verified"` // the address is their own
	Groups   []string `json:"groups"`
}

// welcomes tells whether people with such an address get an account when they first come.
func (a *admission) welcomes(email string) bool {
	domain := email[strings.LastIndexByte(email, '@')+1:]
	return slices.ContainsFunc(a.domains, func(d string) bool {
		return d == "*" || strings.EqualFold(strings.TrimPrefix(d, "@"), domain)
	})
}

// admit finds or makes the account of who has come.
func (s *Service) admit(ctx context.Context, a admission, c attested) (chat.User, error) {
	has := func(wanted []string) bool {
		return slices.ContainsFunc(c.Groups, func(g string) bool { return slices.Contains(wanted, g) })
	}
	if len(a.members) > 0 && !has(a.members) && !has(a.admins) {
		return chat.User{}, chat.Errorf(chat.Forbidden, "%s does not have you among those who may come in here. Ask a group administrator.", a.by)
	}
	v := chat.Vouch{Origin: a.origin, Subject: c.Subject, By: a.by, Name: c.Name, Email: c.Email, MentionName: c.Nickname}
	if len(a.admins) > 0 {
		admin := has(a.admins)
		v.Admin = &admin
	}
	v.Adopt = a.adopt && c.Verified
	v.Create = a.welcomes(c.Email) && c.Verified
	if c.Verified {
		var err error
		if v.Kept, err = s.keepers(ctx, a.key); err != nil {
			return chat.User{}, err
		}
	}
	u, err := s.Chat.Vouched(ctx, v)
	var refused *chat.Error
	if errors.As(err, &refused) && c.Email != "" && !c.Verified && (a.adopt || a.welcomes(c.Email)) {
		return u, chat.Errorf(chat.Forbidden, "%s has not verified that %s is your address, so there is no account here for it", a.by, c.Email)
	}
	return u, err
}
