package chat

import (
	"context"
	"errors"
)

// RoomOf answers the room that a conversation is the log of, for a caller who may read it; nil for a one-to-one chat.
func (s *Service) RoomOf(ctx context.Context, p *Principal, conversationID int64) (*Room, error) {
	if err := s.CanRead(ctx, p, conversationID); err != nil {
		return nil, err
	}
	r, err := s.store.RoomByConversation(ctx, conversationID)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &r, nil
}
