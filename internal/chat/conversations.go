package chat

import (
	"context"
	"errors"
	"slices"
	"strconv"
)

// Conversations lists the rooms a person has joined and their one-to-one chats, with what they have not read.
func (s *Service) Conversations(ctx context.Context, p *Principal) ([]Conversation, error) {
	if p.User == nil {
		return nil, Errorf(Forbidden, "Only a person has conversations")
	}
	return s.store.Conversations(ctx, p.User.ID)
}

// Follows answers which they are by their ids alone, with all one-to-one chats.
func (s *Service) Follows(ctx context.Context, p *Principal) (map[int64]bool, error) {
	if p.User == nil {
		return nil, Errorf(Forbidden, "Only a person has conversations")
	}
	return s.store.Follows(ctx, p.User.ID)
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
		return Conversation{}, noConversation(id)
	}
	return c, err
}

// Say posts what a person typed.
func (s *Service) Say(ctx context.Context, p *Principal, conversationID int64, body, clientID string) (Event, error) {
	return s.Reply(ctx, p, conversationID, "", body, clientID, false)
}

// Page reads the log upwards or downwards: the events after seq, or before it; before 0 is the newest page.
func (s *Service) Page(ctx context.Context, p *Principal, conversationID int64, after bool, seq int64, limit int) ([]Event, error) {
	if err := s.CanLook(ctx, p, conversationID); err != nil {
		return nil, err
	}
	if after {
		events, err := s.store.EventsAfter(ctx, conversationID, max(seq, p.After), limit)
		return p.visible(events), err
	}
	events, err := s.pageBefore(ctx, p, conversationID, seq, limit)
	return p.visible(events), err
}

// maxGathered bounds the events that are read for one page.
const maxGathered = 1000

// pageBefore reads on until limit events of the page stand in the conversation itself: a page of changes and replies
// alone would show nothing. It ends where a guest came in.
func (s *Service) pageBefore(ctx context.Context, p *Principal, conversationID, seq int64, limit int) ([]Event, error) {
	var all []Event
	for missing := limit; missing > 0 && len(all) < maxGathered; {
		older, err := s.store.EventsBefore(ctx, conversationID, seq, max(missing, limit/4))
		if err != nil || len(older) == 0 {
			return all, err
		}
		for _, e := range older {
			if e.InFlow() {
				missing--
			}
		}
		all = append(older, all...)
		if seq = older[0].Seq; seq <= p.After+1 {
			break
		}
	}
	return all, nil
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

// CloseConversation takes a one-to-one chat out of the person's list until it goes on. A room is left.
func (s *Service) CloseConversation(ctx context.Context, p *Principal, id int64) error {
	c, err := s.Conversation(ctx, p, id)
	if err != nil {
		return err
	}
	if c.Room != nil {
		return s.LeaveRoom(ctx, p, strconv.FormatInt(c.Room.ID, 10))
	}
	if err := s.store.CloseConversation(ctx, p.User.ID, id); err != nil {
		return err
	}
	s.tellConversationsChanged(p.User.ID)
	return nil
}
