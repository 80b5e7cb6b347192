package signin

import (
	"context"
	"errors"
	"net/url"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/outbound"
)

// partyLife is how long what a provider says of itself is believed before it is asked again. Its keys are asked for when a
// new one turns up.
const partyLife = time.Hour

// party is this server as a provider's relying party.
type party struct {
	issuer   string // who said what follows: a provider may have been described anew meanwhile, also on another node
	provider *oidc.Provider
	read     time.Time
	onward   string // where people sign out; empty: nowhere
	strict   bool   // the provider says in each answer who it is (RFC 9207)
}

// partyOf asks a provider what it says of itself, or answers what it has said a while ago.
func (s *Service) partyOf(ctx context.Context, p Provider) (*party, error) {
	s.mu.Lock()
	known := s.parties[p.Key]
	s.mu.Unlock()
	if known != nil && known.issuer == p.Issuer && s.Now().Sub(known.read) < partyLife {
		return known, nil
	}
	leave, err := s.turn()
	if err != nil {
		return nil, err
	}
	defer leave()
	provider, err := oidc.NewProvider(s.calling(ctx), p.Issuer)
	if err != nil {
		return nil, unreachable(p, err)
	}
	fresh := &party{issuer: p.Issuer, provider: provider, read: s.Now()}
	var more struct {
		Onward string `json:"end_session_endpoint"`
		Strict bool   `json:"authorization_response_iss_parameter_supported"`
	}
	if err := provider.Claims(&more); err != nil {
		return nil, unreachable(p, err)
	}
	fresh.onward, fresh.strict = more.Onward, more.Strict
	s.mu.Lock()
	defer s.mu.Unlock()
	s.parties[p.Key] = fresh
	return fresh, nil
}

// forget drops what a source has said of itself.
func (s *Service) forget(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.parties, key)
	delete(s.counterparts, key)
}

// calling makes the libraries call through the gate. An administrator named the provider, which may be inside.
func (s *Service) calling(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, s.Outbound.HTTPClient(outbound.Trusted, "sign-in"))
}

// unreachable is for what a provider does not answer, or not as it should.
func unreachable(p Provider, err error) error {
	var other *oidc.IssuerMismatchError
	if errors.As(err, &other) {
		return chat.Errorf(chat.Unreachable, "%s calls itself %q and not %q, which is its issuer here", p.Name, other.Discovered, other.Provided)
	}
	var call *url.Error
	if errors.As(err, &call) {
		err = call.Err // the gate says itself whom it called
	}
	return chat.Errorf(chat.Unreachable, "%s does not answer as it should: %s", p.Name, shortened(err))
}

// shortened is an error's text in a length that a page can show.
func shortened(err error) string {
	text := []rune(err.Error())
	if len(text) > 300 {
		return string(text[:300]) + "…"
	}
	return string(text)
}

func (s *Service) oauth(p Provider, with *party) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.ClientID, ClientSecret: p.ClientSecret, Endpoint: with.provider.Endpoint(),
		RedirectURL: s.RedirectURL(p.Key), Scopes: p.scopes(),
	}
}

// RedirectURL is what the provider must know as this server's redirect address.
func (s *Service) RedirectURL(key string) string { return s.Base + tripPath(key) + "/callback" }

// farewellLimit is how long somebody who signs out waits for the provider's word where they go to sign out there.
const farewellLimit = 3 * time.Second

// Farewell is where a browser goes to sign out of the provider by which it came in, or empty.
func (s *Service) Farewell(ctx context.Context, key string) string {
	if key == "" {
		return ""
	}
	ctx, cancel := context.WithTimeout(ctx, farewellLimit)
	defer cancel()
	p, err := s.Provider(ctx, key)
	if err != nil || !p.SignOut {
		return ""
	}
	with, err := s.partyOf(ctx, p)
	if err != nil {
		return ""
	}
	return farewell(with.onward, p.ClientID, s.Base+"/chat")
}
