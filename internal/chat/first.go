package chat

import (
	"context"
	"errors"
)

// ErrSettled is the store's answer to who would be the first account of a group that has one.
var ErrSettled = errors.New("somebody is there")

// CreateOwner makes the group's owner, on a server that has nobody yet. An empty group leaves its name as it is. Of several
// who try at the same time, on whatever nodes, one is made, and the others are told of a Conflict.
func (s *Service) CreateOwner(ctx context.Context, group string, u User, passwordHash string) (User, error) {
	u.Owner, u.Admin = true, true
	u, err := s.addUserBy(ctx, nil, u, func(ctx context.Context, u User) (User, error) {
		return s.store.CreateOwner(ctx, group, u, passwordHash)
	})
	if errors.Is(err, ErrSettled) {
		return User{}, Errorf(Conflict, "Somebody else has just set this server up. Ask them for an account")
	}
	return u, err
}
