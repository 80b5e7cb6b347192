package chat

import (
	"context"
	"slices"
	"time"

	"github.com/stoachat/stoa/hipchat"
)

// ChangeWindow is how long people may edit and delete what they have said. spec: product, 4.4.
const ChangeWindow = 24 * time.Hour

// Edit puts other words into the caller's own message, and answers it as it is then.
func (s *Service) Edit(ctx context.Context, p *Principal, conversationID int64, id, body string) (Event, error) {
	c, err := s.changing(ctx, p, conversationID, id)
	if err != nil {
		return Event{}, err
	}
	if !c.own() {
		return Event{}, Errorf(Forbidden, "Only who wrote a message may edit it")
	}
	if err := s.inWindow(c.subject, "edited"); err != nil {
		return Event{}, err
	}
	d := Draft{Kind: KindMessage, Body: body, File: c.subject.File}
	if err := d.check(p); err != nil {
		return Event{}, err
	}
	words := Event{Kind: KindMessage, UserID: c.subject.UserID, Body: body, File: d.File, Links: d.links()}
	if !words.Corrects() {
		if err := s.findMentions(ctx, &words); err != nil {
			return Event{}, err
		}
	}
	c.event.Mentions, c.event.MentionAll, c.event.MentionHere = newlyMentioned(&c.subject, &words)
	return s.change(ctx, c, ChangeEdit, func(e *Event) (bool, error) {
		if e.Body == words.Body {
			return false, nil
		}
		e.Body, e.Format, e.Links, e.Edited = words.Body, FormatText, words.Links, c.event.Time
		e.Mentions, e.MentionAll, e.MentionHere = words.Mentions, words.MentionAll, words.MentionHere
		return true, nil
	})
}

// newlyMentioned tells whom an edit mentions who was not mentioned before.
func newlyMentioned(before, after *Event) (people []UserRef, all, here bool) {
	for _, u := range after.Mentions {
		if !slices.ContainsFunc(before.Mentions, func(was UserRef) bool { return was.ID == u.ID }) {
			people = append(people, u)
		}
	}
	return people, after.MentionAll && !before.MentionAll, after.MentionHere && !before.MentionHere
}

// Delete takes back what an event said: the caller's own message, or anything in a room that they administer.
func (s *Service) Delete(ctx context.Context, p *Principal, conversationID int64, id string) (Event, error) {
	c, err := s.changing(ctx, p, conversationID, id)
	if err != nil {
		return Event{}, err
	}
	if err := s.mayDelete(ctx, p, c); err != nil {
		return Event{}, err
	}
	return s.change(ctx, c, ChangeDelete, func(e *Event) (bool, error) {
		*e = e.emptied()
		return true, nil
	})
}

// emptied is what is left of an event that is deleted.
func (e *Event) emptied() Event {
	return Event{
		ID: e.ID, ConversationID: e.ConversationID, Time: e.Time, Kind: e.Kind, UserID: e.UserID, Sender: e.Sender,
		MentionName: e.MentionName, InstallationID: e.InstallationID, AddonKey: e.AddonKey, TokenID: e.TokenID, Format: FormatText,
		AttachTo: e.AttachTo, ReplyTo: e.ReplyTo, Thread: e.Thread, ToRoom: e.ToRoom, Replies: e.Replies,
		ClientID: e.ClientID, Seq: e.Seq, Deleted: true,
	}
}

func (s *Service) mayDelete(ctx context.Context, p *Principal, c *changing) error {
	if c.own() {
		if err := s.may(ctx, p, func(g GroupPreferences) Who { return g.DeleteMessages }, "Deleting messages"); err != nil {
			if c.room != nil && s.CanAdminister(ctx, p, *c.room) == nil {
				return nil
			}
			return err
		}
		if late := s.inWindow(c.subject, "deleted"); late == nil || c.room == nil {
			return late
		} else if s.CanAdminister(ctx, p, *c.room) != nil {
			return late
		}
		return nil
	}
	if c.room == nil {
		return Errorf(Forbidden, "Only who wrote a message may delete it")
	}
	return s.CanAdminister(ctx, p, *c.room)
}

func (s *Service) inWindow(e Event, done string) error {
	if s.now().Sub(e.Time) <= ChangeWindow {
		return nil
	}
	return Errorf(Forbidden, "A message can be %s for 24 hours; this one was sent at %s", done, hipchat.FormatTime(e.Time))
}

// changing is a change before it is made.
type changing struct {
	event   Event // of the change
	subject Event // as it was when the caller asked
	room    *Room // nil in a one-to-one chat
}

// own tells whether the caller said it.
func (c *changing) own() bool {
	return c.subject.Kind == KindMessage && c.subject.UserID == c.event.UserID
}

// changing finds what a person wants to change, where they may speak.
func (s *Service) changing(ctx context.Context, p *Principal, conversationID int64, id string) (*changing, error) {
	if p.User == nil {
		return nil, Errorf(Forbidden, "Only a person can do this")
	}
	conversationID, room, err := s.resolve(ctx, p, ToConversation(conversationID))
	if err != nil {
		return nil, err
	}
	if room != nil && room.Archived {
		return nil, Errorf(Invalid, "Room '%s' is archived: nothing in it can be changed", room.Name)
	}
	e, err := s.EventIn(ctx, conversationID, id)
	if err != nil {
		return nil, err
	}
	if err := changeable(&e); err != nil {
		return nil, err
	}
	draft := Draft{}
	changeID, err := draft.id()
	if err != nil {
		return nil, err
	}
	return &changing{subject: e, room: room, event: Event{
		ID: changeID, ConversationID: conversationID, Time: s.moment(), Kind: KindChange, UserID: p.User.ID,
		Sender: p.Name, MentionName: p.User.MentionName, Format: FormatText, Target: e.ID,
	}}, nil
}

// changeable answers nil for what somebody or something has said and nobody has deleted.
func changeable(e *Event) error {
	if e.Kind != KindMessage && e.Kind != KindNotification {
		return Errorf(Invalid, "Only messages and notifications can be changed, and this is a line about the room")
	}
	if e.Deleted {
		return Errorf(NotFound, "Message '%s' has been deleted", e.ID)
	}
	return nil
}

// change commits it, and answers its subject as it is then.
func (s *Service) change(ctx context.Context, c *changing, what Change, apply func(*Event) (bool, error)) (Event, error) {
	c.event.Change = what
	e, err := s.append(ctx, nil, Append{Event: c.event, Apply: func(subject *Event) (bool, error) {
		if err := changeable(subject); err != nil { // it may have been deleted meanwhile
			return false, err
		}
		return apply(subject)
	}})
	if err != nil {
		return Event{}, err
	}
	return *e.Of, nil
}
