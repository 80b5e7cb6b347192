package chat

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/stoachat/stoa/hipchat"
)

// maxGuests bounds how many guests a room has at a time.
const maxGuests = 50

// maxNamesakes bounds how many guests of one name there are on the server at a time.
const maxNamesakes = 100

// guestMark stands behind what guests call themselves, so that nobody takes them for somebody else.
const guestMark = " (guest)"

// GuestStore keeps who came through a room's guest link.
type GuestStore interface {
	RoomByGuestToken(ctx context.Context, token string) (Room, error)
	CountGuests(ctx context.Context, roomID int64) (int, error)
	// EndGuests ends the sessions of a room's guests and their stay, and answers who they were.
	EndGuests(ctx context.Context, roomID int64) ([]int64, error)
	// EndGuest is EndGuests for one.
	EndGuest(ctx context.Context, userID int64) error
}

// GuestRoom finds the room that a guest link leads to. spec: product, 3.3.
func (s *Service) GuestRoom(ctx context.Context, token string) (Room, error) {
	gone := Errorf(NotFound, "This link leads nowhere any more. Ask whoever gave it to you for another one")
	if token == "" || len(token) > 100 || !storable(token) {
		return Room{}, gone
	}
	r, err := s.store.RoomByGuestToken(ctx, token)
	if errors.Is(err, ErrNotFound) || err == nil && (!r.GuestAccess || r.Archived) {
		return Room{}, gone
	}
	if err != nil {
		return Room{}, err
	}
	g, err := s.GroupPreferences(ctx)
	if err == nil && g.GuestAccess == Nobody {
		return Room{}, gone
	}
	return r, err
}

// EnterAsGuest lets somebody without an account into the room of a guest link, under the name that they choose. They see
// what is said after the seq that is answered. spec: product, 3.3.
func (s *Service) EnterAsGuest(ctx context.Context, token, name string) (r Room, u User, after int64, err error) {
	if r, err = s.GuestRoom(ctx, token); err != nil {
		return r, u, 0, err
	}
	name = strings.TrimSpace(name)
	if v := hipchat.CheckLength("name", name, 1, hipchat.MaxUserName-len(guestMark)); v != nil {
		return r, u, 0, Violates(v)
	}
	n, err := s.store.CountGuests(ctx, r.ID)
	if err != nil {
		return r, u, 0, err
	}
	if n >= maxGuests {
		return r, u, 0, Errorf(TooMany, "There are %d guests in the room, and no room for more", n)
	}
	if after, err = s.LastSeq(ctx, r.ConversationID); err != nil {
		return r, u, 0, err
	}
	u, err = s.addGuest(ctx, name)
	if err != nil {
		return r, u, 0, err
	}
	if _, err = s.store.JoinRoom(ctx, r.ID, u.ID); err != nil {
		return r, u, 0, err
	}
	return r, u, after, s.crossed(ctx, KindEnter, &Principal{Class: ClassUser, User: &u, Name: u.Name}, r)
}

// addGuest makes a guest, who can be mentioned like everybody.
func (s *Service) addGuest(ctx context.Context, name string) (User, error) {
	mention := MentionFrom(name)
	if mention == "" {
		mention = "guest"
	}
	u := User{Name: name + guestMark, Timezone: "UTC", Guest: true, Created: s.moment()}
	for n := 1; n <= maxNamesakes; n++ {
		u.MentionName = guestMention(mention, n)
		created, err := s.store.CreateUser(ctx, u, "")
		if !taken(err, "mention_name") {
			s.mentions.Clear()
			return created, err
		}
	}
	return u, Errorf(TooMany, "There are too many guests of this name here. Choose another one")
}

// guestMention sets guests apart from people: @guest.ada, then @guest.ada-2.
func guestMention(name string, n int) string {
	if r := []rune(name); len(r) > 20 {
		name = string(r[:20])
	}
	if n > 1 {
		name += "-" + strconv.Itoa(n)
	}
	return "guest." + name
}

// GuestLeaves ends a guest's own stay.
func (s *Service) GuestLeaves(ctx context.Context, p *Principal) error {
	r, err := s.store.Room(ctx, p.RoomID)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	if err == nil {
		if _, err := s.store.LeaveRoom(ctx, r.ID, p.User.ID); err != nil {
			return err
		}
		if err := s.crossed(ctx, KindExit, p, r); err != nil {
			return err
		}
	}
	if err := s.store.EndGuest(ctx, p.User.ID); err != nil {
		return err
	}
	s.mentions.Clear()
	s.changed(p.User.ID)
	return nil
}

// endGuests puts a room's guests out, their sockets too: their way in is closed.
func (s *Service) endGuests(ctx context.Context, roomID int64) error {
	ids, err := s.store.EndGuests(ctx, roomID)
	if err != nil || len(ids) == 0 {
		return err
	}
	s.mentions.Clear()
	for _, id := range ids {
		s.changed(id)
	}
	return nil
}

// visible leaves out what stands before a guest came.
func (p *Principal) visible(events []Event) []Event {
	if p.After == 0 {
		return events
	}
	shown := make([]Event, 0, len(events))
	for _, e := range events {
		if e.Seq > p.After {
			shown = append(shown, e.ForGuest(p.After))
		}
	}
	return shown
}

// ForGuest takes out of a change, or of a reply, what it shows of something that was said before a guest came.
func (e Event) ForGuest(after int64) Event {
	if e.Of != nil && e.Of.Seq <= after {
		e.Of = nil
	}
	return e
}
