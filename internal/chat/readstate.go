package chat

import (
	"context"
	"encoding/json"
	"errors"
)

// ReadState is how far a person has read a conversation. Unread and Mentions are counted up to LastSeq and to 100.
type ReadState struct {
	Conversation int64 `json:"conversation"`
	LastSeq      int64 `json:"last_seq"`
	ReadSeq      int64 `json:"read_seq"`
	Unread       int   `json:"unread"`
	Mentions     int   `json:"mentions"`
	Back         bool  `json:"back,omitempty"` // the person wants it to be unread again
}

// MarkRead remembers how far the person has read, and tells their other tabs and devices. It never moves back.
func (s *Service) MarkRead(ctx context.Context, p *Principal, conversationID, seq int64) error {
	return s.moveRead(ctx, p, conversationID, seq, false)
}

// MarkUnread is MarkRead the other way: everything after seq has not been read.
func (s *Service) MarkUnread(ctx context.Context, p *Principal, conversationID, seq int64) error {
	return s.moveRead(ctx, p, conversationID, seq, true)
}

func (s *Service) moveRead(ctx context.Context, p *Principal, conversationID, seq int64, back bool) error {
	if p.User == nil {
		return Errorf(Forbidden, "Only a person reads")
	}
	if err := s.CanRead(ctx, p, conversationID); err != nil {
		return err
	}
	move := s.store.MarkRead
	if back {
		move = s.store.MarkUnread
	}
	err := move(ctx, p.User.ID, conversationID, seq)
	if errors.Is(err, ErrNotFound) {
		return Errorf(NotFound, "Conversation %d is none of yours: join its room first", conversationID)
	}
	if err != nil {
		return err
	}
	s.tellRead(ctx, p.User.ID, back, conversationID)
	return nil
}

// MarkAllRead marks every conversation of the person as read, or their rooms alone.
func (s *Service) MarkAllRead(ctx context.Context, p *Principal, roomsOnly bool) error {
	if p.User == nil {
		return Errorf(Forbidden, "Only a person reads")
	}
	moved, err := s.store.MarkAllRead(ctx, p.User.ID, roomsOnly)
	if err == nil && len(moved) > 0 {
		s.tellRead(ctx, p.User.ID, false, moved...)
	}
	return err
}

// tellRead tells a person's sessions how far they have read now. Reading and telling go one after the other for each
// person, so the last word is what the database says. Who hears nothing repairs it with the next list.
func (s *Service) tellRead(ctx context.Context, userID int64, back bool, conversationIDs ...int64) {
	defer s.turn(userID)()
	all, err := s.store.ReadStates(ctx, userID, conversationIDs)
	if err != nil {
		s.log.WarnContext(ctx, "how far a person has read is not told", "conversations", conversationIDs, "error", err)
		return
	}
	for i := range all {
		all[i].Back = back
	}
	s.TellSelf(userID, "read", all)
}

// turn waits for what this node is telling the person, and answers what ends the caller's turn.
func (s *Service) turn(userID int64) (end func()) {
	turn := &s.telling[userID%int64(len(s.telling))]
	turn.Lock()
	return turn.Unlock
}

// TellSelf tells all tabs and devices of a person that something of theirs has changed: what it is, in a word, and how
// it is now. data may be nil.
func (s *Service) TellSelf(userID int64, what string, data any) {
	frame, err := json.Marshal(struct {
		Type string `json:"type"`
		What string `json:"what"`
		Data any    `json:"data,omitempty"`
	}{"me", what, data})
	if err != nil {
		s.log.Error("encode a frame about a person", "what", what, "error", err)
		return
	}
	s.live.SendUser(userID, frame)
}
