package chat

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/stoachat/stoa/hipchat"
)

// Shown tells whether history shows events of the kind: what was said, and lines about the room itself. Who came and
// who went is not among them. spec: rest-v2, 2.1.
func (k Kind) Shown() bool { return slices.Contains(shown[:], k) }

var shown = [...]Kind{KindMessage, KindNotification, KindTopic, KindGuestAccess}

// HistoryQuery selects events of one conversation that history shows. Bounds are inclusive, and none when they are
// zero.
type HistoryQuery struct {
	ConversationID      int64
	Kinds               []Kind // nil for all that history shows; others are never found
	Since, Until        time.Time
	NotBefore, NotAfter Position
	Offset, Limit       int // counted from the newest; Offset costs time in proportion
	WithoutDeleted      bool
}

// Position is where an event stands in history: in the order of time and, at the same moment, of seq.
type Position struct {
	Time time.Time
	Seq  int64
}

// Position tells where the event stands.
func (e *Event) Position() Position { return Position{e.Time, e.Seq} }

// Before tells whether p is older than other.
func (p Position) Before(other Position) bool {
	return p.Time.Before(other.Time) || p.Time.Equal(other.Time) && p.Seq < other.Seq
}

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
