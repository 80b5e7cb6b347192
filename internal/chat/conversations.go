package chat

import (
	"context"
	"errors"
	"slices"
)

// Conversations lists the rooms a person has joined and their one-to-one chats, with what they have not read.
func (s *Service) Conversations(ctx context.Context, p *Principal) ([]Conversation, error) {
	if p.User == nil {
		return nil, Errorf(Forbidden, "Only a person has conversations")
	}
	return s.store.Conversations(ctx, p.User.ID)
}

// Conversation answers one of them.
func (s *Service) Conversation(ctx context.Context, p *Principal, id int64) (Conversation, error) {
	if p.User == nil {
		return Conversation{}, Errorf(Forbidden, "Only a person has conversations")
	}
	if err := s.CanRead(ctx, p, id); err != nil {
		return Conversation{}, err
	}
	c, err := s.store.Conversation(ctx, p.User.ID, id)
	if errors.Is(err, ErrNotFound) {
		return Conversation{}, Errorf(NotFound, "Conversation %d not found", id)
	}
	return c, err
}

// Say posts what a person typed.
func (s *Service) Say(ctx context.Context, p *Principal, conversationID int64, body, clientID string) (Event, error) {
	if p.User == nil {
		return Event{}, Errorf(Forbidden, "Only a person can speak here")
	}
	return s.Post(ctx, p, ToConversation(conversationID), Draft{Kind: KindMessage, Body: body, ClientID: clientID})
}

// Page reads the log upwards or downwards: the events after seq, or before it; before 0 is the newest page.
func (s *Service) Page(ctx context.Context, p *Principal, conversationID int64, after bool, seq int64, limit int) ([]Event, error) {
	if err := s.CanRead(ctx, p, conversationID); err != nil {
		return nil, err
	}
	if after {
		return s.store.EventsAfter(ctx, conversationID, seq, limit)
	}
	return s.store.EventsBefore(ctx, conversationID, seq, limit)
}

// LastSeq is the seq of the conversation's newest event. The caller has been checked by Page or CanRead.
func (s *Service) LastSeq(ctx context.Context, conversationID int64) (int64, error) {
	newest, err := s.store.EventsBefore(ctx, conversationID, 0, 1)
	if err != nil || len(newest) == 0 {
		return 0, err
	}
	return newest[0].Seq, nil
}

// IsIn tells whether the person has joined the room.
func (s *Service) IsIn(ctx context.Context, p *Principal, r Room) (bool, error) {
	ids, err := s.store.Joined(ctx, r.ID)
	return slices.Contains(ids, p.UserID()), err
}
