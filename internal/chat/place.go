package chat

import "context"

// Place is where something was said: a room, or a one-to-one chat with Other.
type Place struct {
	Room  *Room
	Other *User
}

// PlaceOf answers the place of a conversation of which the caller is about to see something, see CanLook.
func (s *Service) PlaceOf(ctx context.Context, p *Principal, conversationID int64) (Place, error) {
	room, isRoom, err := s.RoomOf(ctx, p, conversationID)
	if err != nil {
		return Place{}, err
	}
	if isRoom {
		return Place{Room: &room}, s.look(ctx, p, room)
	}
	a, b, err := s.store.DirectChatOf(ctx, conversationID)
	if err != nil {
		return Place{}, err
	}
	if a == p.User.ID {
		a = b
	}
	other, err := s.store.User(ctx, a)
	return Place{Other: &other}, err
}
