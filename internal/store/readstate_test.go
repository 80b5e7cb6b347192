package store_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func TestReadMarksMoveBackOnlyWhenThatIsWanted(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		ada, bo := mustUser(t, s, "ada"), mustUser(t, s, "bo")
		room := mustRoom(t, s, "Ops", ada.ID)
		direct, err := s.DirectChat(ctx, ada.ID, bo.ID)
		if err != nil {
			t.Fatal(err)
		}
		for range 5 {
			mustAppend(t, s, said(room.ConversationID, bo.ID, "hello"))
		}
		mustAppend(t, s, said(direct, bo.ID, "psst"))
		check := func(what string, id int64, read int64, unread int) {
			t.Helper()
			c, err := s.Conversation(ctx, ada.ID, id)
			if err != nil || c.ReadSeq != read || c.Unread != unread {
				t.Errorf("%s: %d unread after %d, %v; want %d after %d", what, c.Unread, c.ReadSeq, err, unread, read)
			}
		}
		moved, err := s.MarkAllRead(ctx, ada.ID, true)
		if err != nil || !slices.Equal(moved, []int64{room.ConversationID}) {
			t.Errorf("all rooms: %v, %v", moved, err)
		}
		check("all rooms read", room.ConversationID, 5, 0)
		check("the chat is not", direct, 0, 1)
		for _, step := range []struct {
			mark, read int64
			unread     int
		}{{2, 2, 3}, {4, 2, 3}, {0, 0, 5}} {
			if err := s.MarkUnread(ctx, ada.ID, room.ConversationID, step.mark); err != nil {
				t.Fatal(err)
			}
			check("marked unread", room.ConversationID, step.read, step.unread)
		}
		moved, err = s.MarkAllRead(ctx, ada.ID, false)
		slices.Sort(moved)
		if want := []int64{room.ConversationID, direct}; err != nil || !slices.Equal(moved, want) {
			t.Errorf("everything: %v, %v, want %v", moved, err, want)
		}
		if moved, err = s.MarkAllRead(ctx, ada.ID, false); err != nil || len(moved) != 0 {
			t.Errorf("again: %v, %v", moved, err)
		}
		mustAppend(t, s, said(direct, bo.ID, "one more"))
		states, err := s.ReadStates(ctx, ada.ID, []int64{direct, room.ConversationID, 99_999})
		if want := []chat.ReadState{
			{Conversation: room.ConversationID, LastSeq: 5, ReadSeq: 5}, {Conversation: direct, LastSeq: 2, ReadSeq: 1, Unread: 1},
		}; err != nil || !slices.Equal(states, want) {
			t.Errorf("read states %v, %v, want %v", states, err, want)
		}
		wantErr(t, "a room not joined", s.MarkUnread(ctx, bo.ID, room.ConversationID, 1), chat.ErrNotFound)
	})
}
