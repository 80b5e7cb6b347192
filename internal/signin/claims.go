package signin

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"net/url"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/stoachat/stoa/internal/chat"
)

// claims are what a provider says of somebody.
type claims struct {
	Subject  string `json:"sub"`
	Name     string `json:"name"`
	Nickname string `json:"preferred_username"`
	Email    string `json:"email"`
	Verified *truth `json:"email_verified"`
	Party    string `json:"azp"`

	all map[string]json.RawMessage
}

// truth is a boolean that some providers write as text.
type truth bool

func (t *truth) UnmarshalJSON(b []byte) error {
	*t = string(b) == "true" || string(b) == `"true"`
	return nil
}

// believe checks an ID token and reads it. Where it says no address, the provider is asked with the access token.
func (s *Service) believe(ctx context.Context, p Provider, with *party, t trip, tokens *oauth2.Token, text string) (c claims, err error) {
	verifier := with.provider.VerifierContext(ctx, &oidc.Config{ClientID: p.ClientID, Now: s.Now})
	token, err := verifier.Verify(ctx, text)
	var expired *oidc.TokenExpiredError
	switch {
	case errors.As(err, &expired):
		return c, chat.Errorf(chat.Forbidden, "The ID token of %s has expired. Is the clock of this server right?", p.Name)
	case err != nil:
		return c, chat.Errorf(chat.Forbidden, "The ID token of %s is not good: %s", p.Name, shortened(err))
	case subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(t.Nonce)) != 1:
		return c, chat.Errorf(chat.Forbidden, "The ID token of %s was made for another sign-in (its nonce is not the one that was sent)", p.Name)
	}
	if token.AccessTokenHash != "" {
		if err := token.VerifyAccessToken(tokens.AccessToken); err != nil {
			return c, chat.Errorf(chat.Forbidden, "The ID token of %s does not belong to its access token", p.Name)
		}
	}
	if err := c.read(token); err != nil {
		return c, chat.Errorf(chat.Forbidden, "The ID token of %s cannot be read: %s", p.Name, shortened(err))
	}
	if c.Subject == "" || c.Subject != plain(c.Subject) {
		return c, chat.Errorf(chat.Forbidden, "The ID token of %s says nothing of you by which you could be known again (sub)", p.Name)
	}
	if c.Party != "" && c.Party != p.ClientID || c.Party == "" && len(token.Audience) > 1 {
		return c, chat.Errorf(chat.Forbidden, "The ID token of %s was made for another client", p.Name)
	}
	if c.Email != "" || with.provider.UserInfoEndpoint() == "" {
		return c, nil
	}
	return c, s.ask(ctx, p, with, tokens, &c)
}

// reader is an ID token or an answer of the userinfo endpoint.
type reader interface{ Claims(v any) error }

func (c *claims) read(from reader) error {
	if err := from.Claims(c); err != nil {
		return err
	}
	c.Name, c.Nickname, c.Email = plain(c.Name), plain(c.Nickname), plain(c.Email)
	return from.Claims(&c.all)
}

// ask completes what the ID token says. The answer must be about the same person: it is signed by nobody.
func (s *Service) ask(ctx context.Context, p Provider, with *party, tokens *oauth2.Token, c *claims) error {
	info, err := with.provider.UserInfo(ctx, oauth2.StaticTokenSource(tokens))
	if err != nil {
		return unreachable(p, err)
	}
	if info.Subject != c.Subject {
		return chat.Errorf(chat.Forbidden, "%s speaks of somebody else than its ID token", p.Name)
	}
	if err := c.read(info); err != nil {
		return chat.Errorf(chat.Forbidden, "What %s says of you cannot be read: %s", p.Name, shortened(err))
	}
	return nil
}

// verified tells whether the address is the person's own.
func (c *claims) verified(p Provider) bool {
	if c.Verified == nil {
		return p.AssumeVerified
	}
	return bool(*c.Verified)
}

// roles are a person's groups, from a claim that is a list of texts or one text.
func (c *claims) roles(p Provider) []string {
	var list []string
	if json.Unmarshal(c.all[p.RoleClaim], &list) == nil {
		return list
	}
	var one string
	if json.Unmarshal(c.all[p.RoleClaim], &one) == nil && one != "" {
		return []string{one}
	}
	return nil
}

// attested is what the provider says of the person.
func (c *claims) attested(p Provider) attested {
	return attested{Subject: c.Subject, Name: c.Name, Nickname: c.Nickname, Email: c.Email, Verified: c.verified(p), Groups: c.roles(p)}
}

// farewell is a provider's page for signing out, which sends people back here.
func farewell(endpoint, clientID, back string) string {
	u, err := url.Parse(endpoint)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return ""
	}
	q := u.Query()
	q.Set("client_id", clientID)
	q.Set("post_logout_redirect_uri", back)
	u.RawQuery = q.Encode()
	return u.String()
}
