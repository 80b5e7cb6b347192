package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func TestManyRoomsAndPeopleAreReadAtOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		ada, bob := mustUser(t, s, "ada"), mustUser(t, s, "bob")
		ops, den, empty := mustRoom(t, s, "Ops", ada.ID), mustRoom(t, s, "Den", bob.ID), mustRoom(t, s, "Empty", 0)
		if _, err := s.JoinRoom(ctx, ops.ID, bob.ID); err != nil {
			t.Fatal(err)
		}
		joined, err := s.JoinedAll(ctx, []int64{ops.ID, den.ID, empty.ID, 4711})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[int64][]int64{ops.ID: {ada.ID, bob.ID}, den.ID: {bob.ID}}, joined); diff != "" {
			t.Error(diff)
		}
		users, err := s.UsersByID(ctx, []int64{bob.ID, 4711})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[int64]chat.User{bob.ID: bob}, users); diff != "" {
			t.Error(diff)
		}
	})
}

// Of what was written after the event that was read last, only what others said counts, also when its clock was
// behind.
func TestUnreadIsWhatOthersSaidAfterwards(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		ada, bob := mustUser(t, s, "ada"), mustUser(t, s, "bob")
		room := mustRoom(t, s, "Ops", ada.ID)
		for i, e := range []struct {
			kind    chat.Kind
			user    int64
			seconds int64 // after the room began
		}{
			{chat.KindMessage, bob.ID, 0}, {chat.KindMessage, bob.ID, 1000}, {chat.KindMessage, bob.ID, 999},
			{chat.KindEnter, bob.ID, 1001}, {chat.KindMessage, ada.ID, 1002}, {chat.KindNotification, 0, 1003},
			{chat.KindTopic, bob.ID, 1004},
		} {
			a := said(room.ConversationID, e.user, "x")
			a.Event.Kind, a.Event.Time = e.kind, born.Add(time.Duration(e.seconds)*time.Second)
			if got := mustAppend(t, s, a); got.Seq != int64(i+1) {
				t.Fatalf("seq %d", got.Seq)
			}
		}
		for _, step := range []struct {
			read   int64
			unread int
		}{{0, 4}, {1, 3}, {2, 2}, {3, 1}, {5, 1}, {6, 0}, {7, 0}} {
			if err := s.MarkRead(ctx, ada.ID, room.ConversationID, step.read); err != nil {
				t.Fatal(err)
			}
			if c, err := s.Conversation(ctx, ada.ID, room.ConversationID); err != nil || c.Unread != step.unread {
				t.Errorf("after %d: %d unread, %v, want %d", step.read, c.Unread, err, step.unread)
			}
		}
	})
}
