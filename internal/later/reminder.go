package later

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/markup"
)

// Remind has the caller reminded of a message, which is among what they have saved from now on.
func (d *Desk) Remind(ctx context.Context, p *chat.Principal, conversationID int64, eventID string, at time.Time) (chat.Saved, error) {
	if err := d.checkTime(at); err != nil {
		return chat.Saved{}, err
	}
	m, err := d.c.Chat.Remind(ctx, p, conversationID, eventID, at)
	if err == nil {
		d.wake(at)
	}
	return m, err
}

// remindDue reminds whom it is time to remind.
func (d *Desk) remindDue(ctx context.Context, now time.Time) error {
	due, err := d.c.Store.TakeReminders(ctx, now)
	for _, r := range due {
		if failed := d.remind(ctx, r); failed != nil {
			err = errors.Join(err, fmt.Errorf("remind user %d: %w", r.UserID, failed))
		}
	}
	return err
}

// remind tells a person of a message that they may still read.
func (d *Desk) remind(ctx context.Context, r chat.Reminder) error {
	u, err := d.c.Chat.UserByID(ctx, r.UserID)
	if err != nil || u.Deleted {
		return err
	}
	said, err := d.c.Chat.RemindOf(ctx, auth.PersonPrincipal(u), r.Saved)
	if errors.Is(err, chat.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return d.tell(ctx, r.UserID, noteOf(said))
}

// noteOf says what somebody is reminded of.
func noteOf(m chat.SavedEvent) chat.Note {
	body := m.Event.Body
	if m.Event.Format == chat.FormatHTML {
		body = markup.PlainText(body)
	}
	if body == "" && m.Event.File != nil {
		body = m.Event.File.Name
	}
	title := "Reminder: " + m.Event.Sender
	if m.Room != nil {
		title += " in " + m.Room.Name
	}
	return chat.Note{Tag: "reminder-" + m.EventID, Title: title, Body: chat.Excerpt(body), Path: "/chat/saved"}
}
