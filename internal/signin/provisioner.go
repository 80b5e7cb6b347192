package signin

import (
	"context"
	"slices"
	"strings"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// Provisioner is an identity provider that makes, changes and deactivates accounts by SCIM, as an administrator describes it. How its
// people sign in is described apart.
type Provisioner struct {
	Key      string   `json:"key"`
	Name     string   `json:"name"`
	Disabled bool     `json:"disabled"`
	Source   string   `json:"source"` // the provider, of OpenID Connect or SAML, by which its people come in; empty: none
	Admins   []string `json:"admins"` // groups that make an administrator; empty: nobody is made or unmade
}

const (
	kindProvisioner = "scim"
	scimOrigin      = "scim:"
)

// Origin is that of the identities by which it keeps accounts.
func (p *Provisioner) Origin() string { return scimOrigin + p.Key }

// ProvisioningURL is what an identity provider is given.
func (s *Service) ProvisioningURL() string { return s.Base + "/scim/v2" }

// isProvisioning tells whether an identity keeps an account, and lets nobody in.
func isProvisioning(id chat.Identity) bool { return strings.HasPrefix(id.Origin, scimOrigin) }

func (p *Provisioner) check() error {
	if err := checkKey(p.Key); err != nil {
		return err
	}
	for _, f := range []struct {
		name, value string
		least, most int
	}{{"name", p.Name, 1, 50}, {"source", p.Source, 0, 100}} {
		if v := hipchat.CheckLength(f.name, f.value, f.least, f.most); v != nil {
			return chat.Violates(v)
		}
	}
	return checkList("admins", p.Admins)
}

// Provisioners answers those who provision, in their order.
func (s *Service) Provisioners(ctx context.Context) ([]Provisioner, error) {
	stored, err := s.Store.Sources(ctx)
	if err != nil {
		return nil, err
	}
	var all []Provisioner
	for _, v := range stored {
		if v.Kind != kindProvisioner {
			continue
		}
		var p Provisioner
		if err := s.open(v, &p, new(string)); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// Provisioner finds one by its key.
func (s *Service) Provisioner(ctx context.Context, key string) (Provisioner, error) {
	all, err := s.Provisioners(ctx)
	if err != nil {
		return Provisioner{}, err
	}
	i := slices.IndexFunc(all, func(p Provisioner) bool { return p.Key == key })
	if i < 0 {
		return Provisioner{}, chat.Errorf(chat.NotFound, "There is no identity provider %q that provisions", key)
	}
	return all[i], nil
}

// SaveProvisioner adds one or replaces the one with its key.
func (s *Service) SaveProvisioner(ctx context.Context, p Provisioner) error {
	if err := p.check(); err != nil {
		return err
	}
	if p.Source != "" {
		doors, err := s.Doors(ctx)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(doors, func(d Door) bool { return d.Key == p.Source }) {
			return chat.Violates(&hipchat.Violation{Field: "source", Rule: hipchat.RuleFormat, Value: p.Source, Expected: "the key of a provider that is in use"})
		}
	}
	if err := s.Chat.StaysAdmin(ctx, auth.PrincipalFrom(ctx), p.Origin(), p.Admins); err != nil {
		return err
	}
	if err := s.save(ctx, kindProvisioner, p.Key, p, ""); err != nil {
		return err
	}
	return s.Chat.RankProvisioned(ctx, auth.PrincipalFrom(ctx), p.Origin(), p.Admins)
}

// ProvisioningToken makes a provisioner its token, in the place of the one that it had.
func (s *Service) ProvisioningToken(ctx context.Context, key string) (text string, t chat.Token, err error) {
	p, err := s.Provisioner(ctx, key)
	if err != nil {
		return "", t, err
	}
	before, err := s.provisioningTokens(ctx, p)
	if err != nil {
		return "", t, err
	}
	text, t, err = s.Tokens.Issue(ctx, chat.Token{
		Kind: chat.TokenProvisioning, Name: p.Name, Family: p.Origin() + " " + auth.RandomText(8),
	})
	if err != nil {
		return "", t, err
	}
	return text, t, s.revoke(ctx, before)
}

// EndProvisioningToken makes a provisioner's token worthless.
func (s *Service) EndProvisioningToken(ctx context.Context, key string) error {
	p, err := s.Provisioner(ctx, key)
	if err != nil {
		return err
	}
	tokens, err := s.provisioningTokens(ctx, p)
	if err != nil {
		return err
	}
	return s.revoke(ctx, tokens)
}

// TokenOf answers the token that a provisioner has, chat.ErrNotFound for none.
func (s *Service) TokenOf(ctx context.Context, p Provisioner) (chat.Token, error) {
	tokens, err := s.provisioningTokens(ctx, p)
	if err == nil && len(tokens) == 0 {
		err = chat.ErrNotFound
	}
	if err != nil {
		return chat.Token{}, err
	}
	return tokens[len(tokens)-1], nil
}

func (s *Service) provisioningTokens(ctx context.Context, p Provisioner) ([]chat.Token, error) {
	all, err := s.Tokens.List(ctx, chat.TokenFilter{Kinds: []chat.TokenKind{chat.TokenProvisioning}})
	return slices.DeleteFunc(all, func(t chat.Token) bool { return provisionerOf(t) != p.Key }), err
}

func (s *Service) revoke(ctx context.Context, tokens []chat.Token) error {
	for _, t := range tokens {
		if err := s.Tokens.Revoke(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

// provisionerOf is the key of the provisioner whose token it is: its grant is named after it, each token being one of its own.
func provisionerOf(t chat.Token) string {
	origin, _, _ := strings.Cut(t.Family, " ")
	return strings.TrimPrefix(origin, scimOrigin)
}

// Provisioning answers who provisions with a token.
func (s *Service) Provisioning(ctx context.Context, token string) (Provisioner, *chat.Principal, error) {
	t, p, err := s.Tokens.Provisioning(ctx, token)
	if err != nil {
		return Provisioner{}, nil, err
	}
	by, err := s.Provisioner(ctx, provisionerOf(t))
	if err == nil && by.Disabled {
		err = chat.Errorf(chat.Forbidden, "%s is turned off on the administration page", by.Name)
	}
	return by, p, err
}

// keepers are the origins of those who keep accounts for the people of a source.
func (s *Service) keepers(ctx context.Context, source string) ([]string, error) {
	all, err := s.Provisioners(ctx)
	var origins []string
	for _, p := range all {
		if p.Source == source && !p.Disabled {
			origins = append(origins, p.Origin())
		}
	}
	return origins, err
}

// endProvisioning takes a provisioner's token and forgets what it said.
func (s *Service) endProvisioning(ctx context.Context, key string) error {
	p, err := s.Provisioner(ctx, key)
	if err != nil {
		return err
	}
	if err := s.EndProvisioningToken(ctx, key); err != nil {
		return err
	}
	return s.Chat.EndProvisioning(ctx, p.Origin())
}
