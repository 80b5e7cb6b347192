package app_test

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// TestWhatWasSaidIsKeptForAsLongAsTheGroupWants starts the server later, when some of what was said is too old.
func TestWhatWasSaidIsKeptForAsLongAsTheGroupWants(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, database string) {
		clock := stoatest.NewClock()
		start := func() *stoatest.Server {
			return stoatest.Start(t, stoatest.WithDatabase(database), stoatest.WithClock(clock))
		}
		s := start()
		bob, _ := s.User("Bob", "bob@example.test")
		var room, direct struct {
			ID           int64
			Conversation int64
		}
		s.Call(s.Token, "POST", "/api/rooms", `{"name":"Ops"}`).JSON(t, &room)
		s.Call(s.Token, "POST", fmt.Sprintf("/api/users/%d/conversation", bob.ID), "").JSON(t, &direct)
		say := func(s *stoatest.Server, conversation int64, words string) {
			t.Helper()
			a := s.Call(s.Token, "POST", fmt.Sprintf("/api/conversations/%d/events", conversation), fmt.Sprintf(`{"body":%q}`, words))
			if a.Status != 201 {
				t.Fatalf("%d %s", a.Status, a.Body)
			}
		}
		said := func(s *stoatest.Server, conversation int64) (words []string) {
			t.Helper()
			var page struct{ Items []struct{ Body, Kind string } }
			s.Call(s.Token, "GET", fmt.Sprintf("/api/conversations/%d/events", conversation), nil).JSON(t, &page)
			for _, e := range page.Items {
				words = append(words, e.Body)
			}
			return words
		}
		var archive struct {
			ID           int64
			Conversation int64
		}
		s.Call(s.Token, "POST", "/api/rooms", `{"name":"Archive"}`).JSON(t, &archive)
		if a := s.Call(s.Token, "PUT", fmt.Sprintf("/api/admin/rooms/%d/keep", archive.ID), `{"days":0}`); a.Status != 200 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		for range 3 {
			say(s, archive.Conversation, "long ago")
			say(s, room.Conversation, "long ago")
			say(s, direct.ID, "long ago")
		}
		if a := s.Call(s.Token, "PATCH", "/api/admin/preferences", `{"room_days":30}`); a.Status != 200 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		clock.Advance(31 * 24 * time.Hour)
		s.Stop()
		s = start() // which looks at once
		say(s, room.Conversation, "now")
		eventually(t, "the room shows what was said now alone", func() bool { return fmt.Sprint(said(s, room.Conversation)) == "[now]" })
		if got := fmt.Sprint(said(s, direct.ID)); got != "[long ago long ago long ago]" {
			t.Errorf("one-to-one: %s", got)
		}
		if got := fmt.Sprint(said(s, archive.Conversation)); got != "[long ago long ago long ago]" {
			t.Errorf("a room that is kept for ever: %s", got)
		}
		say(s, room.Conversation, "later") // the log goes on
		if got := fmt.Sprint(said(s, room.Conversation)); got != "[now later]" {
			t.Errorf("the room: %s", got)
		}
		eventually(t, "the audit log tells of it, once it is done", func() bool {
			page, err := s.Remote.Audit(t.Context(), url.Values{"kind": {"group.retention"}})
			return err == nil && len(page.Items) == 1 && page.Items[0].Actor.Credential == "server" && page.Items[0].Changes[0].To == "3"
		})
		var old struct{ Events int64 }
		s.Call(s.Token, "GET", "/api/admin/old?days=30&of=direct", nil).JSON(t, &old)
		if old.Events != 3 {
			t.Errorf("old one-to-one events: %d", old.Events)
		}
	})
}
