package chat

import (
	"context"
	"errors"
)

// Revise makes a notification say what a draft says. Whoever calls has made sure that the notification is the caller's own:
// its event does not name the token that posted it. What outdated answers true for stays as it is: it is asked in the commit,
// of what the notification says by then. Nil is never.
func (s *Service) Revise(ctx context.Context, p *Principal, conversationID int64, id string, d Draft, outdated func(now *Event) bool) (Event, error) {
	e, _, err := s.drafted(ctx, p, ToConversation(conversationID), &d)
	if err != nil {
		return Event{}, err
	}
	was, err := s.notification(ctx, conversationID, id)
	if err != nil {
		return Event{}, err
	}
	now, _, err := s.rewrite(ctx, p, was, e, outdated)
	if errors.Is(err, ErrNotFound) { // deleted meanwhile
		err = noEvent(id)
	}
	return now, err
}

// Retract takes a notification back, with the same condition as Revise.
func (s *Service) Retract(ctx context.Context, p *Principal, conversationID int64, id string) error {
	if _, _, err := s.resolve(ctx, p, ToConversation(conversationID)); err != nil {
		return err
	}
	was, err := s.notification(ctx, conversationID, id)
	if err != nil {
		return err
	}
	return s.takeBack(ctx, p, was)
}

// notification finds one that still says something.
func (s *Service) notification(ctx context.Context, conversationID int64, id string) (Event, error) {
	e, err := s.EventIn(ctx, conversationID, id)
	if err == nil && e.Kind != KindNotification {
		err = Errorf(Forbidden, "Only what an integration has posted can be changed so, and this is not a notification")
	}
	if err == nil {
		err = changeable(&e)
	}
	return e, err
}
