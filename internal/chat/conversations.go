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

// OpenDirectChat answers the one-to-one chat with the other person, and makes it when it is not there yet.
func (s *Service) OpenDirectChat(ctx context.Context, p *Principal, otherID int64) (Conversation, error) {
	if p.User == nil {
		return Conversation{}, Errorf(Forbidden, "Only a person can open a one-to-one chat")
	}
	if otherID == p.User.ID {
		return Conversation{}, Errorf(Invalid, "A one-to-one chat needs another person")
	}
	other, err := s.UserByID(ctx, otherID)
	if err != nil {
		return Conversation{}, err
	}
	if other.Deleted {
		return Conversation{}, Errorf(Invalid, "%s has left the group", other.Name)
	}
	id, err := s.store.DirectChat(ctx, p.User.ID, otherID)
	if err != nil {
		return Conversation{}, err
	}
	return s.store.Conversation(ctx, p.User.ID, id)
}

// Say posts what a person typed, and lets the other one know when it is the first line between them.
func (s *Service) Say(ctx context.Context, p *Principal, conversationID int64, body, clientID string) (Event, error) {
	if p.User == nil {
		return Event{}, Errorf(Forbidden, "Only a person can speak here")
	}
	e, err := s.Post(ctx, p, ToConversation(conversationID), Draft{Kind: KindMessage, Body: body, ClientID: clientID})
	if err != nil || e.Seq != 1 {
		return e, err
	}
	a, b, err := s.store.DirectChatOf(ctx, conversationID)
	if errors.Is(err, ErrNotFound) {
		return e, nil
	}
	if err == nil {
		s.tellConversationsChanged(a, b)
	}
	return e, err
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

// History selects events of a room by time, newest first. spec: rest-v2, 4.6 view_room_history.
func (s *Service) History(ctx context.Context, q HistoryQuery) ([]Event, error) {
	return s.store.History(ctx, q)
}

// Event finds one event of a room by its id.
func (s *Service) Event(ctx context.Context, r Room, id string) (Event, error) {
	if !storable(id) {
		id = ""
	}
	e, err := s.store.EventByID(ctx, r.ConversationID, id)
	if errors.Is(err, ErrNotFound) {
		return Event{}, Errorf(NotFound, "Message not found: Message '%s' not found", id)
	}
	return e, err
}

// MarkRead remembers how far the person has read.
func (s *Service) MarkRead(ctx context.Context, p *Principal, conversationID, seq int64) error {
	if p.User == nil {
		return Errorf(Forbidden, "Only a person reads")
	}
	if err := s.CanRead(ctx, p, conversationID); err != nil {
		return err
	}
	return s.store.MarkRead(ctx, p.User.ID, conversationID, seq)
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
