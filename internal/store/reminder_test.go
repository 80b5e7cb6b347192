package store_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// remind has the keeper reminded of a message.
func (k keeper) remind(e chat.Event, at time.Time) {
	k.t.Helper()
	if _, err := k.s.Save(k.t.Context(), k.id, chat.Saved{ConversationID: e.ConversationID, EventID: e.ID, At: time.Now(), Remind: at}, 9); err != nil {
		k.t.Fatal(err)
	}
}

func TestAReminderIsTakenOnceWhenItsTimeHasComeAndStandsFirst(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), t.Context()
		room := mustRoom(t, s, "Ops", 0)
		ada, bob := keeper{t, s, mustUser(t, s, "ada").ID}, keeper{t, s, mustUser(t, s, "bob").ID}
		one := mustAppend(t, s, said(room.ConversationID, 1, "one"))
		two := mustAppend(t, s, said(room.ConversationID, 2, "two"))
		three := mustAppend(t, s, said(room.ConversationID, 3, "three"))
		from := time.Now().UTC().Truncate(time.Second)
		at := func(minutes int) time.Time { return from.Add(time.Duration(minutes) * time.Minute) }
		take := func(minutes int, want ...string) {
			t.Helper()
			all, err := s.TakeReminders(ctx, at(minutes))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, r := range all {
				got = append(got, r.EventID)
				if !r.Reminded || r.UserID == 0 || r.Done || r.Remind.After(at(minutes)) {
					t.Errorf("taken: %+v", r)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("after %d minutes: %s", minutes, diff)
			}
		}
		next := func(minutes int) {
			t.Helper()
			if got, err := s.NextReminder(ctx); err != nil || !got.Equal(at(minutes)) {
				t.Errorf("the next is at %s, %v, want %s", got, err, at(minutes))
			}
		}
		_, err := s.NextReminder(ctx)
		wantErr(t, "nobody is to be reminded", err, chat.ErrNotFound)
		ada.mustSave(one)
		ada.remind(one, at(10))
		ada.mustSave(two, one, three) // which takes nothing back
		bob.remind(one, at(20))
		next(10)
		take(9)
		take(10, one.ID)
		take(10)
		ada.want("what came back stands first", false, one, three, two)
		next(20)

		ada.remind(one, at(12))
		take(12, one.ID)
		ada.remind(three, at(13))
		if m, err := s.DropReminder(ctx, ada.id, three.ConversationID, three.ID); err != nil || !m.Remind.IsZero() {
			t.Errorf("taken back: %+v, %v", m, err)
		}
		ada.remind(two, at(14))
		if err := ada.save(two, true, 9); err != nil {
			t.Fatal(err)
		}
		take(15)
		_, err = s.DropReminder(ctx, bob.id, two.ConversationID, two.ID)
		wantErr(t, "of what is not saved", err, chat.ErrNotFound)
		mustAppend(t, s, deletes(one))
		_, err = s.NextReminder(ctx)
		wantErr(t, "what is deleted reminds nobody", err, chat.ErrNotFound)
	})
}

func TestNodesThatLookAtOnceTakeEachReminderOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		room := mustRoom(t, s, "Ops", 0)
		ada := keeper{t, s, mustUser(t, s, "ada").ID}
		now := time.Now()
		for range 8 {
			ada.remind(mustAppend(t, s, said(room.ConversationID, 1, "x")), now)
		}
		var taken atomic.Int64
		var nodes sync.WaitGroup
		for range 4 {
			nodes.Go(func() {
				all, err := s.TakeReminders(t.Context(), now.Add(time.Minute))
				if err != nil {
					t.Error(err)
				}
				taken.Add(int64(len(all)))
			})
		}
		nodes.Wait()
		if n := taken.Load(); n != 8 {
			t.Errorf("%d were taken of 8", n)
		}
	})
}
