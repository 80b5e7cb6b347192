package chat

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/stoachat/stoa/hipchat"
)

// Rooms lists the rooms that the caller may see, in order of id.
func (s *Service) Rooms(ctx context.Context, p *Principal, f RoomFilter) ([]Room, error) {
	if p.Class == ClassUser && !p.GroupAdmin() {
		f.VisibleTo, f.Delegate = p.User.ID, p.User.Delegate
	}
	return s.store.Rooms(ctx, f)
}

// AutoJoinRooms lists the rooms that a person finds open after signing in, as far as the caller may see them: a room
// that was joined stays joined. spec: rest-v2, 4.15.
func (s *Service) AutoJoinRooms(ctx context.Context, p *Principal, userID int64, offset, limit int) ([]Room, error) {
	return s.Rooms(ctx, p, RoomFilter{JoinedBy: userID, Offset: offset, Limit: limit})
}

// CreateRoom makes a room. Without an owner it belongs to the calling person. spec: rest-v2, 4.4 create_room.
func (s *Service) CreateRoom(ctx context.Context, p *Principal, r Room) (Room, error) {
	if err := s.may(ctx, p, func(g GroupPreferences) Who { return g.CreateRooms }, "Creating rooms"); err != nil {
		return Room{}, err
	}
	if err := s.mayOpen(ctx, p, Room{}, r.GuestAccess); err != nil {
		return Room{}, err
	}
	r.Name = strings.TrimSpace(r.Name)
	if err := CheckRoom(r.Name, r.Topic); err != nil {
		return Room{}, err
	}
	if r.OwnerID == 0 {
		if p.User == nil {
			return Room{}, Violates(hipchat.Required("owner_user_id"))
		}
		r.OwnerID = p.User.ID
	}
	r.Created = s.moment()
	owe, err := s.roomChange(ctx, p)
	if err != nil {
		return Room{}, err
	}
	var created Room
	e := AuditEntry{Kind: AuditRoomCreated, Target: r.auditTarget(), Changes: []AuditChange{{Field: "privacy", To: privacyOf(r)}}}
	err = s.audit.Change(ctx, p, e, func(ctx context.Context) (err error) {
		created, err = s.store.CreateRoom(ctx, r, owe)
		return err
	})
	if err != nil {
		return Room{}, nameTaken(err)
	}
	s.rooms.Clear()
	s.tellConversationsChanged(created.OwnerID)
	return created, nil
}

// mayOpen answers nil unless a room is to be opened for guests by who may not do that.
func (s *Service) mayOpen(ctx context.Context, p *Principal, before Room, guests bool) error {
	if !guests || before.GuestAccess {
		return nil
	}
	return s.may(ctx, p, func(g GroupPreferences) Who { return g.GuestAccess }, "Guest access")
}

// CheckRoom tells what a room may not be called, and what its topic may not be.
func CheckRoom(name, topic string) error {
	if name == "" {
		return Violates(hipchat.Required("name"))
	}
	if v := hipchat.CheckLength("name", name, 1, hipchat.MaxRoomName); v != nil {
		return Violates(v)
	}
	if v := hipchat.CheckLength("topic", topic, 0, hipchat.MaxTopic); v != nil {
		return Violates(v)
	}
	return nil
}

func nameTaken(err error) error {
	if taken(err, "name") {
		return Errorf(Invalid, "Another room exists with that name.")
	}
	return err
}

// UpdateRoom changes a room. A changed topic also becomes an event of the room. spec: rest-v2, 4.4 update_room.
func (s *Service) UpdateRoom(ctx context.Context, p *Principal, ref string, patch RoomPatch) (Room, error) {
	r, err := s.Room(ctx, p, ref)
	if err != nil {
		return Room{}, err
	}
	if err := s.CanAdminister(ctx, p, r); err != nil {
		return Room{}, err
	}
	if err := s.mayOpen(ctx, p, r, patch.GuestAccess != nil && *patch.GuestAccess); err != nil {
		return Room{}, err
	}
	name, topic := r.Name, r.Topic
	if patch.Name != nil {
		name = strings.TrimSpace(*patch.Name)
		patch.Name = &name
	}
	if patch.Topic != nil {
		topic = *patch.Topic
		patch.Topic = nil
	}
	if err := CheckRoom(name, topic); err != nil {
		return Room{}, err
	}
	owe, err := s.roomChange(ctx, p)
	if err != nil {
		return Room{}, err
	}
	updated, err := s.changeRoom(ctx, p, r, patch, owe)
	if err != nil {
		return Room{}, nameTaken(err)
	}
	s.rooms.Clear()
	if topic != r.Topic {
		// By its id: the name that the caller used may just have changed.
		if err := s.SetTopic(ctx, p, strconv.FormatInt(r.ID, 10), topic, ""); err != nil {
			return Room{}, err
		}
		updated.Topic = topic
	}
	if updated.GuestAccess != r.GuestAccess {
		if err := s.sayGuestAccess(ctx, p, updated, updated.GuestAccess); err != nil {
			return Room{}, err
		}
	}
	if !updated.GuestAccess || updated.Archived {
		if err := s.endGuests(ctx, updated.ID); err != nil {
			return Room{}, err
		}
	}
	s.live.SendConversation(r.ConversationID, conversationsFrame)
	s.live.Recheck(r.ConversationID)
	if updated.Private != r.Private || patch.DelegateVisible != nil {
		s.tellSavers(ctx, r.ConversationID)
	}
	return updated, nil
}

// changeRoom changes a room, with an entry in the audit log unless nothing changes that it tells of: topics are an
// everyday thing, and stand in the room's own log.
func (s *Service) changeRoom(ctx context.Context, p *Principal, r Room, patch RoomPatch, owe Owe) (updated Room, err error) {
	err = s.audit.Update(ctx, p, auditRoom(r, patch), func(ctx context.Context) (err error) {
		updated, err = s.store.UpdateRoom(ctx, r.ID, patch, owe)
		return err
	})
	return updated, err
}

// SetTopic changes a room's topic and says so in its log. from names the author for integrations; empty takes the
// integration's own name. spec: rest-v2, 4.8; rest-v1, 5.2.
func (s *Service) SetTopic(ctx context.Context, p *Principal, ref, topic, from string) error {
	r, err := s.Room(ctx, p, ref)
	if err != nil {
		return err
	}
	if v := hipchat.CheckLength("topic", topic, 0, hipchat.MaxTopic); v != nil {
		return Violates(v)
	}
	if err := s.CanAdminister(ctx, p, r); err != nil {
		return err
	}
	e, err := s.line(KindTopic, p, r.ConversationID)
	if err != nil {
		return err
	}
	e.Body = topic
	if from != "" {
		e.Sender = from
	}
	_, err = s.append(ctx, &r, Append{Event: e, Topic: &topic})
	s.rooms.Clear()
	return err
}

// line makes an event that is not said by anybody: topic, enter, exit.
func (s *Service) line(kind Kind, p *Principal, conversationID int64) (Event, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return Event{}, fmt.Errorf("event id: %w", err)
	}
	e := Event{
		ID: id.String(), ConversationID: conversationID, Time: s.moment(), Kind: kind, Format: FormatText,
		UserID: p.UserID(), Sender: p.Name, InstallationID: p.InstallationID, AddonKey: p.AddonKey,
	}
	if p.User != nil {
		e.MentionName = p.User.MentionName
	}
	return e, nil
}

// DeleteRoom removes a room with its log. Its webhooks hear of it before they go. spec: rest-v2, 4.4 delete_room;
// connect, 5.2.
func (s *Service) DeleteRoom(ctx context.Context, p *Principal, ref string) error {
	r, err := s.Room(ctx, p, ref)
	if err != nil {
		return err
	}
	if err := s.CanAdminister(ctx, p, r); err != nil {
		return err
	}
	inside, err := s.store.Joined(ctx, r.ID)
	if err != nil {
		return err
	}
	savers, err := s.store.SavedBy(ctx, r.ConversationID)
	if err != nil {
		return err
	}
	owe, err := s.roomChange(ctx, p)
	if err != nil {
		return err
	}
	if err := s.endGuests(ctx, r.ID); err != nil {
		return err
	}
	e := AuditEntry{Kind: AuditRoomDeleted, Target: r.auditTarget(), Changes: []AuditChange{{Field: "privacy", From: privacyOf(r)}}}
	err = s.audit.Change(ctx, p, e, func(ctx context.Context) error { return s.store.DeleteRoom(ctx, r.ID, owe) })
	s.rooms.Clear()
	s.gone()
	if err == nil {
		concerned := append(inside, savers...)
		slices.Sort(concerned)
		s.tellConversationsChanged(slices.Compact(concerned)...)
	}
	return err
}

// JoinRoom puts the person into the room's list of people, which is what makes them a participant.
func (s *Service) JoinRoom(ctx context.Context, p *Principal, ref string) (Room, error) {
	r, err := s.Room(ctx, p, ref)
	if err != nil {
		return Room{}, err
	}
	if p.User == nil {
		return Room{}, Errorf(Forbidden, "Only a person can join a room")
	}
	outside, err := s.outside(ctx, p, r)
	if err != nil {
		return r, err
	}
	var joined bool
	join := func(ctx context.Context) (err error) {
		joined, err = s.store.JoinRoom(ctx, r.ID, p.User.ID)
		return err
	}
	if outside {
		err = s.audit.Change(ctx, p, auditMembers(r, AuditChange{Field: "joined", To: p.User.Name}), join)
	} else {
		err = join(ctx)
	}
	if err != nil || !joined {
		return r, err
	}
	return r, s.crossed(ctx, KindEnter, p, r)
}

// LeaveRoom takes the person out of the room's list of people.
func (s *Service) LeaveRoom(ctx context.Context, p *Principal, ref string) error {
	r, err := s.Room(ctx, p, ref)
	if err != nil {
		return err
	}
	if p.User == nil {
		return Errorf(Forbidden, "Only a person can leave a room")
	}
	left, err := s.store.LeaveRoom(ctx, r.ID, p.User.ID)
	if err != nil || !left {
		return err
	}
	return s.crossed(ctx, KindExit, p, r)
}

// crossed logs that a person came or went, and tells who is looking.
func (s *Service) crossed(ctx context.Context, kind Kind, p *Principal, r Room) error {
	e, err := s.line(kind, p, r.ConversationID)
	if err != nil {
		return err
	}
	if _, err := s.append(ctx, &r, Append{Event: e}); err != nil {
		return err
	}
	frame := participantsFrame{Type: "participants", Room: r.ID, Joined: []int64{}, Left: []int64{}}
	if kind == KindEnter {
		frame.Joined = append(frame.Joined, p.User.ID)
	} else {
		frame.Left = append(frame.Left, p.User.ID)
	}
	b, err := json.Marshal(frame)
	if err != nil {
		return fmt.Errorf("encode participants: %w", err)
	}
	s.live.SendConversation(r.ConversationID, b)
	s.tellConversationsChanged(p.User.ID)
	return nil
}

type participantsFrame struct {
	Type   string  `json:"type"`
	Room   int64   `json:"room"`
	Joined []int64 `json:"joined"`
	Left   []int64 `json:"left"`
}

var conversationsFrame = []byte(`{"type":"conversations"}`)

func (s *Service) tellConversationsChanged(userIDs ...int64) {
	for _, id := range userIDs {
		s.live.SendUser(id, conversationsFrame)
	}
}
