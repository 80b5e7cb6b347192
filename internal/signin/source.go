package signin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// Described is a source as an administrator sees it: without its secret.
type Described[T any] struct {
	Source    T
	HasSecret bool
	Fixed     bool // it stands in the file
}

// Providers answers all providers, those of the file first.
func (s *Service) Providers(ctx context.Context) ([]Described[Provider], error) {
	var all []Described[Provider]
	for _, p := range s.File.Providers {
		all = append(all, Described[Provider]{p, p.ClientSecret != "", true})
	}
	stored, err := s.Store.Sources(ctx)
	if err != nil {
		return nil, err
	}
	for _, v := range stored {
		if v.Kind != kindProvider || s.File.has(v.Key) {
			continue
		}
		var p Provider
		if err := s.open(v, &p, &p.ClientSecret); err != nil {
			return nil, err
		}
		all = append(all, Described[Provider]{p, p.ClientSecret != "", false})
	}
	return all, nil
}

// open reads a stored source and its secret.
func (s *Service) open(v chat.Source, into any, secret *string) (err error) {
	if err := json.Unmarshal(v.Value, into); err != nil {
		return fmt.Errorf("source %s: %w", v.Key, err)
	}
	if len(v.SealedSecret) > 0 {
		*secret, err = s.Sealer.Open(v.SealedSecret)
	}
	return err
}

// Provider answers a provider that people may come by.
func (s *Service) Provider(ctx context.Context, key string) (Provider, error) {
	all, err := s.Providers(ctx)
	if err != nil {
		return Provider{}, err
	}
	for _, d := range all {
		if d.Source.Key == key && !d.Source.Disabled {
			return d.Source, nil
		}
	}
	return Provider{}, errNoWay
}

// SaveProvider adds a provider or replaces the one with its key. Without a secret it keeps the one that it had.
func (s *Service) SaveProvider(ctx context.Context, p Provider) error {
	if err := p.check(); err != nil {
		return err
	}
	if p.ClientSecret == "" {
		if err := s.sameIssuer(ctx, p); err != nil {
			return err
		}
	}
	secret := p.ClientSecret
	p.ClientSecret = ""
	return s.save(ctx, kindProvider, p.Key, p, secret)
}

// sameIssuer makes sure that a secret which is kept goes nowhere else: whoever may change the issuer must not learn it by that.
func (s *Service) sameIssuer(ctx context.Context, p Provider) error {
	all, err := s.Providers(ctx)
	if err != nil {
		return err
	}
	for _, d := range all {
		if d.Source.Key == p.Key && d.HasSecret && d.Source.Issuer != p.Issuer {
			return chat.Violates(&hipchat.Violation{Field: "client_secret", Rule: hipchat.RuleRequired, Expected: "the secret again, since it would go somewhere else"})
		}
	}
	return nil
}

func (s *Service) save(ctx context.Context, kind, key string, described any, secret string) error {
	if s.File.has(key) {
		return fixed(key)
	}
	v, err := s.stored(ctx, key)
	if err != nil && !errors.Is(err, chat.ErrNotFound) {
		return err
	}
	if err == nil && v.Kind != kind {
		return chat.Errorf(chat.Conflict, "%q is the key of something else already", key)
	}
	if errors.Is(err, chat.ErrNotFound) {
		v = chat.Source{Key: key, Kind: kind, Position: s.Now().UnixMicro()}
	}
	if v.Value, err = json.Marshal(described); err != nil {
		return fmt.Errorf("source %s: %w", key, err)
	}
	if secret != "" {
		v.SealedSecret = s.Sealer.Seal(secret)
	}
	err = s.Chat.Auditor().Change(ctx, auth.PrincipalFrom(ctx), audited(key, "saved"), func(ctx context.Context) error { return s.Store.SetSource(ctx, v) })
	s.forget(key)
	return err
}

// audited is what the audit log says of a change of a source.
func audited(key, what string) chat.AuditEntry {
	return chat.AuditEntry{
		Kind: chat.AuditSettingChanged, Target: chat.AuditTarget{Kind: "setting", Name: "sign-in"}, Changes: []chat.AuditChange{{Field: key, To: what}},
	}
}

func fixed(key string) error {
	return chat.Errorf(chat.Forbidden, "%q stands in the server's file of sign-in sources, and is changed there", key)
}

// stored finds a source of the database, chat.ErrNotFound when there is none.
func (s *Service) stored(ctx context.Context, key string) (chat.Source, error) {
	all, err := s.Store.Sources(ctx)
	if err != nil {
		return chat.Source{}, err
	}
	for _, v := range all {
		if v.Key == key {
			return v, nil
		}
	}
	return chat.Source{}, chat.ErrNotFound
}

// Remove removes a source. Whom it vouched for keep their accounts, and need another way in.
func (s *Service) Remove(ctx context.Context, key string) error {
	if s.File.has(key) {
		return fixed(key)
	}
	if err := s.lockedOut(ctx, Directory{Key: key}); err != nil {
		return err
	}
	if v, err := s.stored(ctx, key); err == nil && v.Kind == kindProvisioner {
		if err := s.endProvisioning(ctx, key); err != nil {
			return err
		}
	}
	err := s.Chat.Auditor().Change(ctx, auth.PrincipalFrom(ctx), audited(key, "removed"), func(ctx context.Context) error { return s.Store.DeleteSource(ctx, key) })
	if errors.Is(err, chat.ErrNotFound) {
		return chat.Errorf(chat.NotFound, "There is no source %q", key)
	}
	s.forget(key)
	return err
}

// Door is a way to sign in that the page offers.
type Door struct {
	Key  string `json:"key"`
	Name string `json:"name"`
}

// Doors answers the providers, of either kind, that the page offers.
func (s *Service) Doors(ctx context.Context) ([]Door, error) {
	doors := []Door{}
	providers, err := s.Providers(ctx)
	if err != nil {
		return nil, err
	}
	for _, d := range providers {
		if !d.Source.Disabled {
			doors = append(doors, Door{d.Source.Key, d.Source.Name})
		}
	}
	others, err := s.IdentityProviders(ctx)
	for _, d := range others {
		if !d.Source.Disabled {
			doors = append(doors, Door{d.Source.Key, d.Source.Name})
		}
	}
	return doors, err
}
