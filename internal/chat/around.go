package chat

import (
	"context"
	"errors"
	"strconv"
	"time"
)

// Around reads a page of the log with an event in its middle, named by its seq or its id, and answers the seq that the
// page is about. A seq past the end stands for the newest event.
func (s *Service) Around(ctx context.Context, p *Principal, conversationID int64, ref string, limit int) ([]Event, int64, error) {
	if err := s.CanLook(ctx, p, conversationID); err != nil {
		return nil, 0, err
	}
	seq, err := s.seqOf(ctx, conversationID, ref)
	if err != nil {
		return nil, 0, err
	}
	return s.around(ctx, p, conversationID, seq, limit)
}

// AroundTime is Around for the first event of history at a moment or after it, else the newest one.
func (s *Service) AroundTime(ctx context.Context, p *Principal, conversationID int64, at time.Time, limit int) ([]Event, int64, error) {
	if err := s.CanLook(ctx, p, conversationID); err != nil {
		return nil, 0, err
	}
	seq, err := s.store.SeqAt(ctx, conversationID, at)
	if errors.Is(err, ErrNotFound) {
		seq, err = s.LastSeq(ctx, conversationID)
	}
	if err != nil {
		return nil, 0, err
	}
	return s.around(ctx, p, conversationID, seq, limit)
}

func (s *Service) seqOf(ctx context.Context, conversationID int64, ref string) (int64, error) {
	if seq, err := strconv.ParseInt(ref, 10, 64); err == nil && seq >= 0 {
		return seq, nil
	}
	e, err := s.EventIn(ctx, conversationID, ref)
	return e.Seq, err
}

func (s *Service) around(ctx context.Context, p *Principal, conversationID, seq int64, limit int) ([]Event, int64, error) {
	last, err := s.LastSeq(ctx, conversationID)
	if err != nil {
		return nil, 0, err
	}
	seq = min(seq, last)
	before, err := s.store.EventsBefore(ctx, conversationID, seq+1, max(1, limit/2))
	if err != nil {
		return nil, 0, err
	}
	after, err := s.store.EventsAfter(ctx, conversationID, seq, limit-len(before))
	return p.visible(append(before, after...)), seq, err
}
