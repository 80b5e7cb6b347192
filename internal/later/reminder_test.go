package later_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/later"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// pushed are the notes that people get who have no page open.
type pushed struct{ notes []string }

func (p *pushed) Note(_ context.Context, _ int64, n chat.Note) error {
	p.notes = append(p.notes, n.Title+": "+n.Body)
	return nil
}

// say has the owner say something in the room.
func (o *office) say(d chat.Draft) chat.Event {
	o.t.Helper()
	e, err := o.chat.Post(o.t.Context(), o.owner, chat.ToConversation(o.room.ConversationID), d)
	if err != nil {
		o.t.Fatal(err)
	}
	return e
}

func TestAPersonIsRemindedOnceOfWhatTheyMayStillRead(t *testing.T) {
	t.Parallel()
	message := chat.Draft{Kind: chat.KindMessage, Body: "the quarter's figures"}
	for _, c := range []struct {
		name   string
		say    chat.Draft
		change func(*office, chat.Event) error
		want   []string
	}{
		{"a message", message, nil, []string{"Reminder: Olga Owner in Ops: the quarter's figures"}},
		{"a notification", chat.Draft{Kind: chat.KindNotification, Body: "Build <b>417</b> failed"}, nil, []string{"Reminder: Olga Owner in Ops: Build 417 failed"}},
		{"a deleted message", message, func(o *office, e chat.Event) error {
			_, err := o.chat.Delete(t.Context(), o.owner, e.ConversationID, e.ID)
			return err
		}, nil},
		{"a room that they were removed from", message, func(o *office, _ chat.Event) error {
			return o.db.RemoveMember(t.Context(), o.room.ID, o.bob.User.ID)
		}, nil},
		{"a room that is gone", message, func(o *office, _ chat.Event) error { return o.db.DeleteRoom(t.Context(), o.room.ID, nil) }, nil},
		{"a person who was deactivated", message, func(o *office, _ chat.Event) error {
			gone := true
			_, err := o.db.UpdateUser(t.Context(), o.bob.User.ID, chat.UserPatch{Deleted: &gone})
			return err
		}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, database string) {
				o, pushes := newOffice(t, database), &pushed{}
				d := later.New(later.Config{Store: o.db, Chat: o.chat, Pushes: pushes, Now: o.clock.Now, Log: o.log})
				e := o.say(c.say)
				if _, err := d.Remind(t.Context(), o.bob, e.ConversationID, e.ID, o.clock.Now().Add(time.Hour)); err != nil {
					t.Fatal(err)
				}
				if c.change != nil {
					if err := c.change(o, e); err != nil {
						t.Fatal(err)
					}
				}
				d.Do(t.Context())
				if len(pushes.notes) > 0 {
					t.Errorf("too early: %v", pushes.notes)
				}
				o.clock.Advance(2 * time.Hour)
				for range 2 {
					d.Do(t.Context())
				}
				if diff := cmp.Diff(c.want, pushes.notes); diff != "" {
					t.Error(diff)
				}
			})
		})
	}
}

func TestWhatWasNotSentIsToldToWhoHasNoPageOpen(t *testing.T) {
	t.Parallel()
	o, pushes := newOffice(t, storetest.SQLite(t)), &pushed{}
	d := later.New(later.Config{Store: o.db, Chat: o.chat, Pushes: pushes, Now: o.clock.Now, Log: o.log})
	o.schedule(d, "hello")
	if err := o.db.RemoveMember(t.Context(), o.room.ID, o.bob.User.ID); err != nil {
		t.Fatal(err)
	}
	o.clock.Advance(2 * time.Hour)
	d.Do(t.Context())
	if diff := cmp.Diff([]string{"Your message was not sent: You may no longer read the room that it was for"}, pushes.notes); diff != "" {
		t.Error(diff)
	}
}
