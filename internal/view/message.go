package view

import (
	"context"
	"errors"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// Message is an event as history and webhooks show it, with its date in the zone. spec: rest-v2, 2.6.
func (v *View) Message(ctx context.Context, e chat.Event, zone *time.Location) (hipchat.Message, error) {
	m := hipchat.Message{
		ID: e.ID, Date: hipchat.FormatTime(e.Time.In(zone)), Type: string(e.Kind), From: hipchat.From{Name: e.Sender},
		Message: e.Body, Mentions: make([]hipchat.Person, 0, len(e.Mentions)),
	}
	for _, ref := range e.Mentions {
		stub, err := v.person(ctx, ref)
		if err != nil {
			return m, err
		}
		m.Mentions = append(m.Mentions, hipchat.Person{UserStub: stub})
	}
	if e.Kind == chat.KindNotification {
		m.MessageFormat, m.Color, m.Notify = string(e.Format), e.Color, &e.Notify
		m.Card, m.AttachTo, m.Sender = string(e.Card), e.AttachTo, sender(e)
		return m, nil
	}
	if e.Format == chat.FormatHTML { // private messages may be; text is what all others are
		m.MessageFormat = string(e.Format)
	}
	if e.File != nil {
		m.File = v.File(*e.File, e.UserID)
	}
	m.MessageLinks = messageLinks(e.Links)
	if e.UserID == 0 {
		return m, nil
	}
	stub, err := v.person(ctx, chat.UserRef{ID: e.UserID, Name: e.Sender, MentionName: e.MentionName})
	m.From = hipchat.FromPerson(hipchat.Person{UserStub: stub})
	return m, err
}

// person is the stub of somebody as they are now, or as the event remembers them when they are gone.
func (v *View) person(ctx context.Context, ref chat.UserRef) (hipchat.UserStub, error) {
	u, err := v.people.UserByID(ctx, ref.ID)
	var e *chat.Error
	if errors.As(err, &e) && e.Code == chat.NotFound {
		return v.UserStub(chat.User{ID: ref.ID, Name: ref.Name, MentionName: ref.MentionName}), nil
	}
	return v.UserStub(u), err
}

func sender(e chat.Event) *hipchat.Sender {
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
