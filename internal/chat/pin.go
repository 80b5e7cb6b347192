package chat

import "context"

// MaxPins is how many events of a conversation may be pinned.
const MaxPins = 100

// Pin keeps an event at hand for everybody in the conversation.
func (s *Service) Pin(ctx context.Context, p *Principal, conversationID int64, id string) (Event, error) {
	c, err := s.pinning(ctx, p, conversationID, id)
	if err != nil {
		return Event{}, err
	}
	pins, err := s.store.Pins(ctx, c.event.ConversationID, MaxPins)
	if err != nil {
		return Event{}, err
	}
	if len(pins) >= MaxPins && c.subject.Pinned == nil {
		return Event{}, Errorf(Invalid, "A conversation can have %d pinned messages: unpin one first", MaxPins)
	}
	return s.change(ctx, c, ChangePin, func(e *Event) (bool, error) {
		if e.Pinned != nil {
			return false, nil
		}
		e.Pinned = &Pin{By: c.event.UserID, At: c.event.Time}
		return true, nil
	})
}

// Unpin undoes Pin, whoever did that.
func (s *Service) Unpin(ctx context.Context, p *Principal, conversationID int64, id string) (Event, error) {
	c, err := s.pinning(ctx, p, conversationID, id)
	if err != nil {
		return Event{}, err
	}
	return s.change(ctx, c, ChangeUnpin, func(e *Event) (bool, error) {
		was := e.Pinned != nil
		e.Pinned = nil
		return was, nil
	})
}

// pinning is changing for those who are in the room.
func (s *Service) pinning(ctx context.Context, p *Principal, conversationID int64, id string) (*changing, error) {
	c, err := s.changing(ctx, p, conversationID, id)
	if err != nil || c.room == nil {
		return c, err
	}
	in, err := s.IsIn(ctx, p, *c.room)
	if err == nil && !in {
		err = Errorf(Forbidden, "Join room '%s' first: only those who are in it pin its messages", c.room.Name)
	}
	return c, err
}

// Pins lists what is pinned, the latest first.
func (s *Service) Pins(ctx context.Context, p *Principal, conversationID int64) ([]Event, error) {
	if err := s.CanLook(ctx, p, conversationID); err != nil {
		return nil, err
	}
	return s.store.Pins(ctx, conversationID, MaxPins)
}
