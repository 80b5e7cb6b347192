package view

import (
	"context"
	"slices"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// Style says how messages are to be shown.
type Style struct {
	Zone           *time.Location // of the dates
	From, Mentions bool           // people in full where the others are stubs
	Group          chat.Group     // for people in full
}

// Message is an event as history and webhooks show it, with its date in the zone. spec: rest-v2, 2.6.
func (v *View) Message(ctx context.Context, e chat.Event, zone *time.Location) (hipchat.Message, error) {
	all, err := v.Messages(ctx, []chat.Event{e}, Style{Zone: zone})
	if err != nil {
		return hipchat.Message{}, err
	}
	return all[0], nil
}

// Messages shows events in their order. Everybody who is named in them is looked up at once.
func (v *View) Messages(ctx context.Context, events []chat.Event, st Style) ([]hipchat.Message, error) {
	people, err := v.people.UsersByID(ctx, named(events))
	if err != nil {
		return nil, err
	}
	all := make([]hipchat.Message, len(events))
	for i := range events {
		all[i] = v.message(&events[i], st, people)
	}
	return all, nil
}

// named are the ids of those whom events were sent by or mention, each once.
func named(events []chat.Event) []int64 {
	var ids []int64
	for i := range events {
		if e := &events[i]; e.UserID != 0 && e.Kind != chat.KindNotification {
			ids = append(ids, e.UserID)
		}
		for _, ref := range events[i].Mentions {
			ids = append(ids, ref.ID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

func (v *View) message(e *chat.Event, st Style, people map[int64]chat.User) hipchat.Message {
	m := hipchat.Message{
		ID: e.ID, Date: hipchat.FormatTime(e.Time.In(st.Zone)), Type: string(e.Kind), From: hipchat.From{Name: e.Sender},
		Message: e.Body, Deleted: e.Deleted, Mentions: make([]hipchat.Person, 0, len(e.Mentions)),
	}
	for _, ref := range e.Mentions {
		m.Mentions = append(m.Mentions, v.mentioned(ref, people, st.Mentions, st.Group))
	}
	if e.Kind == chat.KindNotification {
		m.MessageFormat, m.Color, m.Notify = string(e.Format), e.Color, &e.Notify
		m.Card, m.AttachTo, m.Sender = string(e.Card), e.AttachTo, sender(e)
		return m
	}
	if e.Format == chat.FormatHTML { // private messages may be; text is what all others are
		m.MessageFormat = string(e.Format)
	}
	if e.File != nil {
		m.File = v.File(*e.File, e.UserID)
	}
	m.MessageLinks = messageLinks(e.Links)
	if e.UserID != 0 {
		ref := chat.UserRef{ID: e.UserID, Name: e.Sender, MentionName: e.MentionName}
		m.From = hipchat.FromPerson(v.mentioned(ref, people, st.From, st.Group))
	}
	return m
}

// mentioned is somebody as they are now, or as the event remembers them when they are gone.
func (v *View) mentioned(ref chat.UserRef, people map[int64]chat.User, full bool, g chat.Group) hipchat.Person {
	u, ok := people[ref.ID]
	switch {
	case !ok:
		u = chat.User{ID: ref.ID, Name: ref.Name, MentionName: ref.MentionName}
	case full:
		return v.User(u, g).Person()
	}
	return hipchat.Person{UserStub: v.UserStub(u)}
}

func sender(e *chat.Event) *hipchat.Sender {
	switch {
	case e.AddonKey != "":
		return &hipchat.Sender{Type: "addon", ID: e.AddonKey}
	case e.UserID != 0:
		return &hipchat.Sender{Type: "user", ID: id(e.UserID)}
	}
	return &hipchat.Sender{Type: "client", ID: e.Sender}
}

// MessageV1 is an event in API v1's history. spec: rest-v1, 5.7.
func (v *View) MessageV1(e chat.Event, zone *time.Location) hipchat.MessageV1 {
	from := hipchat.FromV1{Name: e.Sender, UserID: "api"}
	if e.Kind != chat.KindNotification && e.UserID != 0 {
		from.UserID = hipchat.IDOf(e.UserID)
	}
	m := hipchat.MessageV1{Date: e.Time.In(zone).Format(hipchat.TimeLayoutV1), From: from, Message: e.Body}
	if e.File != nil {
		f := v.File(*e.File, e.UserID)
		m.File = &hipchat.FileV1{Name: f.Name, Size: f.Size, URL: f.URL}
	}
	return m
}
