package chat

import (
	"bytes"
	"context"
	"errors"
	"time"
)

// rewrite puts what e says in the place of what a notification has said, unless that has outdated e meanwhile: see Revise.
func (s *Service) rewrite(ctx context.Context, p *Principal, was, e Event, outdated func(now *Event) bool) (Event, bool, error) {
	change, err := s.changeBy(p, was)
	if err != nil {
		return Event{}, false, err
	}
	change.Change = ChangeEdit
	change.Mentions, change.MentionAll, change.MentionHere = newlyMentioned(&was, &e)
	done, err := s.append(ctx, nil, Append{Event: change, Apply: func(subject *Event) (bool, error) {
		if err := changeable(subject); err != nil {
			return false, ErrNotFound
		}
		if outdated != nil && outdated(subject) {
			return false, nil
		}
		return subject.take(e, change.Time), nil
	}})
	if err != nil {
		if isNotFound(err) {
			err = ErrNotFound
		}
		return Event{}, false, err
	}
	return *done.Of, done.Seq > 0, nil
}

func isNotFound(err error) bool {
	var known *Error
	return errors.Is(err, ErrNotFound) || errors.As(err, &known) && known.Code == NotFound
}

// take makes a notification say what another one says, and answers whether it said something else before.
func (e *Event) take(says Event, at time.Time) bool {
	if e.Body == says.Body && e.Format == says.Format && e.Color == says.Color && bytes.Equal(e.Card, says.Card) {
		return false
	}
	e.Body, e.Format, e.Color, e.Card, e.Edited = says.Body, says.Format, says.Color, says.Card, at
	e.Mentions, e.MentionAll, e.MentionHere = says.Mentions, says.MentionAll, says.MentionHere
	return true
}
