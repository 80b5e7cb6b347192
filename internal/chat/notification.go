package chat

import (
	"context"
	"errors"
)

// EditNotification puts other news into a notification that the caller's token has posted, and answers it as it is then.
func (s *Service) EditNotification(ctx context.Context, p *Principal, to Target, id string, d Draft) (Event, Outcome, error) {
	e, _, err := s.drafted(ctx, p, to, &d)
	if err != nil {
		return Event{}, "", err
	}
	was, err := s.ownNotification(ctx, p, e.ConversationID, id, "edited")
	if err != nil {
		return Event{}, "", err
	}
	now, changed, err := s.rewrite(ctx, p, was, e, nil)
	switch {
	case errors.Is(err, ErrNotFound):
		return Event{}, "", Errorf(NotFound, "Message '%s' has been deleted", id)
	case err != nil:
		return Event{}, "", err
	case !changed:
		return now, Unchanged, nil
	}
	return now, Updated, nil
}

// DeleteNotification takes back what the caller's token has posted.
func (s *Service) DeleteNotification(ctx context.Context, p *Principal, to Target, id string) error {
	conversationID, room, err := s.resolve(ctx, p, to)
	if err != nil {
		return err
	}
	if room != nil && room.Archived {
		return Errorf(Invalid, "Room '%s' is archived: nothing in it can be changed", room.Name)
	}
	was, err := s.ownNotification(ctx, p, conversationID, id, "deleted")
	if err != nil {
		return err
	}
	return s.takeBack(ctx, p, was)
}

// takeBack empties a notification.
func (s *Service) takeBack(ctx context.Context, p *Principal, was Event) error {
	change, err := s.changeBy(p, was)
	if err != nil {
		return err
	}
	_, err = s.change(ctx, &changing{subject: was, event: change}, ChangeDelete, func(e *Event) (bool, error) {
		*e = e.emptied()
		return true, nil
	})
	return err
}

// ownNotification finds what the caller's token has posted, as long as it can be changed. Another's is as good as none.
func (s *Service) ownNotification(ctx context.Context, p *Principal, conversationID int64, id, done string) (Event, error) {
	e, err := s.store.EventByID(ctx, conversationID, id)
	if errors.Is(err, ErrNotFound) || err == nil && (e.TokenID == 0 || e.TokenID != p.TokenID) {
		return Event{}, Errorf(NotFound, "This token has posted no message '%s' in this room", id)
	}
	if err != nil {
		return Event{}, err
	}
	if err := changeable(&e); err != nil {
		return Event{}, err
	}
	return e, s.inWindow(e, done)
}

// changeBy is an integration's change of an event, before it is said which.
func (s *Service) changeBy(p *Principal, subject Event) (Event, error) {
	d := Draft{}
	id, err := d.id()
	return Event{
		ID: id, ConversationID: subject.ConversationID, Time: s.moment(), Kind: KindChange, UserID: p.UserID(), Sender: subject.Sender,
		InstallationID: p.InstallationID, AddonKey: p.AddonKey, Format: FormatText, Target: subject.ID,
	}, err
}
