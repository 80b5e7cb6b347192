package chat

import (
	"context"

	"github.com/stoachat/stoa/hipchat"
)

// Logs says which logs are meant: those of the rooms that are kept as long as the group says, of one room, or of the
// one-to-one chats.
type Logs struct {
	Direct bool
	RoomID int64
}

// KeepRoom sets for how many days what is said in a room is kept, whatever the group says: 0 is for ever, nil as long as the
// group says. Only administrators of the group may.
func (s *Service) KeepRoom(ctx context.Context, p *Principal, r Room, days *int) (Room, error) {
	if !p.GroupAdmin() {
		return Room{}, Errorf(Forbidden, "Only administrators of the group may say how long a room's messages are kept")
	}
	if days != nil && (*days < 0 || *days > maxDays) {
		return Room{}, Violates(&hipchat.Violation{Field: "days", Rule: hipchat.RuleFormat, Value: *days, Expected: "a number of days from 1 on, 0 for ever, or null"})
	}
	updated, err := s.changeRoom(ctx, p, r, RoomPatch{KeepDays: &days}, nil)
	s.rooms.Clear()
	return updated, err
}
