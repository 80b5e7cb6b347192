package signin

import (
	"context"
	"strings"
	"time"
)

// Comes is a source by which somebody comes in, or which keeps their account.
type Comes struct {
	By       string    `json:"by"` // what the source is called; its origin when it is described no more
	LastUsed time.Time `json:"last_used"`
	Gone     bool      `json:"gone"`  // the directory has them no more
	Keeps    bool      `json:"keeps"` // it keeps the account by SCIM, and is no way in
}

// ComesBy answers by which sources a person comes in.
func (s *Service) ComesBy(ctx context.Context, userID int64) ([]Comes, error) {
	ids, err := s.Chat.Identities(ctx, userID)
	if err != nil || len(ids) == 0 {
		return []Comes{}, err
	}
	names, err := s.names(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]Comes, 0, len(ids))
	for _, id := range ids {
		c := Comes{id.Origin, id.LastUsed, !id.Gone.IsZero(), isProvisioning(id)}
		if name, ok := names[id.Origin]; ok {
			c.By = name
		}
		all = append(all, c)
	}
	return all, nil
}

// names are what sources are called, by the origin of their identities.
func (s *Service) names(ctx context.Context) (map[string]string, error) {
	names := make(map[string]string)
	providers, err := s.Providers(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range providers {
		names[p.Source.Issuer] = p.Source.Name
	}
	others, err := s.IdentityProviders(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range others {
		names[p.Source.origin()] = p.Source.Name
	}
	provisioners, err := s.Provisioners(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range provisioners {
		names[p.Origin()] = p.Name
	}
	directories, err := s.Directories(ctx)
	for _, d := range directories {
		names[d.Source.origin()] = d.Source.Name
	}
	return names, err
}

// Titles are what sources are called, by their keys.
func (s *Service) Titles(ctx context.Context) (map[string]string, error) {
	titles := make(map[string]string)
	providers, err := s.Providers(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range providers {
		titles[p.Source.Key] = p.Source.Name
	}
	others, err := s.IdentityProviders(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range others {
		titles[p.Source.Key] = p.Source.Name
	}
	directories, err := s.Directories(ctx)
	for _, d := range directories {
		titles[d.Source.Key] = d.Source.Name
	}
	return titles, err
}

// KeptBy answers who keeps the accounts of people: the names of provisioners and directories, by the person.
func (s *Service) KeptBy(ctx context.Context, userIDs []int64) (map[int64]string, error) {
	ids, err := s.Chat.IdentitiesAmong(ctx, userIDs)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	names, err := s.names(ctx)
	if err != nil {
		return nil, err
	}
	kept := make(map[int64]string)
	for _, id := range ids {
		if name, ok := names[id.Origin]; ok && (isProvisioning(id) || strings.HasPrefix(id.Origin, directoryOrigin)) {
			kept[id.UserID] = name
		}
	}
	return kept, nil
}
