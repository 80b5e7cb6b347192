package chat

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stoachat/stoa/hipchat"
)

// ProvisionedGroup is a group of people as an identity provider keeps it. Here it makes administrators, where the provider's description names it.
type ProvisionedGroup struct {
	ID         int64
	Origin     string
	Name       string
	ExternalID string
	Members    []int64 // ids of users; only where they were asked for
	Created    time.Time
	Changed    time.Time
}

// ProvisionGroupFilter selects an identity provider's groups in order of id. Zero fields, but for Origin, select nothing.
type ProvisionGroupFilter struct {
	Origin           string
	ID               int64
	Name, ExternalID string
	MemberID         int64
	Offset, Limit    int // Limit 0: all
}

// ProvisionGroupStore keeps groups of identity providers.
type ProvisionGroupStore interface {
	ProvisionedGroups(ctx context.Context, f ProvisionGroupFilter) ([]ProvisionedGroup, error)
	CountProvisionedGroups(ctx context.Context, f ProvisionGroupFilter) (int, error)
	ProvisionedMembers(ctx context.Context, groupIDs []int64) (map[int64][]int64, error)
	ProvisionedGroupsOf(ctx context.Context, origin string, userIDs []int64) (map[int64][]ProvisionedGroup, error)
	SetProvisionedGroup(ctx context.Context, g ProvisionedGroup, come, leave []int64) (ProvisionedGroup, error)
	DeleteProvisionedGroup(ctx context.Context, id int64) error
}

// maxGroupName is how long a group's name may be, in characters.
const maxGroupName = 200

// ProvisionedGroups lists an identity provider's groups, with how many there are in all.
func (s *Service) ProvisionedGroups(ctx context.Context, f ProvisionGroupFilter, members bool) (found []ProvisionedGroup, total int, err error) {
	if total, err = s.store.CountProvisionedGroups(ctx, f); err != nil {
		return nil, 0, err
	}
	if found, err = s.store.ProvisionedGroups(ctx, f); err != nil || !members {
		return found, total, err
	}
	ids := make([]int64, len(found))
	for i, g := range found {
		ids[i] = g.ID
	}
	in, err := s.store.ProvisionedMembers(ctx, ids)
	for i := range found {
		found[i].Members = in[found[i].ID]
	}
	return found, total, err
}

// ProvisionedGroupsOf answers in which of an identity provider's groups people are.
func (s *Service) ProvisionedGroupsOf(ctx context.Context, origin string, userIDs []int64) (map[int64][]ProvisionedGroup, error) {
	return s.store.ProvisionedGroupsOf(ctx, origin, userIDs)
}

// SetProvisionedGroup makes a group what its identity provider says, a new one where its ID is 0. before is who has been in it; members of the
// groups that admins names are administrators.
func (s *Service) SetProvisionedGroup(ctx context.Context, p *Principal, g ProvisionedGroup, before []int64, admins []string) (ProvisionedGroup, error) {
	g.Name = strings.TrimSpace(g.Name)
	if v := hipchat.CheckLength("displayName", g.Name, 1, maxGroupName); v != nil {
		return g, Violates(v)
	}
	people, err := s.UsersByID(ctx, g.Members)
	if err != nil {
		return g, err
	}
	for _, id := range g.Members {
		if u, there := people[id]; !there || u.Guest {
			return g, Errorf(Invalid, "members: there is no user %d", id)
		}
	}
	come, leave := without(g.Members, before), without(before, g.Members)
	e := AuditEntry{Kind: AuditProvisionedGroup, Target: AuditTarget{Kind: "provisioning", ID: g.ID, Name: g.Name}, Changes: []AuditChange{
		{Field: "members", From: strconv.Itoa(len(before)), To: strconv.Itoa(len(g.Members))},
	}}
	name, members := g.Name, g.Members
	g.Changed = s.moment()
	err = s.audit.Change(ctx, p, e, func(ctx context.Context) (err error) {
		g, err = s.store.SetProvisionedGroup(ctx, g, come, leave)
		return err
	})
	if errors.Is(err, ErrDuplicate) {
		return g, Errorf(Conflict, "There is another group %q", name)
	}
	if errors.Is(err, ErrNotFound) {
		return g, Errorf(NotFound, "There is no such group")
	}
	if err != nil {
		return g, err
	}
	g.Members = members
	touched := slices.Concat(members, leave) // also whose group has got another name
	return g, s.rankProvisioned(ctx, p, g.Origin, admins, touched)
}

// without are those of a who are not among b.
func without(a, b []int64) []int64 {
	known := make(map[int64]bool, len(b))
	for _, id := range b {
		known[id] = true
	}
	return slices.DeleteFunc(slices.Clone(a), func(id int64) bool { return known[id] })
}

// DeleteProvisionedGroup removes a group, by which nobody is an administrator from then on.
func (s *Service) DeleteProvisionedGroup(ctx context.Context, p *Principal, g ProvisionedGroup, admins []string) error {
	e := AuditEntry{Kind: AuditProvisionedGroup, Target: AuditTarget{Kind: "provisioning", ID: g.ID, Name: g.Name}, Changes: []AuditChange{
		{Field: "members", From: strconv.Itoa(len(g.Members))},
	}}
	err := s.audit.Change(ctx, p, e, func(ctx context.Context) error { return s.store.DeleteProvisionedGroup(ctx, g.ID) })
	if errors.Is(err, ErrNotFound) {
		return Errorf(NotFound, "There is no such group")
	}
	if err != nil {
		return err
	}
	return s.rankProvisioned(ctx, p, g.Origin, admins, g.Members)
}

// StaysAdmin refuses groups of administrators by which the caller, whom the identity provider keeps, would be none any more.
func (s *Service) StaysAdmin(ctx context.Context, p *Principal, origin string, admins []string) error {
	if p.User == nil || p.User.Owner || len(admins) == 0 {
		return nil
	}
	me, err := s.Provisioned(ctx, p.User.ID)
	if err != nil || me.Provisioned.Origin != origin {
		return err
	}
	groups, err := s.store.ProvisionedGroupsOf(ctx, origin, []int64{me.ID})
	if err == nil && !inAny(groups[me.ID], admins) {
		err = Errorf(Conflict, "You are in none of these groups yourself, and would be no administrator any more. Ask the owner, or put yourself into one first.")
	}
	return err
}

func inAny(groups []ProvisionedGroup, names []string) bool {
	return slices.ContainsFunc(groups, func(g ProvisionedGroup) bool { return slices.Contains(names, g.Name) })
}

// RankProvisioned makes administrators of those of an identity provider's people who are in one of the groups, and of no others. Without groups
// nobody is made or unmade.
func (s *Service) RankProvisioned(ctx context.Context, p *Principal, origin string, admins []string) error {
	kept, err := s.store.ProvisionedUsers(ctx, ProvisionFilter{Origin: origin})
	if err != nil {
		return err
	}
	ids := make([]int64, len(kept))
	for i, u := range kept {
		ids[i] = u.ID
	}
	return s.rankProvisioned(ctx, p, origin, admins, ids)
}

func (s *Service) rankProvisioned(ctx context.Context, p *Principal, origin string, admins []string, userIDs []int64) error {
	if len(admins) == 0 || len(userIDs) == 0 {
		return nil
	}
	groups, err := s.store.ProvisionedGroupsOf(ctx, origin, userIDs)
	if err != nil {
		return err
	}
	people, err := s.UsersByID(ctx, userIDs)
	if err != nil {
		return err
	}
	for _, id := range userIDs {
		is := inAny(groups[id], admins)
		if known, there := people[id]; !there || known.Owner || known.Admin == is {
			continue // nearly everybody of a large group
		}
		u, err := s.Provisioned(ctx, id)
		var known *Error
		if errors.As(err, &known) && known.Code == NotFound {
			continue
		}
		if err != nil {
			return err
		}
		if u.Owner || u.Admin == is || u.Provisioned.Origin != origin {
			continue
		}
		after := u.User
		after.Admin = is
		if _, err := s.changeUser(ctx, p, u.User, after, UserPatch{Admin: &is}); err != nil {
			return err
		}
	}
	return nil
}
