package oauth

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// codeLife is how long an add-on has to redeem a code. spec: auth, 8.
const codeLife = time.Minute

// newCode makes the code of a consent: good once, for this client, this person and this redirection.
func (s *Service) newCode(ctx context.Context, c chat.AuthorizationCode) (string, error) {
	code := auth.RandomText(40)
	sum := sha256.Sum256([]byte(code))
	c.Hash, c.Expires = sum[:], s.now().UTC().Add(codeLife)
	return code, s.store.CreateCode(ctx, c)
}

// authorizationCode gives an add-on a token of the person who consented. The code is used up even when the rest of the
// request is wrong. spec: auth, 6.3, 8.
func (s *Service) authorizationCode(ctx context.Context, r Request) (hipchat.TokenResponse, error) {
	in, err := s.client(ctx, r)
	if err != nil {
		return hipchat.TokenResponse{}, err
	}
	if r.Code == "" {
		return hipchat.TokenResponse{}, chat.Violates(hipchat.Required("code"))
	}
	sum := sha256.Sum256([]byte(r.Code))
	c, err := s.store.TakeCode(ctx, sum[:])
	if errors.Is(err, chat.ErrNotFound) || err == nil && (c.InstallationID != in.ID || !s.now().Before(c.Expires)) {
		return hipchat.TokenResponse{}, chat.Violates(&hipchat.Violation{Field: "code", Rule: hipchat.RuleFormat, Expected: "a code of this client that has not been used and is not older than a minute"})
	}
	if err != nil {
		return hipchat.TokenResponse{}, err
	}
	if err := s.consistent(ctx, r, c); err != nil {
		return hipchat.TokenResponse{}, err
	}
	scopes, err := granted(r.Scope, c.Scopes)
	if err != nil {
		return hipchat.TokenResponse{}, err
	}
	u, err := s.activeUser(ctx, c.UserID)
	if err != nil {
		return hipchat.TokenResponse{}, err
	}
	return s.forUser(ctx, u, in.ID, scopes)
}

// consistent refuses a request that contradicts its code. spec: auth, 6.3.
func (s *Service) consistent(ctx context.Context, r Request, c chat.AuthorizationCode) error {
	if r.RedirectURI != c.RedirectURI {
		return chat.Violates(&hipchat.Violation{Field: "redirect_uri", Rule: hipchat.RuleFormat, Value: r.RedirectURI, Expected: "what it was when the code was asked for"})
	}
	if r.UserID != "" && r.UserID != strconv.FormatInt(c.UserID, 10) {
		return chat.Violates(&hipchat.Violation{Field: "user_id", Rule: hipchat.RuleFormat, Value: r.UserID, Expected: "the person who consented"})
	}
	g, err := s.store.Group(ctx)
	if err == nil && r.GroupID != "" && r.GroupID != strconv.FormatInt(g.ID, 10) {
		return chat.Violates(&hipchat.Violation{Field: "group_id", Rule: hipchat.RuleFormat, Value: r.GroupID, Expected: "the group of the person who consented"})
	}
	return err
}

func (s *Service) activeUser(ctx context.Context, id int64) (chat.User, error) {
	u, err := s.store.User(ctx, id)
	if err != nil {
		return u, fmt.Errorf("user of a grant: %w", err)
	}
	if u.Deleted {
		return u, chat.Errorf(chat.Invalid, "This account was deactivated")
	}
	return u, nil
}
