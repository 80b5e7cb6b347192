package signin

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/crewjam/saml"
	dsig "github.com/russellhaering/goxmldsig"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/outbound"
)

// counterpart is what an identity provider has said of itself.
type counterpart struct {
	*saml.EntityDescriptor
	at   string // where: it may have been described anew meanwhile, also on another node
	read time.Time
}

// counterpart answers what an identity provider says of itself, or has said a while ago. When it cannot be asked again, what it has
// said is still good: SAML needs no word from it.
func (s *Service) counterpart(ctx context.Context, p IdentityProvider) (*counterpart, error) {
	if p.Metadata != "" {
		e, err := p.described([]byte(p.Metadata))
		if err != nil {
			return nil, fmt.Errorf("metadata of %s: %w", p.Key, err)
		}
		return &counterpart{EntityDescriptor: e}, nil
	}
	s.mu.Lock()
	known := s.counterparts[p.Key]
	s.mu.Unlock()
	if known != nil && (known.at != p.MetadataURL || p.EntityID != "" && known.EntityID != p.EntityID) {
		known = nil
	}
	if known != nil && s.Now().Sub(known.read) < partyLife {
		return known, nil
	}
	fresh, err := s.readMetadata(ctx, p)
	if err != nil && known != nil {
		s.Log.WarnContext(ctx, "what an identity provider says of itself could not be read anew", "source", p.Key, "error", err)
		return known, nil
	}
	if err != nil {
		return nil, err
	}
	s.remember(p.Key, fresh)
	return fresh, nil
}

func (s *Service) remember(key string, c *counterpart) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counterparts[key] = c
}

// readMetadata asks an identity provider what it says of itself.
func (s *Service) readMetadata(ctx context.Context, p IdentityProvider) (*counterpart, error) {
	leave, err := s.turn()
	if err != nil {
		return nil, err
	}
	defer leave()
	unreadable := func(err error) error {
		var call *url.Error
		if errors.As(err, &call) {
			err = call.Err // the gate says itself whom it called
		}
		return chat.Errorf(chat.Unreachable, "What %s says of itself cannot be read: %s", p.Name, shortened(err))
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.MetadataURL, http.NoBody)
	if err != nil {
		return nil, unreadable(err)
	}
	answer, err := s.Outbound.HTTPClient(outbound.Trusted, "sign-in").Do(r)
	if err != nil {
		return nil, unreadable(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, unreadable(fmt.Errorf("it answers %s", answer.Status))
	}
	text, err := io.ReadAll(io.LimitReader(answer.Body, maxMetadata+1))
	if err != nil {
		return nil, unreadable(err)
	}
	e, err := p.described(text)
	if err != nil {
		return nil, unreadable(err)
	}
	return &counterpart{EntityDescriptor: e, at: p.MetadataURL, read: s.Now()}, nil
}

// turn lets so many sign-ins ask a source at the same time: anybody can have one asked, also one that does not answer.
func (s *Service) turn() (leave func(), err error) {
	select {
	case s.visits <- struct{}{}:
		return func() { <-s.visits }, nil
	default:
		return nil, chat.Errorf(chat.TooMany, "Too many people are signing in at this moment. Try again in a few seconds.")
	}
}

// serviceProvider is this server as an identity provider knows it.
func (s *Service) serviceProvider(p IdentityProvider, e *saml.EntityDescriptor) (*saml.ServiceProvider, error) {
	metadata, err := url.Parse(s.MetadataURL(p.Key))
	if err != nil {
		return nil, err
	}
	consumer, err := url.Parse(s.ConsumerURL(p.Key))
	if err != nil {
		return nil, err
	}
	key, certificate, err := p.keyPair()
	if err != nil {
		return nil, fmt.Errorf("key of %s: %w", p.Key, err)
	}
	sp := &saml.ServiceProvider{
		EntityID: metadata.String(), MetadataURL: *metadata, AcsURL: *consumer, IDPMetadata: e,
		AuthnNameIDFormat:                saml.UnspecifiedNameIDFormat, // whichever it gives
		AssertionConsumerServiceBindings: []string{saml.HTTPPostBinding},
		MetadataOmitValidUntil:           true,
		IgnoreCertificateExpiry:          true, // its metadata says which keys are its own, as SAML's profile of metadata has it
		RejectSHA1Signatures:             true,
	}
	if key != nil {
		sp.Key, sp.Certificate = key, certificate
	}
	if p.Sign {
		sp.SignatureMethod = dsig.RSASHA256SignatureMethod
	}
	return sp, nil
}

// MetadataURL is where this server describes itself to an identity provider, and what it calls itself there.
func (s *Service) MetadataURL(key string) string { return s.Base + tripPath(key) + "/metadata" }

// ConsumerURL is where an identity provider sends people back to, with what it says of them.
func (s *Service) ConsumerURL(key string) string { return s.Base + tripPath(key) + "/acs" }
