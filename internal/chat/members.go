package chat

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/stoachat/stoa/hipchat"
)

// Members lists who is on a room's list and has not been deactivated, in order of id. Of a public room, which has no
// list that keeps anybody out, those are the people who were named to administer it or added.
func (s *Service) Members(ctx context.Context, r Room) ([]Member, error) {
	members, err := s.store.Members(ctx, r.ID)
	return slices.DeleteFunc(members, func(m Member) bool { return m.User.Deleted }), err
}

// AddMember puts a person on a room's list, or changes their role there. A public room has a list too, which counts
// when it becomes private: hipchatter's published checks add a member to one. spec: rest-v2, 4.5 add_member.
func (s *Service) AddMember(ctx context.Context, p *Principal, ref, userRef string, role Role) error {
	r, u, err := s.listed(ctx, p, ref, userRef)
	if err != nil {
		return err
	}
	if u.Deleted {
		return Errorf(Invalid, "%s has left the group", u.Name)
	}
	if r.OwnerID == u.ID {
		role = RoleAdmin // whatever a client that knows no roles sends
	}
	err = s.audit.Change(ctx, p, auditMembers(r, AuditChange{"member", "", u.Name + ", " + string(role)}), func(ctx context.Context) error {
		return s.store.AddMember(ctx, r.ID, u.ID, role)
	})
	if err != nil {
		return err
	}
	s.tellConversationsChanged(u.ID)
	s.live.SendConversation(r.ConversationID, conversationsFrame)
	return nil
}

// RemoveMember takes a person off a private room's list and puts them out of the room.
// spec: rest-v2, 4.5 remove_member.
func (s *Service) RemoveMember(ctx context.Context, p *Principal, ref, userRef string) error {
	r, u, err := s.listed(ctx, p, ref, userRef)
	if err != nil {
		return err
	}
	if !r.Private {
		return Errorf(Invalid, "Room '%s' is public: everybody may enter, so nobody can be removed", r.Name)
	}
	if r.OwnerID == u.ID {
		return Errorf(Invalid, "%s owns room '%s': give it another owner first", u.Name, r.Name)
	}
	err = s.audit.Change(ctx, p, auditMembers(r, AuditChange{"member", u.Name, ""}), func(ctx context.Context) error {
		return s.store.RemoveMember(ctx, r.ID, u.ID)
	})
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	notListed := err != nil
	left, err := s.putOut(ctx, r, u)
	if err == nil && notListed && !left {
		return Errorf(NotFound, "Member not found: %s is not a member of room '%s'", u.Name, r.Name)
	}
	return err
}

// listed answers a room that the caller may administer, and a person.
func (s *Service) listed(ctx context.Context, p *Principal, ref, userRef string) (Room, User, error) {
	r, err := s.Room(ctx, p, ref)
	if err != nil {
		return Room{}, User{}, err
	}
	if err := s.CanAdminister(ctx, p, r); err != nil {
		return Room{}, User{}, err
	}
	u, err := s.User(ctx, userRef)
	return r, u, err
}

// putOut ends a person's stay in a room that they may no longer see, with a line in its log. Their sockets stop
// hearing it.
func (s *Service) putOut(ctx context.Context, r Room, u User) (left bool, err error) {
	s.live.Recheck(r.ConversationID)
	left, err = s.store.LeaveRoom(ctx, r.ID, u.ID)
	if err != nil {
		return false, err
	}
	if !left { // whoever leaves is told by that
		s.tellConversationsChanged(u.ID)
		return false, nil
	}
	return true, s.crossed(ctx, KindExit, &Principal{Class: ClassUser, User: &u, Name: u.Name}, r)
}

// Participant is a person as a room's lists show them.
type Participant struct {
	User    User
	Role    Role
	Present bool // has joined the room and is connected
}

// ParticipantsOf lists who is in the room now and, where includeOffline asks for it, the members of a private room
// who are not. In order of id. spec: rest-v2, 4.5 get_all_participants.
func (s *Service) ParticipantsOf(ctx context.Context, r Room, includeOffline bool) ([]Participant, error) {
	present, err := s.Participants(ctx, r)
	if err != nil {
		return nil, err
	}
	members, err := s.Members(ctx, r)
	if err != nil {
		return nil, err
	}
	roles := make(map[int64]Role, len(members))
	for _, m := range members {
		roles[m.User.ID] = m.Role
	}
	list := make([]Participant, 0, len(present))
	here := make(map[int64]bool, len(present))
	for _, u := range present {
		here[u.ID] = true
		list = append(list, Participant{User: u, Role: cmp.Or(roles[u.ID], RoleMember), Present: true})
	}
	if !includeOffline || !r.Private {
		return list, nil
	}
	for _, m := range members {
		if !here[m.User.ID] {
			list = append(list, Participant{User: m.User, Role: m.Role})
		}
	}
	slices.SortFunc(list, func(a, b Participant) int { return cmp.Compare(a.User.ID, b.User.ID) })
	return list, nil
}

// RoleOf reads the roles that a member is to have: the highest counts, and none means room_member.
func RoleOf(field string, roles []string) (Role, error) {
	role := RoleMember
	for _, name := range roles {
		switch Role(name) {
		case RoleAdmin:
			role = RoleAdmin
		case RoleMember:
		default:
			return "", Violates(hipchat.NotIn(field, name, []string{string(RoleMember), string(RoleAdmin)}))
		}
	}
	return role, nil
}
