package importer

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/importer/archive"
	"github.com/stoachat/stoa/internal/markup"
	"github.com/stoachat/stoa/internal/store"
)

// writeLogs writes what was said, in the order of the places.
func (m *importer) writeLogs(ctx context.Context) error {
	all := int64(0)
	for _, l := range m.archive.Logs() {
		all += int64(l.Len())
	}
	m.Progress("messages", 0, all)
	done := int64(0)
	rows := func(yield func([]any, error) bool) {
		next := func(e *chat.Event) bool {
			if done++; done%10_000 == 0 {
				m.Progress("messages", done, all)
			}
			if e == nil || m.load == nil {
				return true
			}
			row, err := store.EventRow(e)
			return yield(row, err) && err == nil
		}
		for _, r := range m.rooms {
			if err := m.readLog(ctx, &r.place, r, next); err != nil {
				if !errors.Is(err, errStop) {
					yield(nil, err)
				}
				return
			}
		}
		for _, c := range m.chats {
			if err := m.readLog(ctx, &c.place, nil, next); err != nil {
				if !errors.Is(err, errStop) {
					yield(nil, err)
				}
				return
			}
			m.people.known(archive.Person{ID: c.low}) // whom no message names
			m.people.known(archive.Person{ID: c.high})
		}
	}
	if m.load == nil {
		for _, err := range rows {
			return err
		}
		return nil
	}
	t, err := m.load.EventTable()
	if err != nil {
		return err
	}
	_, err = m.load.Fill(ctx, t, rows)
	return err
}

// errStop says that nobody wants more; who stopped knows why.
var errStop = errors.New("nobody wants more")

// readLog gives next the events of one log, nil for what is none here.
func (m *importer) readLog(ctx context.Context, p *place, r *room, next func(*chat.Event) bool) error {
	if p.log == nil {
		return nil
	}
	var err error
	if p.threads, err = m.readThreads(ctx, p.log); err != nil {
		return err
	}
	for msg, err := range p.log.Messages(ctx) {
		if err != nil {
			return err
		}
		e := m.compose(&msg, p, r)
		if e != nil {
			p.lastSeq++
			e.Seq = p.lastSeq
			p.threads.note(e)
			m.note(e, p, r)
		}
		if !next(e) {
			return errStop
		}
	}
	m.followThreads(p)
	return nil
}

// compose makes an event of a record; nil where this server has none of the kind.
func (m *importer) compose(msg *archive.Message, p *place, r *room) *chat.Event {
	e := &chat.Event{ID: msg.ID, ConversationID: p.conversation, Time: msg.Time, Body: msg.Text, Sender: tidy(msg.Sender.Name), Format: chat.FormatText}
	if u := m.people.known(msg.Sender); u != nil {
		e.UserID = u.ID
		if e.Sender == "" {
			e.Sender = u.Name
		}
		e.MentionName = tidy(msg.Sender.MentionName)
		if e.MentionName == "" {
			e.MentionName = u.MentionName
		}
	}
	switch msg.Kind {
	case archive.UserMessage, archive.PrivateUserMessage:
		m.people.known(msg.Receiver)
		if e.UserID == 0 { // an integration's
			m.notification(e, msg)
			break
		}
		e.Kind = chat.KindMessage
		m.mention(e, msg)
	case archive.NotificationMessage:
		m.notification(e, msg)
	case archive.TopicRoomMessage:
		e.Kind = chat.KindTopic
	case archive.GuestAccessMessage:
		e.Kind = chat.KindGuestAccess
	default:
		m.report.leftOut("records that a room was archived or opened again: this server keeps none")
		return nil
	}
	m.attach(e, msg, p, r)
	m.beside(e, msg.Extra, p)
	return e
}

// notification makes the event what an integration posted. Its HTML is from outside, as if it had just come.
func (m *importer) notification(e *chat.Event, msg *archive.Message) {
	e.Kind, e.MentionName = chat.KindNotification, ""
	if e.Sender == "" {
		e.Sender = "Integration"
	}
	e.Color = strings.ToLower(strings.TrimSpace(msg.Color))
	if e.Color == "grey" {
		e.Color = "gray"
	}
	if e.Color == hipchat.ColorRandom || !slices.Contains(hipchat.Colors[:], e.Color) {
		e.Color = "yellow"
	}
	if msg.Kind == archive.NotificationMessage && !strings.EqualFold(msg.Format, string(chat.FormatText)) {
		e.Format, e.Body = chat.FormatHTML, markup.SanitizeHTML(e.Body)
		return
	}
	m.mention(e, msg)
}

// mention finds whom a text names.
func (m *importer) mention(e *chat.Event, msg *archive.Message) {
	if len(msg.Mentions) == 0 && !strings.Contains(e.Body, "@") {
		return
	}
	names, all, here := markup.Mentions(e.Body)
	e.MentionAll, e.MentionHere = all, here
	e.Mentions = m.people.mentioned(msg.Mentions, names)
}

// note counts an event that will stand in the log.
func (m *importer) note(e *chat.Event, p *place, r *room) {
	m.report.event(e, r == nil)
	if p.first.IsZero() {
		p.first = e.Time
	}
	p.last = e.Time
	switch e.Kind {
	case chat.KindMessage, chat.KindNotification:
		p.said++
		p.lastActive = e.Time
	}
	if n := utf8.RuneCountInString(e.Body); n > m.report.Longest {
		m.report.Longest = n
	}
	u := m.people.byID[e.UserID]
	if u == nil {
		return
	}
	if e.Time.After(u.LastActive) {
		u.LastActive = e.Time
	}
	if u.Created.IsZero() || e.Time.Before(u.Created) {
		u.Created = e.Time
	}
	if r != nil && e.Kind == chat.KindMessage {
		m.enter(r, u.ID)
	}
}
