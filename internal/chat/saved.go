package chat

import (
	"context"
	"errors"
	"time"
)

// MaxSaved bounds how many messages a person may have saved and not done, and how many that are done are remembered.
const MaxSaved = 1000

// Saved is a message that a person keeps for later.
type Saved struct {
	ID             int64 // orders them: the newest has the greatest
	ConversationID int64
	EventID        string
	At             time.Time // when it was saved
	Done           bool
	Remind         time.Time // when its person wants to be reminded of it; zero: never
	Reminded       bool      // they have been
}

// Reminder is that somebody is to be reminded of what they have saved.
type Reminder struct {
	UserID int64
	Saved
}

// SavedFilter selects what a person has saved in conversations that they may still read.
type SavedFilter struct {
	Reader Reader
	Done   bool
	Before int64 // only what has a lower id; 0: from the newest on
	Limit  int
}

// SavedStore keeps what people have saved. What is deleted is saved no longer.
type SavedStore interface {
	// Save keeps the reminder that there is when m has none, unless m is done. ErrLimit: there are as many to be done.
	Save(ctx context.Context, userID int64, m Saved, limit int) (Saved, error)
	DropReminder(ctx context.Context, userID, conversationID int64, eventID string) (Saved, error)
	DropSaved(ctx context.Context, userID, conversationID int64, eventID string) error
	Saved(ctx context.Context, f SavedFilter) ([]Saved, error)          // the newest first
	SavedBy(ctx context.Context, conversationID int64) ([]int64, error) // who has saved something that was said there
}

// SavedEvent is a message that a person keeps for later, and where it was said.
type SavedEvent struct {
	Saved
	Place
	Event Event
}

// Save keeps a message for the caller alone, or notes whether they are done with it, and tells their tabs and devices. The
// same again changes nothing.
func (s *Service) Save(ctx context.Context, p *Principal, conversationID int64, eventID string, done bool) (Saved, error) {
	return s.save(ctx, p, Saved{ConversationID: conversationID, EventID: eventID, Done: done})
}

// Remind saves a message, if it is not, and has its person reminded of it at a moment.
func (s *Service) Remind(ctx context.Context, p *Principal, conversationID int64, eventID string, at time.Time) (Saved, error) {
	if p.User != nil && p.User.Guest {
		return Saved{}, Errorf(Forbidden, "Guests are not reminded: they may be gone by then")
	}
	return s.save(ctx, p, Saved{ConversationID: conversationID, EventID: eventID, Remind: at})
}

func (s *Service) save(ctx context.Context, p *Principal, m Saved) (Saved, error) {
	conversationID, eventID := m.ConversationID, m.EventID
	if p.User == nil {
		return Saved{}, Errorf(Forbidden, "Only a person saves messages")
	}
	if err := s.CanLook(ctx, p, conversationID); err != nil {
		return Saved{}, err
	}
	e, err := s.EventIn(ctx, conversationID, eventID)
	switch {
	case err != nil:
		return Saved{}, err
	case e.Seq <= p.After:
		return Saved{}, noEvent(eventID)
	case e.Kind != KindMessage && e.Kind != KindNotification:
		return Saved{}, Errorf(Invalid, "Only messages and notifications can be saved, and this is a line about the room")
	case e.Deleted:
		return Saved{}, Errorf(NotFound, "Message '%s' has been deleted", e.ID)
	}
	defer s.turn(p.User.ID)()
	m.EventID, m.At = e.ID, s.moment()
	m, err = s.store.Save(ctx, p.User.ID, m, MaxSaved)
	switch {
	case errors.Is(err, ErrLimit):
		return Saved{}, Errorf(Invalid, "You have saved %d messages, and more are not kept: mark some as done first", MaxSaved)
	case errors.Is(err, ErrNotFound): // it was deleted meanwhile
		return Saved{}, noEvent(eventID)
	case err != nil:
		return Saved{}, err
	}
	s.TellSelf(p.User.ID, "saved", savedNow(m))
	return m, nil
}

// DropReminder takes Remind back. The message stays saved.
func (s *Service) DropReminder(ctx context.Context, p *Principal, conversationID int64, eventID string) error {
	if p.User == nil {
		return Errorf(Forbidden, "Only a person saves messages")
	}
	if len(eventID) > maxEventID || !storable(eventID) {
		return noEvent(eventID)
	}
	defer s.turn(p.User.ID)()
	m, err := s.store.DropReminder(ctx, p.User.ID, conversationID, eventID)
	if errors.Is(err, ErrNotFound) {
		return Errorf(NotFound, "You have not saved message '%s'", eventID)
	}
	if err == nil {
		s.TellSelf(p.User.ID, "saved", savedNow(m))
	}
	return err
}

// RemindOf tells the pages of a person that they are reminded of a message that they saved, and answers it. What is gone, or
// may not be read any more, is ErrNotFound: of that nobody is told.
func (s *Service) RemindOf(ctx context.Context, p *Principal, m Saved) (SavedEvent, error) {
	var refused *Error
	place, err := s.PlaceOf(ctx, p, m.ConversationID)
	if errors.As(err, &refused) {
		err = ErrNotFound
	}
	if err != nil {
		return SavedEvent{}, err
	}
	e, err := s.store.EventByID(ctx, m.ConversationID, m.EventID)
	if err != nil {
		return SavedEvent{}, err
	}
	if e.Deleted {
		return SavedEvent{}, ErrNotFound
	}
	defer s.turn(p.User.ID)()
	s.TellSelf(p.User.ID, "saved", savedNow(m))
	return SavedEvent{m, place, e}, nil
}

// Unsave takes Save back, whether or not the caller may still read the message.
func (s *Service) Unsave(ctx context.Context, p *Principal, conversationID int64, eventID string) error {
	if p.User == nil {
		return Errorf(Forbidden, "Only a person saves messages")
	}
	if len(eventID) > maxEventID || !storable(eventID) {
		return noEvent(eventID)
	}
	defer s.turn(p.User.ID)()
	if err := s.store.DropSaved(ctx, p.User.ID, conversationID, eventID); err != nil {
		return err
	}
	s.TellSelf(p.User.ID, "saved", savedFrame{Conversation: conversationID, Event: eventID})
	return nil
}

// savedFrame is what the person's tabs and devices are told.
type savedFrame struct {
	Conversation int64  `json:"conversation"`
	Event        string `json:"event"`
	Saved        bool   `json:"saved"`
	Done         bool   `json:"done"`

	Remind   *time.Time `json:"remind,omitempty"` // when they want to be reminded of it
	Reminded bool       `json:"reminded,omitempty"`
}

func savedNow(m Saved) savedFrame {
	f := savedFrame{Conversation: m.ConversationID, Event: m.EventID, Saved: true, Done: m.Done, Reminded: m.Reminded}
	if !m.Remind.IsZero() {
		f.Remind = &m.Remind
	}
	return f
}

// Saved answers a page of what the caller has saved, the newest first, and the id after which the next page begins: 0 on
// the last.
func (s *Service) Saved(ctx context.Context, p *Principal, done bool, before int64, limit int) (page []SavedEvent, next int64, err error) {
	if p.User == nil {
		return nil, 0, Errorf(Forbidden, "Only a person saves messages")
	}
	all, err := s.store.Saved(ctx, SavedFilter{p.Reader(), done, before, limit + 1})
	if err != nil {
		return nil, 0, err
	}
	if len(all) > limit {
		all = all[:limit]
		next = all[limit-1].ID
	}
	ids := make(map[int64][]string)
	for _, m := range all {
		ids[m.ConversationID] = append(ids[m.ConversationID], m.EventID)
	}
	places, events := make(map[int64]Place), make(map[string]Event)
	for id, list := range ids {
		var refused *Error
		place, err := s.PlaceOf(ctx, p, id)
		if errors.Is(err, ErrNotFound) || errors.As(err, &refused) {
			continue // it went, or may not be read any more, since the list was read
		}
		if err != nil {
			return nil, 0, err
		}
		found, err := s.store.EventsByID(ctx, id, list)
		if err != nil {
			return nil, 0, err
		}
		places[id] = place
		for _, e := range found {
			if !e.Deleted {
				events[e.ID] = e
			}
		}
	}
	for _, m := range all {
		if e, ok := events[m.EventID]; ok {
			page = append(page, SavedEvent{m, places[m.ConversationID], e})
		}
	}
	return page, next, nil
}

// SavedMarks answers all that the caller has saved and not done, the newest first, without what it says.
func (s *Service) SavedMarks(ctx context.Context, p *Principal) ([]Saved, error) {
	if p.User == nil {
		return nil, Errorf(Forbidden, "Only a person saves messages")
	}
	return s.store.Saved(ctx, SavedFilter{Reader: p.Reader(), Limit: MaxSaved})
}

// tellSavers tells who has saved something in a conversation to ask anew: they may have come to see it, or not any more.
func (s *Service) tellSavers(ctx context.Context, conversationID int64) {
	ids, err := s.store.SavedBy(ctx, conversationID)
	if err != nil { // their next connection asks
		s.log.WarnContext(ctx, "who has saved something is not told", "conversation", conversationID, "error", err)
		return
	}
	s.tellConversationsChanged(ids...)
}
