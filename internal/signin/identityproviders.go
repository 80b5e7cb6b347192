package signin

import (
	"context"
	"errors"

	"github.com/stoachat/stoa/internal/chat"
)

// IdentityProviders answers all identity providers of SAML, those of the file first.
func (s *Service) IdentityProviders(ctx context.Context) ([]Described[IdentityProvider], error) {
	var all []Described[IdentityProvider]
	for _, p := range s.File.IdentityProviders {
		all = append(all, Described[IdentityProvider]{p, p.PrivateKey != "", true})
	}
	stored, err := s.Store.Sources(ctx)
	if err != nil {
		return nil, err
	}
	for _, v := range stored {
		if v.Kind != kindIdentityProvider || s.File.has(v.Key) {
			continue
		}
		var p IdentityProvider
		if err := s.open(v, &p, &p.PrivateKey); err != nil {
			return nil, err
		}
		all = append(all, Described[IdentityProvider]{p, p.PrivateKey != "", false})
	}
	return all, nil
}

// identityProvider answers one that people may come by.
func (s *Service) identityProvider(ctx context.Context, key string) (IdentityProvider, error) {
	p, err := s.describedAs(ctx, key)
	if err == nil && p.Disabled {
		err = errNoWay
	}
	return p, err
}

// describedAs answers one that may be off.
func (s *Service) describedAs(ctx context.Context, key string) (IdentityProvider, error) {
	all, err := s.IdentityProviders(ctx)
	if err != nil {
		return IdentityProvider{}, err
	}
	for _, d := range all {
		if d.Source.Key == key {
			return d.Source, nil
		}
	}
	return IdentityProvider{}, errNoWay
}

var errNoWay = chat.Errorf(chat.NotFound, "There is no such way to sign in here.")

// SaveIdentityProvider adds an identity provider or replaces the one with its key. One without an entity id is asked what it
// calls itself. Its key pair is made with the first saving, and stays.
func (s *Service) SaveIdentityProvider(ctx context.Context, p IdentityProvider) error {
	if err := p.check(); err != nil {
		return err
	}
	if p.EntityID == "" {
		e, err := s.counterpart(ctx, p)
		if err != nil {
			return err
		}
		p.EntityID = e.EntityID
	}
	kept, err := s.withKeyPair(ctx, p)
	if err != nil {
		return err
	}
	secret := kept.PrivateKey
	kept.PrivateKey = ""
	return s.save(ctx, kindIdentityProvider, kept.Key, kept, secret)
}

// withKeyPair answers the identity provider with the key pair that there is for it, or with a new one.
func (s *Service) withKeyPair(ctx context.Context, p IdentityProvider) (IdentityProvider, error) {
	before, err := s.describedAs(ctx, p.Key)
	if err != nil && !errors.Is(err, errNoWay) {
		return p, err
	}
	if before.PrivateKey != "" {
		p.Certificate, p.PrivateKey = before.Certificate, before.PrivateKey
		return p, nil
	}
	return p, p.makeKeyPair(s.Now())
}
