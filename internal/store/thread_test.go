package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// replies makes a reply in the thread of an event.
func replies(first chat.Event, user int64, body string, mentions ...chat.UserRef) chat.Append {
	a := said(first.ConversationID, user, body)
	a.Event.Thread, a.Event.Mentions = first.ID, mentions
	a.Apply = func(first *chat.Event) (bool, error) {
		first.Replies = &chat.Replies{Count: 1, Last: a.Event.Time, Users: []int64{user}}
		return true, nil
	}
	return a
}

func TestAThreadIsReadByWhoTakesPart(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		ada, bo, eve := mustUser(t, s, "ada"), mustUser(t, s, "bo"), mustUser(t, s, "eve")
		room := mustRoom(t, s, "Ops", 0)
		for _, u := range []chat.User{ada, bo} {
			if _, err := s.JoinRoom(t.Context(), room.ID, u.ID); err != nil {
				t.Fatal(err)
			}
		}
		first := mustAppend(t, s, said(room.ConversationID, ada.ID, "shall we?"))
		other := mustAppend(t, s, said(room.ConversationID, ada.ID, "something else"))
		mustAppend(t, s, replies(other, ada.ID, "to myself"))
		one := mustAppend(t, s, replies(first, bo.ID, "yes", eve.Ref()))
		two := mustAppend(t, s, replies(first, bo.ID, "now"))
		if one.Of == nil || one.Of.ID != first.ID || one.Of.Replies == nil {
			t.Errorf("the answer is about %+v", one.Of)
		}
		for _, tt := range []struct {
			name   string
			user   chat.User
			filter chat.ThreadFilter
			want   []chat.ThreadState
		}{
			{"who began it", ada, chat.ThreadFilter{Limit: 9}, []chat.ThreadState{
				{ConversationID: room.ConversationID, Thread: first.ID, LastSeq: two.Seq, ReadSeq: one.Seq - 1, Unread: 2},
				{ConversationID: room.ConversationID, Thread: other.ID, LastSeq: 3, ReadSeq: 3},
			}},
			{"what they have not read", ada, chat.ThreadFilter{Unread: true, Limit: 9}, []chat.ThreadState{
				{ConversationID: room.ConversationID, Thread: first.ID, LastSeq: two.Seq, ReadSeq: one.Seq - 1, Unread: 2},
			}},
			{"who replied", bo, chat.ThreadFilter{ConversationID: room.ConversationID, Thread: first.ID, Limit: 9}, []chat.ThreadState{
				{ConversationID: room.ConversationID, Thread: first.ID, LastSeq: two.Seq, ReadSeq: two.Seq},
			}},
			{"in another conversation", bo, chat.ThreadFilter{ConversationID: room.ConversationID + 1, Limit: 9}, nil},
			{"who is mentioned but is not in the room", eve, chat.ThreadFilter{Limit: 9}, nil},
		} {
			got, err := s.Threads(t.Context(), tt.user.ID, tt.filter)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.name, diff)
			}
		}
		if err := s.MarkThreadRead(t.Context(), ada.ID, first.ID, 1<<40); err != nil {
			t.Fatal(err)
		}
		if err := s.MarkThreadRead(t.Context(), ada.ID, first.ID, 1); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Threads(t.Context(), ada.ID, chat.ThreadFilter{Thread: first.ID, Limit: 9}); err != nil || got[0].ReadSeq != two.Seq || got[0].Unread != 0 {
			t.Errorf("read: %+v, %v", got, err)
		}
		wantErr(t, "a thread without them", s.MarkThreadRead(t.Context(), ada.ID, "nosuch", 1), chat.ErrNotFound)
		thread, err := s.Thread(t.Context(), room.ConversationID, first.ID, two.Seq, 10)
		if err != nil || len(thread) != 1 || thread[0].ID != one.ID {
			t.Errorf("before the last: %+v, %v", thread, err)
		}
		if err := s.DeleteRoom(t.Context(), room.ID, nil); err != nil {
			t.Errorf("a room with threads cannot be deleted: %v", err)
		}
	})
}

func TestPinnedEventsAreListedTheLatestFirst(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		room := mustRoom(t, s, "Ops", 0)
		pin := func(e chat.Event, at *chat.Pin) {
			mustAppend(t, s, changes(e, 1, chat.ChangePin, func(e *chat.Event) (bool, error) { e.Pinned = at; return true, nil }))
		}
		one := mustAppend(t, s, said(room.ConversationID, 1, "one"))
		two := mustAppend(t, s, said(room.ConversationID, 1, "two"))
		pin(two, &chat.Pin{By: 1, At: time.Unix(1, 0).UTC()})
		pin(one, &chat.Pin{By: 1, At: time.Unix(2, 0).UTC()})
		ids := func() (ids []string) {
			pins, err := s.Pins(t.Context(), room.ConversationID, 10)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range pins {
				ids = append(ids, e.ID)
			}
			return ids
		}
		if diff := cmp.Diff([]string{one.ID, two.ID}, ids()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		pin(one, nil)
		if diff := cmp.Diff([]string{two.ID}, ids()); diff != "" {
			t.Errorf("after unpinning (-want +got):\n%s", diff)
		}
	})
}

func TestThreadsOfSeveralConversationsStandInOrderOfTheirLastReplies(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		ada, bo := mustUser(t, s, "ada"), mustUser(t, s, "bo")
		busy, quiet := mustRoom(t, s, "Busy", ada.ID), mustRoom(t, s, "Quiet", ada.ID)
		for range 10 {
			mustAppend(t, s, said(busy.ConversationID, bo.ID, "and more"))
		}
		at := time.Date(2026, 11, 22, 15, 4, 5, 0, time.UTC)
		var want []string
		for _, room := range []chat.Room{busy, quiet} {
			first := mustAppend(t, s, said(room.ConversationID, ada.ID, "shall we?"))
			at = at.Add(time.Hour)
			reply := replies(first, bo.ID, "yes")
			reply.Event.Time = at
			mustAppend(t, s, reply)
			want = append([]string{first.ID}, want...)
		}
		for limit := 1; limit <= len(want); limit++ {
			got, err := s.Threads(t.Context(), ada.ID, chat.ThreadFilter{Unread: true, Limit: limit})
			if err != nil {
				t.Fatal(err)
			}
			var ids []string
			for _, one := range got {
				ids = append(ids, one.Thread)
			}
			if diff := cmp.Diff(want[:limit], ids); diff != "" {
				t.Errorf("the latest %d (-want +got):\n%s", limit, diff)
			}
		}
	})
}
