package push

import (
	"context"
	"errors"
	"slices"
	"strconv"

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
	targets, err := p.targets(ctx, e, room)
	if err != nil || len(targets) == 0 {
		return err
	}
	payload, err := p.payload(e, room)
	if err != nil {
		return err
	}
	for _, t := range targets {
		named := slices.ContainsFunc(e.Mentions, func(u chat.UserRef) bool { return u.ID == t.UserID })
		p.enqueue(parcel{to: t.PushSubscription, payload: payload, topic: "c" + strconv.FormatInt(e.ConversationID, 10), urgent: room == nil || named})
	}
	return nil
}

// targets are the browsers whose people are to be told: the event calls for them, they do not look, and they may read it.
// Also who does not follow the conversation may be meant: whom the event names, and all of a private room's list for @all.
// spec: product, 4.5.
func (p *Pusher) targets(ctx context.Context, e chat.Event, room *chat.Room) ([]chat.PushTarget, error) {
	named := make([]int64, len(e.Mentions))
	for i, u := range e.Mentions {
		named[i] = u.ID
	}
	targets, err := p.Store.PushTargets(ctx, e.ConversationID, named, room != nil && room.Private && e.MentionAll)
	if err != nil {
		return nil, err
	}
	targets = slices.DeleteFunc(targets, func(t chat.PushTarget) bool { return !p.wants(t, e, room) })
	if len(targets) == 0 {
		return nil, nil
	}
	people := make([]int64, len(targets))
	for i, t := range targets {
		people[i] = t.UserID
	}
	may, err := p.People.MayRead(ctx, e.ConversationID, people)
	return slices.DeleteFunc(targets, func(t chat.PushTarget) bool { return !may[t.UserID] }), err
}

// wants tells whether a browser's person is to be told if they may read the event: it calls for them, and they do not look.
func (p *Pusher) wants(t chat.PushTarget, e chat.Event, room *chat.Room) bool {
	show, looks := p.show(t)
	return !looks && chat.CallsFor(e, chat.Listener{
		UserID: t.UserID, Loudness: t.Level(), Show: show, EvenWhenBusy: t.Preferences.NotifyWhenDND, Direct: room == nil,
	})
}

// show is how a browser's person shows, and whether they look at a page, which tells them then.
func (p *Pusher) show(t chat.PushTarget) (show string, looks bool) {
	online, show := p.People.Presence(t.UserID)
	switch {
	case online:
		return show, show != "away" && show != "xa"
	case t.Preferences.Show == "dnd":
		return "dnd", false // nobody who is gone is here; but who did not want to be disturbed still does not
	}
	return "", false
}
