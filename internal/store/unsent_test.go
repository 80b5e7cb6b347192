package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func TestDraftsAreKeptOncePerConversationAndThreadAndTheOldestAreForgotten(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		at := time.UnixMicro(1_700_000_000_000_000).UTC()
		a, b, c := mustRoom(t, s, "A", 0), mustRoom(t, s, "B", 0), mustRoom(t, s, "C", 0)
		ada, bob := mustUser(t, s, "Ada"), mustUser(t, s, "Bob")
		keep := func(user int64, r chat.Room, body string, minute int) {
			t.Helper()
			u := chat.Unsent{ConversationID: r.ConversationID, Body: body, Updated: at.Add(time.Duration(minute) * time.Minute)}
			if err := s.KeepUnsent(t.Context(), user, u, 2); err != nil {
				t.Fatal(err)
			}
		}
		list := func(user int64) (bodies []string) {
			t.Helper()
			all, err := s.Unsent(t.Context(), user)
			if err != nil {
				t.Fatal(err)
			}
			for _, u := range all {
				bodies = append(bodies, u.Body)
			}
			return bodies
		}
		keep(ada.ID, a, "one", 1)
		keep(ada.ID, b, "two", 2)
		keep(ada.ID, a, "one again", 3)
		keep(bob.ID, a, "Bob's", 0)
		if diff := cmp.Diff([]string{"one again", "two"}, list(ada.ID)); diff != "" {
			t.Error(diff)
		}
		keep(ada.ID, c, "three", 4)
		if diff := cmp.Diff([]string{"three", "one again"}, list(ada.ID)); diff != "" {
			t.Error(diff)
		}
		inThread := chat.Unsent{ConversationID: c.ConversationID, Thread: "t", Body: "four", Updated: at.Add(5 * time.Minute)}
		if err := s.KeepUnsent(t.Context(), ada.ID, inThread, 2); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"four", "three"}, list(ada.ID)); diff != "" {
			t.Error(diff)
		}
		if err := s.DropUnsent(t.Context(), ada.ID, c.ConversationID, ""); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff([]string{"four"}, list(ada.ID)); diff != "" {
			t.Error(diff)
		}
		if err := s.DropUnsent(t.Context(), ada.ID, c.ConversationID, "t"); err != nil {
			t.Error(err)
		}
		keep(ada.ID, a, "one again", 6)
		if err := s.DropUnsent(t.Context(), ada.ID, c.ConversationID, ""); err != nil {
			t.Error("dropping twice:", err)
		}
		if err := s.DeleteRoom(t.Context(), a.ID, nil); err != nil {
			t.Fatal(err)
		}
		if len(list(ada.ID)) != 0 || len(list(bob.ID)) != 0 {
			t.Errorf("drafts of a room that is gone: %v, %v", list(ada.ID), list(bob.ID))
		}
	})
}
