package chat

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/stoachat/stoa/hipchat"
)

// ThreadState is how far a person has read a thread that they take part in.
type ThreadState struct {
	ConversationID int64  `json:"conversation"`
	Thread         string `json:"thread"` // the id of its first event
	LastSeq        int64  `json:"last_seq"`
	ReadSeq        int64  `json:"read_seq"`
	Unread         int    `json:"unread"` // others' replies after ReadSeq, counted up to 100
}

// ThreadFilter selects threads that a person takes part in, the latest reply first.
type ThreadFilter struct {
	ConversationID int64  // 0: of all that they have joined
	Thread         string // empty: all
	Unread         bool   // only those with something to read
	Limit          int
}

// Reply posts what a person typed in the thread of an event, or in none; with toRoom it stands in the conversation as well.
func (s *Service) Reply(ctx context.Context, p *Principal, conversationID int64, thread, body, clientID string, toRoom bool) (Event, error) {
	if p.User == nil {
		return Event{}, Errorf(Forbidden, "Only a person can speak here")
	}
	if thread != "" && p.User.Guest {
		return Event{}, Errorf(Forbidden, "Guests speak in the room: threads are not for them")
	}
	return s.Post(ctx, p, ToConversation(conversationID), Draft{
		Kind: KindMessage, Body: body, ClientID: clientID, Thread: thread, ToRoom: toRoom,
	})
}

// thread makes e a reply as the draft wants it. A reply of API v2 to a line about the room stands by itself.
func (s *Service) thread(ctx context.Context, e *Event, d Draft) error {
	first, err := s.beginning(ctx, e.ConversationID, d.threadOf())
	if err != nil {
		return err
	}
	e.ReplyTo = d.ReplyTo
	if err := e.begin(first); err != nil && d.Thread != "" {
		return err
	}
	e.ToRoom = d.ToRoom && e.Thread != ""
	return nil
}

// beginning finds the first event of the thread that a reply to the event belongs to.
func (s *Service) beginning(ctx context.Context, conversationID int64, id string) (Event, error) {
	e, err := s.EventIn(ctx, conversationID, id)
	if err == nil && e.Thread != "" {
		e, err = s.EventIn(ctx, conversationID, e.Thread)
	}
	return e, err
}

// begin makes e a reply in the thread that began with first.
func (e *Event) begin(first Event) error {
	if first.Kind != KindMessage && first.Kind != KindNotification {
		return Errorf(Invalid, "Only messages and notifications have threads, and this is a line about the room")
	}
	if first.Deleted && first.Replies == nil {
		return Errorf(NotFound, "Message '%s' has been deleted", first.ID)
	}
	e.Thread = first.ID
	return nil
}

// counted answers how the beginning of e's thread changes by e.
func (e *Event) counted() func(first *Event) (bool, error) {
	user, at := e.UserID, e.Time
	return func(first *Event) (bool, error) {
		next := Replies{}
		if first.Replies != nil {
			next = *first.Replies
		}
		next.Count++
		next.Last = at
		next.Users = slices.DeleteFunc(append([]int64{}, next.Users...), func(id int64) bool { return id == user })
		if user != 0 { // an integration takes part in no thread
			next.Users = append(next.Users, user)
			next.Users = next.Users[max(0, len(next.Users)-MaxRepliers):]
		}
		first.Replies = &next
		return true, nil
	}
}

// Thread reads the beginning of a thread and up to limit replies that stand before seq, or the newest for 0, in their
// order; more tells whether there are older ones.
func (s *Service) Thread(ctx context.Context, p *Principal, conversationID int64, id string, before int64, limit int) (first Event, replies []Event, more bool, err error) {
	if err = s.CanLook(ctx, p, conversationID); err != nil {
		return Event{}, nil, false, err
	}
	if first, err = s.beginning(ctx, conversationID, id); err != nil {
		return Event{}, nil, false, err
	}
	replies, err = s.store.Thread(ctx, conversationID, first.ID, before, limit+1)
	if more = len(replies) > limit; more {
		replies = replies[1:]
	}
	return first, replies, more, err
}

// Threads lists threads that a person takes part in, with their first events.
func (s *Service) Threads(ctx context.Context, p *Principal, f ThreadFilter) ([]ThreadState, map[string]Event, error) {
	if p.User == nil {
		return nil, nil, Errorf(Forbidden, "Only a person takes part in threads")
	}
	if f.ConversationID != 0 {
		if err := s.CanLook(ctx, p, f.ConversationID); err != nil {
			return nil, nil, err
		}
	}
	all, err := s.store.Threads(ctx, p.User.ID, f)
	if err != nil || f.ConversationID == 0 {
		return all, nil, err
	}
	ids := make([]string, len(all))
	for i, t := range all {
		ids[i] = t.Thread
	}
	first, err := s.store.EventsByID(ctx, f.ConversationID, ids)
	return all, first, err
}

// MarkThreadRead remembers how far a person has read a thread, and tells their other tabs and devices. It never moves
// back.
func (s *Service) MarkThreadRead(ctx context.Context, p *Principal, conversationID int64, thread string, seq int64) error {
	if p.User == nil {
		return Errorf(Forbidden, "Only a person reads")
	}
	if seq < 0 {
		return Violates(&hipchat.Violation{Field: "seq", Rule: hipchat.RuleFormat, Expected: "the seq of an event, 0 or more"})
	}
	if err := s.CanRead(ctx, p, conversationID); err != nil {
		return err
	}
	first, err := s.EventIn(ctx, conversationID, thread)
	if err != nil {
		return err
	}
	err = s.store.MarkThreadRead(ctx, p.User.ID, first.ID, seq)
	if errors.Is(err, ErrNotFound) { // they only looked at it
		return nil
	}
	if err != nil {
		return err
	}
	all, err := s.store.Threads(ctx, p.User.ID, ThreadFilter{ConversationID: conversationID, Thread: first.ID, Limit: 1})
	if err == nil && len(all) > 0 {
		s.TellSelf(p.User.ID, "thread", all[0])
	}
	return err
}

// involves tells whether a reply stands in a thread that the person began or has replied in, as far as the event knows.
func (e *Event) involves(userID int64) bool {
	first := e.Of
	if first == nil {
		return false
	}
	return first.Kind == KindMessage && first.UserID == userID || first.Replies != nil && slices.Contains(first.Replies.Users, userID)
}

// threadOf is the thread that a draft wants to stand in.
func (d *Draft) threadOf() string { return cmp.Or(d.Thread, d.ReplyTo) }
