package chat

import (
	"context"
	"errors"
	"slices"

	"github.com/stoachat/stoa/hipchat"
)

// Shown tells whether history shows events of the kind: what was said, and lines about the room itself. Who came and
// who went is not among them. spec: rest-v2, 2.1.
func (k Kind) Shown() bool { return slices.Contains(shown[:], k) }

var shown = [...]Kind{KindMessage, KindNotification, KindTopic}

// History selects events of a conversation by time, newest first. The caller has been checked. spec: rest-v2, 4.6
// view_room_history.
func (s *Service) History(ctx context.Context, q HistoryQuery) ([]Event, error) {
	return s.store.History(ctx, q)
}

// Event finds one event of a room by its id.
func (s *Service) Event(ctx context.Context, r Room, id string) (Event, error) {
	return s.EventIn(ctx, r.ConversationID, id)
}

// EventIn finds one of the events of a conversation that history shows. The caller has been checked.
func (s *Service) EventIn(ctx context.Context, conversationID int64, id string) (Event, error) {
	if len(id) > maxEventID || !storable(id) {
		return Event{}, noEvent(id)
	}
	e, err := s.store.EventByID(ctx, conversationID, id)
	if errors.Is(err, ErrNotFound) || err == nil && !e.Kind.Shown() {
		return Event{}, noEvent(id)
	}
	return e, err
}

// maxEventID bounds the ids that are looked for, in bytes: imported ones need not be UUIDs.
const maxEventID = 200

// noEvent is the error for an id that the conversation does not have.
func noEvent(id string) *Error {
	return Errorf(NotFound, "Message not found: Message '%s' not found", hipchat.Abridge(id))
}
