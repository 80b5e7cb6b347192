package chat

import (
	"context"
	"errors"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/stoachat/stoa/hipchat"
)

// Room finds a room that the caller may see, by id, name (in any case) or XMPP address. A number is an id first.
// spec: rest-v2, 1.4; client-quirks, A1, A2.
func (s *Service) Room(ctx context.Context, p *Principal, ref string) (Room, error) {
	if len(ref) > maxRef {
		return Room{}, noRoom(ref)
	}
	r, err := s.rooms.Get(ctx, ref, s.findRoom)
	if errors.Is(err, ErrNotFound) {
		return Room{}, noRoom(ref)
	}
	if err != nil {
		return Room{}, err
	}
	if p.RoomID != 0 && p.RoomID != r.ID {
		return Room{}, Errorf(Forbidden, "This token is only good for another room, not for room '%s'", hipchat.Abridge(ref))
	}
	ok, err := s.sees(ctx, p, r)
	if err != nil {
		return Room{}, err
	}
	if !ok {
		return Room{}, noRoom(ref)
	}
	return r, nil
}

// maxRef bounds how a room can be referred to, in bytes: its name, or the name in an XMPP address.
const maxRef = 600

// noRoom has a text that satisfies both clients that match it. spec: rest-v2, 7.
func noRoom(ref string) *Error {
	return Errorf(NotFound, "Room not found: Room '%s' not found", hipchat.Abridge(ref))
}

func (s *Service) findRoom(ctx context.Context, ref string) (Room, error) {
	if !storable(ref) {
		return Room{}, ErrNotFound
	}
	if id, err := strconv.ParseInt(ref, 10, 64); err == nil {
		if r, err := s.store.Room(ctx, id); !errors.Is(err, ErrNotFound) {
			return r, err
		}
	}
	if r, err := s.store.RoomByName(ctx, ref); !errors.Is(err, ErrNotFound) {
		return r, err
	}
	if jid, _, ok := strings.Cut(ref, "@conf."); ok {
		if _, slug, ok := strings.Cut(jid, "_"); ok {
			return s.store.RoomBySlug(ctx, slug)
		}
	}
	if strings.Contains(ref, "+") { // some pluses may be spaces that were encoded for a form
		return s.store.RoomByFormName(ctx, ref)
	}
	return Room{}, ErrNotFound
}

// FindRoomV1 is Room for API v1, where a name may have been percent-encoded once too often, or not at all, so that its
// pluses have become spaces. spec: client-quirks, A4, A5, V2.
func (s *Service) FindRoomV1(ctx context.Context, p *Principal, ref string) (Room, error) {
	r, err := s.Room(ctx, p, ref)
	var e *Error
	if !errors.As(err, &e) || e.Code != NotFound {
		return r, err
	}
	if again, decodeErr := url.PathUnescape(ref); decodeErr == nil && again != ref {
		return s.Room(ctx, p, again)
	}
	if again := strings.ReplaceAll(ref, " ", "+"); again != ref {
		if r, againErr := s.Room(ctx, p, again); againErr == nil {
			return r, nil
		}
	}
	return r, err
}

// sees tells whether a room exists for the caller: private rooms only do for their members and administrators.
func (s *Service) sees(ctx context.Context, p *Principal, r Room) (bool, error) {
	return sees(p, r, func(userID int64) (bool, error) {
		_, err := s.store.Member(ctx, r.ID, userID)
		if errors.Is(err, ErrNotFound) {
			return false, nil
		}
		return err == nil, err
	})
}

// sees asks listed, who is on the room's list, only where nothing else decides.
func sees(p *Principal, r Room, listed func(userID int64) (bool, error)) (bool, error) {
	if p.User != nil && p.User.Guest {
		return p.RoomID == r.ID && r.GuestAccess && !r.Archived, nil
	}
	if p.Class != ClassUser || !r.Private || r.OwnerID == p.User.ID || p.GroupAdmin() {
		return true, nil
	}
	if p.User.Delegate && r.DelegateVisible != nil && *r.DelegateVisible {
		return true, nil
	}
	return listed(p.User.ID)
}

// CanAdminister answers nil when the caller may change the room.
func (s *Service) CanAdminister(ctx context.Context, p *Principal, r Room) error {
	if p.Class != ClassUser || r.OwnerID == p.User.ID || p.GroupAdmin() {
		return nil
	}
	role, err := s.store.Member(ctx, r.ID, p.User.ID)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	if role == RoleAdmin {
		return nil
	}
	return Errorf(Forbidden, "Only the owner or an administrator of room '%s' may do this", r.Name)
}

// Administers answers which rooms the caller may change, with one question for all of them.
func (s *Service) Administers(ctx context.Context, p *Principal) (func(Room) bool, error) {
	if p.Class != ClassUser || p.GroupAdmin() {
		return func(Room) bool { return true }, nil
	}
	listed, err := s.store.Administered(ctx, p.User.ID)
	return func(r Room) bool { return r.OwnerID == p.User.ID || listed[r.ID] }, err
}

// CanOversee answers nil when the caller may look at what integrations call and are sent: in the room, or for room 0 in all.
func (s *Service) CanOversee(ctx context.Context, p *Principal, roomID int64) error {
	if p.GroupAdmin() {
		return nil
	}
	if roomID == 0 {
		return Errorf(Forbidden, "Only a group administrator sees this for all rooms; name a room that you administer")
	}
	room, err := s.RoomByID(ctx, p, roomID)
	if err != nil {
		return err
	}
	return s.CanAdminister(ctx, p, room)
}

// CanManage is CanOversee for who changes what is sent there: the group may keep that for its administrators.
func (s *Service) CanManage(ctx context.Context, p *Principal, roomID int64) error {
	if err := s.CanOversee(ctx, p, roomID); err != nil {
		return err
	}
	return s.may(ctx, p, func(g GroupPreferences) Who { return g.ManageIntegrations }, "Managing integrations")
}

// CanRead answers nil when the caller may read the conversation.
func (s *Service) CanRead(ctx context.Context, p *Principal, conversationID int64) error {
	_, _, err := s.RoomOf(ctx, p, conversationID)
	return err
}

// RoomOf answers the room that a conversation is the log of, to a caller who may read it; isRoom is false for a one-to-one
// chat.
func (s *Service) RoomOf(ctx context.Context, p *Principal, conversationID int64) (r Room, isRoom bool, err error) {
	r, err = s.store.RoomByConversation(ctx, conversationID)
	if errors.Is(err, ErrNotFound) {
		return Room{}, false, s.canReadChat(ctx, p, conversationID)
	}
	if err != nil {
		return Room{}, false, err
	}
	sees, err := s.sees(ctx, p, r)
	switch {
	case err != nil:
		return Room{}, false, err
	case !sees, p.RoomID != 0 && p.RoomID != r.ID:
		return Room{}, false, noConversation(conversationID)
	}
	return r, true, nil
}

// RoomDeleted tells who was in a room whether there is none any more.
func (s *Service) RoomDeleted(ctx context.Context, id int64) (bool, error) {
	_, err := s.store.Room(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return true, nil
	}
	return false, err
}

// MayRead answers which of the people may read a conversation, with the same few questions for however many. Neither who
// has been deactivated is among them, nor guests, who read by their session alone.
func (s *Service) MayRead(ctx context.Context, conversationID int64, userIDs []int64) (map[int64]bool, error) {
	reads, err := s.readersOf(ctx, conversationID)
	if err != nil {
		return nil, err
	}
	users, err := s.UsersByID(ctx, userIDs)
	may := make(map[int64]bool, len(users))
	for id, u := range users {
		may[id] = !u.Deleted && !u.Guest && reads(u)
	}
	return may, err
}

// readersOf answers who reads a conversation: nobody, when it is gone.
func (s *Service) readersOf(ctx context.Context, conversationID int64) (func(User) bool, error) {
	r, err := s.store.RoomByConversation(ctx, conversationID)
	if errors.Is(err, ErrNotFound) {
		a, b, err := s.store.DirectChatOf(ctx, conversationID)
		if errors.Is(err, ErrNotFound) {
			err = nil // and no id is 0
		}
		return func(u User) bool { return u.ID == a || u.ID == b }, err
	}
	if err != nil {
		return nil, err
	}
	members := make(map[int64]bool)
	if r.Private {
		all, err := s.store.Members(ctx, r.ID)
		if err != nil {
			return nil, err
		}
		for _, m := range all {
			members[m.User.ID] = true
		}
	}
	return func(u User) bool {
		ok, _ := sees(&Principal{Class: ClassUser, User: &u}, r, func(id int64) (bool, error) { return members[id], nil })
		return ok
	}, nil
}

func (s *Service) canReadChat(ctx context.Context, p *Principal, conversationID int64) error {
	a, b, err := s.store.DirectChatOf(ctx, conversationID)
	if errors.Is(err, ErrNotFound) || err == nil && (p.User == nil || p.User.Guest || p.User.ID != a && p.User.ID != b) {
		return noConversation(conversationID)
	}
	return err
}

func noConversation(id int64) *Error { return Errorf(NotFound, "Conversation %d not found", id) }

// RoomNow is Room as the database has it this moment: Room answers from a cache that does not follow what is said.
func (s *Service) RoomNow(ctx context.Context, p *Principal, ref string) (Room, error) {
	r, err := s.Room(ctx, p, ref)
	if err != nil {
		return Room{}, err
	}
	now, err := s.store.Room(ctx, r.ID)
	if errors.Is(err, ErrNotFound) {
		return Room{}, noRoom(ref)
	}
	return now, err
}

// RoomByID is Room for an id that we gave out ourselves: a room that is named like a number is not meant.
func (s *Service) RoomByID(ctx context.Context, p *Principal, id int64) (Room, error) {
	ref := strconv.FormatInt(id, 10)
	r, err := s.Room(ctx, p, ref)
	if err == nil && r.ID != id {
		return Room{}, noRoom(ref)
	}
	return r, err
}

// storable tells whether a text can be the name of anything: databases take neither NUL nor invalid UTF-8.
func storable(ref string) bool { return strings.IndexByte(ref, 0) < 0 && utf8.ValidString(ref) }
