package push

import (
	"context"
	"errors"
	"slices"

	"github.com/stoachat/stoa/internal/chat"
)

// maxLooked bounds how many of a conversation's events are looked at together: of more than that, the newest.
const maxLooked = 50

// lookAt finds whom the events of a piece of the log call for.
func (p *Pusher) lookAt(ctx context.Context, conversationID int64, s span) error {
	from := max(s.from, s.to-maxLooked+1)
	events, err := p.Store.EventsAfter(ctx, conversationID, from-1, maxLooked)
	if err != nil || len(events) == 0 {
		return err
	}
	var room *chat.Room
	switch r, err := p.Store.RoomByConversation(ctx, conversationID); {
	case err == nil:
		room = &r
	case !errors.Is(err, chat.ErrNotFound):
		return err
	}
	for _, e := range events {
		if e.Seq > s.to || !e.Calls() {
			continue
		}
		if err := p.deliver(ctx, e, room); err != nil {
			return err
		}
	}
	return nil
}

// deliver sends an event to the browsers of whom it calls for and who do not look.
func (p *Pusher) deliver(ctx context.Context, e chat.Event, room *chat.Room) error {
	also, err := p.alsoMeant(ctx, e, room)
	if err != nil {
		return err
	}
	targets, err := p.Store.PushTargets(ctx, e.ConversationID, also)
	if err != nil || len(targets) == 0 {
		return err
	}
	payload, err := p.payload(e, room)
	if err != nil {
		return err
	}
	for _, t := range targets {
		wanted, err := p.wants(ctx, t, e, room)
		if err != nil {
			return err
		}
		if wanted {
			named := slices.ContainsFunc(e.Mentions, func(u chat.UserRef) bool { return u.ID == t.UserID })
			p.enqueue(parcel{to: t.PushSubscription, payload: payload, conversation: e.ConversationID, urgent: room == nil || named})
		}
	}
	return nil
}

// alsoMeant is who is meant without following the conversation: whom the event names, and all of a private room's list
// for @all. spec: product, 4.5.
func (p *Pusher) alsoMeant(ctx context.Context, e chat.Event, room *chat.Room) (ids []int64, err error) {
	for _, u := range e.Mentions {
		ids = append(ids, u.ID)
	}
	if room == nil || !room.Private || !e.MentionAll {
		return ids, nil
	}
	members, err := p.Store.Members(ctx, room.ID)
	for _, m := range members {
		ids = append(ids, m.User.ID)
	}
	return ids, err
}

// wants tells whether a browser's person is to be told: the event calls for them, they do not look, and they may read it.
func (p *Pusher) wants(ctx context.Context, t chat.PushTarget, e chat.Event, room *chat.Room) (bool, error) {
	online, show := p.People.Presence(t.UserID)
	if online && show != "away" && show != "xa" {
		return false, nil // their page tells them
	}
	if !online {
		show = "" // nobody who is gone is here; but who did not want to be disturbed still does not
		if t.Preferences.Show == "dnd" {
			show = "dnd"
		}
	}
	if !chat.CallsFor(e, chat.Listener{
		UserID: t.UserID, Loudness: t.Level(), Show: show, EvenWhenBusy: t.Preferences.NotifyWhenDND, Direct: room == nil,
	}) {
		return false, nil
	}
	u, err := p.Store.User(ctx, t.UserID)
	if err != nil {
		return false, err
	}
	err = p.People.CanRead(ctx, &chat.Principal{Class: chat.ClassUser, User: &u, Name: u.Name}, e.ConversationID)
	var refused *chat.Error
	if errors.As(err, &refused) {
		return false, nil
	}
	return err == nil && !u.Deleted, err
}
