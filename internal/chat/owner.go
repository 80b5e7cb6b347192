package chat

import (
	"context"
	"strconv"
)

// GiveGroup makes somebody else the group's owner, and the caller one of its administrators. Only the owner does, and not
// with a token. spec: product, 2.1.
func (s *Service) GiveGroup(ctx context.Context, p *Principal, userID int64) (User, error) {
	if p.User == nil || !p.User.Owner || p.Kind != "" {
		return User{}, Errorf(Forbidden, "Only the group's owner gives it to somebody else, in the browser")
	}
	to, err := s.User(ctx, strconv.FormatInt(userID, 10))
	if err != nil {
		return User{}, err
	}
	switch {
	case to.ID == p.User.ID:
		return User{}, Errorf(Conflict, "You are the owner already")
	case to.Guest || to.Deleted:
		return User{}, Errorf(Conflict, "%s has no account here that can be the owner's", to.Name)
	}
	found, err := s.store.FindPeople(ctx, PersonFilter{ID: to.ID, Limit: 1})
	if err != nil {
		return User{}, err
	}
	if len(found) == 0 || !found[0].HasPassword {
		return User{}, Errorf(Conflict, "%s has no password here, and the owner signs in with one alone", to.Name)
	}
	var c auditChanges
	c.text("role", RoleName(to), UserRoleOwner)
	c.text("owner", p.User.Name, to.Name)
	e := AuditEntry{Kind: AuditUserRole, Target: to.auditTarget(), Changes: c}
	err = s.audit.Change(ctx, p, e, func(ctx context.Context) error { return s.store.SetOwner(ctx, p.User.ID, to.ID) })
	if err != nil {
		return User{}, err
	}
	s.mentions.Clear()
	for _, id := range []int64{p.User.ID, to.ID} {
		s.changed(id)
	}
	return s.User(ctx, strconv.FormatInt(to.ID, 10))
}
