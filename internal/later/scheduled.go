package later

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

const (
	// MaxScheduled bounds how many messages of a person's wait to be sent.
	MaxScheduled = 100
	// MaxAhead is how far ahead something may be put off.
	MaxAhead = 366 * 24 * time.Hour
)

// Draft is what a person wants to be sent later.
type Draft struct {
	Body   string
	Thread string // an event of the thread that it belongs to; empty: none
	ToRoom bool
	At     time.Time
}

// Schedule keeps a message that the caller could send now, and tells their pages.
func (d *Desk) Schedule(ctx context.Context, p *chat.Principal, conversationID int64, draft Draft) (chat.Scheduled, error) {
	if err := d.mayLater(p, draft.At); err != nil {
		return chat.Scheduled{}, err
	}
	m := chat.Scheduled{
		UserID: p.User.ID, ConversationID: conversationID, Thread: draft.Thread, ToRoom: draft.ToRoom && draft.Thread != "", Body: trimmed(draft.Body),
		Nonce: newNonce(), At: draft.At, Created: d.c.Now(),
	}
	said, err := d.c.Chat.Rehearse(ctx, p, chat.ToConversation(conversationID), draftOf(m))
	if err != nil {
		return chat.Scheduled{}, err
	}
	m.Thread = said.Thread // its beginning, whatever event of it was named
	kept, err := d.c.Store.Schedule(ctx, m, MaxScheduled)
	switch {
	case errors.Is(err, chat.ErrLimit):
		return chat.Scheduled{}, chat.Errorf(chat.Invalid, "%d messages wait to be sent, and more are not kept: delete one first", MaxScheduled)
	case errors.Is(err, chat.ErrNotFound): // the room was deleted meanwhile
		return chat.Scheduled{}, chat.Errorf(chat.NotFound, "Conversation %d not found", conversationID)
	case err != nil:
		return chat.Scheduled{}, err
	}
	d.wake(kept.At)
	d.changed(p.User.ID)
	return kept, nil
}

// Scheduled answers what the caller has scheduled, the soonest first.
func (d *Desk) Scheduled(ctx context.Context, p *chat.Principal) ([]chat.Scheduled, error) {
	if p.User == nil {
		return nil, chat.Errorf(chat.Forbidden, "Only a person sends messages later")
	}
	return d.c.Store.Scheduled(ctx, p.User.ID)
}

// Change changes the words or the time of a message of the caller's. One that was not sent waits again when it gets a time;
// its words may change all the same, also where they could not be said.
func (d *Desk) Change(ctx context.Context, p *chat.Principal, id int64, body *string, at *time.Time) (chat.Scheduled, error) {
	m, err := d.own(ctx, p, id)
	if err != nil {
		return chat.Scheduled{}, err
	}
	patch := chat.ScheduledPatch{At: at}
	if at != nil {
		if err := d.checkTime(*at); err != nil {
			return chat.Scheduled{}, err
		}
	}
	if body != nil && trimmed(*body) != m.Body {
		m.Body, m.Nonce = trimmed(*body), newNonce()
		patch.Body, patch.Nonce = &m.Body, &m.Nonce
	}
	if m.Problem != "" && at == nil {
		err = chat.CheckTyped(m.Body)
	} else {
		_, err = d.c.Chat.Rehearse(ctx, p, chat.ToConversation(m.ConversationID), draftOf(m))
	}
	if err != nil {
		return chat.Scheduled{}, err
	}
	now, err := d.c.Store.ChangeScheduled(ctx, p.User.ID, id, patch)
	if err != nil {
		return chat.Scheduled{}, missing(id, err)
	}
	d.wake(now.At)
	d.changed(p.User.ID)
	return now, nil
}

// Drop forgets a message of the caller's that was not sent.
func (d *Desk) Drop(ctx context.Context, p *chat.Principal, id int64) error {
	if _, err := d.own(ctx, p, id); err != nil {
		return err
	}
	if _, err := d.c.Store.DropScheduled(ctx, p.User.ID, id); err != nil {
		return missing(id, err)
	}
	d.changed(p.User.ID)
	return nil
}

// SendNow sends a message of the caller's at once. What cannot be sent stays with the reason, which is also the error.
func (d *Desk) SendNow(ctx context.Context, p *chat.Principal, id int64) (chat.Event, error) {
	if _, err := d.own(ctx, p, id); err != nil {
		return chat.Event{}, err
	}
	now := d.c.Now()
	m, err := d.c.Store.ClaimOwnScheduled(ctx, p.User.ID, id, now, now.Add(claimFor))
	if err != nil {
		return chat.Event{}, missing(id, err)
	}
	d.wake(m.Claimed)
	e, refused, err := d.send(context.WithoutCancel(ctx), m)
	if refused != nil {
		err = errors.Join(refused, err)
	}
	return e, err
}

func (d *Desk) own(ctx context.Context, p *chat.Principal, id int64) (chat.Scheduled, error) {
	if p.User == nil {
		return chat.Scheduled{}, chat.Errorf(chat.Forbidden, "Only a person sends messages later")
	}
	m, err := d.c.Store.ScheduledByID(ctx, p.User.ID, id)
	return m, missing(id, err)
}

func missing(id int64, err error) error {
	switch {
	case errors.Is(err, chat.ErrNotFound):
		return chat.Errorf(chat.NotFound, "Scheduled message %d not found: it may have been sent", id)
	case errors.Is(err, chat.ErrClaimed):
		return chat.Errorf(chat.Conflict, "Scheduled message %d is being sent at this moment", id)
	}
	return err
}

// mayLater checks who puts something off, and until when.
func (d *Desk) mayLater(p *chat.Principal, at time.Time) error {
	if p.User == nil || p.User.Guest {
		return chat.Errorf(chat.Forbidden, "Only a person with an account sends messages later")
	}
	return d.checkTime(at)
}

func (d *Desk) checkTime(at time.Time) error {
	now := d.c.Now()
	if at.After(now) && !at.After(now.Add(MaxAhead)) {
		return nil
	}
	expected := "a time that is to come"
	if at.After(now) {
		expected = "a time within a year"
	}
	return chat.Violates(&hipchat.Violation{Field: "at", Rule: hipchat.RuleFormat, Expected: expected, Value: hipchat.FormatTime(at)})
}

// sendDue sends what is due. One that fails keeps none of the others.
func (d *Desk) sendDue(ctx context.Context, now time.Time) error {
	due, err := d.c.Store.ClaimScheduled(ctx, now, now.Add(claimFor))
	for _, m := range due {
		_, refused, failed := d.send(ctx, m)
		if refused != nil {
			failed = errors.Join(failed, d.tell(ctx, m.UserID, chat.Note{
				Tag: fmt.Sprintf("scheduled-%d", m.ID), Title: "Your message was not sent", Body: refused.Error(), Path: "/chat/scheduled",
			}))
		}
		err = errors.Join(err, failed)
	}
	return err
}

// send says a message that the desk has claimed. refused is what its person is told when it may not be said; err is what is
// tried again.
func (d *Desk) send(ctx context.Context, m chat.Scheduled) (e chat.Event, refused, err error) {
	e, err = d.say(ctx, m)
	var known *chat.Error
	switch {
	case err == nil:
		err = d.c.Store.EndScheduled(ctx, m)
	case errors.As(err, &known):
		d.c.Log.InfoContext(ctx, "a scheduled message was not sent", "user", m.UserID, "conversation", m.ConversationID, "reason", known.Message)
		refused, err = known, d.c.Store.PutOffScheduled(ctx, m, known.Message, time.Time{})
	case d.c.Now().Sub(m.At) > giveUp && !errors.Is(err, chat.ErrAway):
		err = errors.Join(err, d.c.Store.PutOffScheduled(ctx, m, "The server could not send it. Its log has the reason.", time.Time{}))
	default:
		return e, nil, errors.Join(err, d.c.Store.PutOffScheduled(ctx, m, "", d.c.Now().Add(againIn)))
	}
	d.changed(m.UserID)
	return e, refused, err
}

// say posts the message as its person, with all that they may and may not now.
func (d *Desk) say(ctx context.Context, m chat.Scheduled) (chat.Event, error) {
	u, err := d.c.Chat.UserByID(ctx, m.UserID)
	if err != nil {
		return chat.Event{}, err
	}
	if u.Deleted {
		return chat.Event{}, chat.Errorf(chat.Forbidden, "Your account was deactivated when it was due")
	}
	p := auth.PersonPrincipal(u)
	var known *chat.Error
	if err := d.c.Chat.CanRead(ctx, p, m.ConversationID); errors.As(err, &known) {
		return chat.Event{}, chat.Errorf(chat.Forbidden, "You may no longer read the room that it was for")
	}
	e, err := d.c.Chat.Post(ctx, p, chat.ToConversation(m.ConversationID), draftOf(m))
	if err == nil && d.c.Previews != nil {
		d.c.Previews.Look(p, e)
	}
	return e, err
}

func draftOf(m chat.Scheduled) chat.Draft {
	return chat.Draft{Kind: chat.KindMessage, Body: m.Body, Thread: m.Thread, ToRoom: m.ToRoom, ClientID: "later:" + m.Nonce}
}

// changed has the pages of a person ask again: there are few, and what they say is theirs alone.
func (d *Desk) changed(userID int64) { d.c.Chat.TellSelf(userID, "scheduled", nil) }

func newNonce() string { return rand.Text() }

// trimmed is a text as the page sends it.
func trimmed(body string) string { return strings.TrimRight(body, " \t\r\n") }
