package mail

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/markup"
)

const (
	maxTold = 20  // what a mail tells of; there is a number for the rest
	maxText = 500 // characters of one message
)

// digest is the mail about all that waits for a person, nil when nothing of it is left to be told: it was deleted, or
// they may not read it any more. until is the moment up to which it tells.
func (m *Minder) digest(ctx context.Context, u chat.User) (*Message, time.Time, error) {
	notices, err := m.Store.MailNotices(ctx, u.ID, maxTold+1)
	if err != nil || len(notices) == 0 {
		return nil, time.Time{}, err
	}
	until := notices[len(notices)-1].At
	more := len(notices) > maxTold
	if more {
		notices, until = notices[:maxTold], m.Now()
	}
	var parts []string
	for _, n := range notices {
		part, err := m.part(ctx, u, n)
		if err != nil {
			return nil, until, err
		}
		if part != "" {
			parts = append(parts, part)
		}
	}
	if len(parts) == 0 {
		return nil, until, nil
	}
	return m.message(u, parts, more), until, nil
}

func (m *Minder) message(u chat.User, parts []string, more bool) *Message {
	subject := "You have missed a message"
	if len(parts) > 1 {
		subject = fmt.Sprintf("You have missed %d messages", len(parts))
	}
	text := "Hello " + u.Name + ",\n\n" + strings.Join(parts, "\n")
	if more {
		text += "\nThere is more: " + m.Base + "/chat\n"
	}
	text += "\n-- \nYou get this when you have not read for a while what names you, or was said to you alone.\n" +
		"Change that: " + m.Base + "/account\n"
	return &Message{To: u.Email, Name: u.Name, Subject: subject, Text: text, Unsubscribe: m.Links.End(u.ID)}
}

// part is one message of a mail: who said what, and where; empty when it is not to be told.
func (m *Minder) part(ctx context.Context, u chat.User, n chat.MailNotice) (string, error) {
	err := m.People.CanRead(ctx, &chat.Principal{Class: chat.ClassUser, User: &u, Name: u.Name}, n.ConversationID)
	var refused *chat.Error
	switch {
	case errors.As(err, &refused):
		return "", nil
	case err != nil:
		return "", err
	}
	events, err := m.Store.EventsAfter(ctx, n.ConversationID, n.Seq-1, 1)
	if err != nil || len(events) == 0 || events[0].Seq != n.Seq || events[0].Deleted {
		return "", err
	}
	e := events[0]
	where, link := "", fmt.Sprintf("%s/chat/user/%d?m=%s", m.Base, e.UserID, e.ID)
	room, err := m.Store.RoomByConversation(ctx, n.ConversationID)
	switch {
	case err == nil:
		where, link = " in "+room.Name, fmt.Sprintf("%s/chat/room/%d?m=%s", m.Base, room.ID, e.ID)
	case !errors.Is(err, chat.ErrNotFound):
		return "", err
	}
	if m.NoText {
		return "There is a message for you.\n" + link + "\n", nil
	}
	return fmt.Sprintf("%s%s:\n%s\n%s\n", e.Sender, where, quoted(e), link), nil
}

// quoted is what was said, as mail quotes it.
func quoted(e chat.Event) string {
	text := e.Body
	if e.Format == chat.FormatHTML {
		text = markup.PlainText(e.Body)
	}
	if text == "" && e.File != nil {
		text = e.File.Name
	}
	if r := []rune(text); len(r) > maxText {
		text = string(r[:maxText]) + "…"
	}
	return "> " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n> ")
}
