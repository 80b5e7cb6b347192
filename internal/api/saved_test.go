package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/stoatest"
)

// savedPath is the address of a message as somebody's saved one.
func savedPath(conversation int64, event string) string {
	return fmt.Sprintf("/api/conversations/%d/events/%s/saved", conversation, event)
}

// savedIn lists what somebody has saved: the place, then the words.
func savedIn(t *testing.T, s *stoatest.Server, token, query string) (said []string, next string) {
	t.Helper()
	var page struct {
		Items []struct {
			Room  *struct{ Name string }
			User  *struct{ Name string }
			Event chat.Event
		}
		Next string
	}
	a := s.Call(token, "GET", "/api/me/saved"+query, nil)
	if a.JSON(t, &page); a.Status != 200 {
		t.Fatalf("got %d %s", a.Status, a.Body)
	}
	for _, m := range page.Items {
		where := "nowhere"
		if m.Room != nil {
			where = m.Room.Name
		} else if m.User != nil {
			where = m.User.Name
		}
		said = append(said, where+": "+m.Event.Body)
	}
	return said, page.Next
}

func TestASavedMessageIsFoundAgainAndDoneWithOnAllPages(t *testing.T) {
	onBoth(t, func(t *testing.T, s *stoatest.Server) {
		ops := s.Room("Ops")
		grace, hers := s.User("Grace", "grace@example.test")
		var direct struct{ ID int64 }
		s.Call(s.Token, "POST", fmt.Sprintf("/api/users/%d/conversation", grace.ID), nil).JSON(t, &direct)
		one, two := say(t, s, s.Token, ops.Conversation, "one"), say(t, s, s.Token, direct.ID, "two")
		s.Call(s.RoomToken("Ops", "CI"), "POST", "/v2/room/Ops/notification", `{"message":"<b>three</b>"}`)
		var log struct{ Items []chat.Event }
		s.Call(s.Token, "GET", fmt.Sprintf("/api/conversations/%d/events?limit=1", ops.Conversation), nil).JSON(t, &log)
		three := log.Items[0]

		page, others := socket(t, s, s.Token), socket(t, s, hers)
		put := func(e chat.Event, body string) {
			t.Helper()
			a := s.Call(s.Token, "PUT", savedPath(e.ConversationID, e.ID), body)
			if a.Status != 200 || !strings.Contains(a.Body, e.ID) {
				t.Fatalf("got %d %s", a.Status, a.Body)
			}
		}
		told := func(e chat.Event, saved, done bool) {
			t.Helper()
			want := fmt.Sprintf(`{"type":"me","what":"saved","data":{"conversation":%d,"event":%q,"saved":%t,"done":%t}}`, e.ConversationID, e.ID, saved, done)
			if got := page.next("me"); got != want {
				t.Errorf("told %s, want %s", got, want)
			}
		}
		list := func(query string, want ...string) (next string) {
			t.Helper()
			got, next := savedIn(t, s, s.Token, query)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: %s", query, diff)
			}
			return next
		}
		list("")
		for _, e := range []chat.Event{one, two, three, one} {
			put(e, `{}`)
			told(e, true, false)
		}
		list("", "Ops: <b>three</b>", "Grace: two", "Ops: one")
		next := list("?limit=2", "Ops: <b>three</b>", "Grace: two")
		if last := list("?limit=2&cursor="+next, "Ops: one"); last != "" {
			t.Errorf("a page after the last: %s", last)
		}
		var marks struct{ Items []struct{ Event string } }
		s.Call(s.Token, "GET", "/api/me/saved/marks", nil).JSON(t, &marks)
		if len(marks.Items) != 3 || marks.Items[0].Event != three.ID {
			t.Errorf("marks %+v", marks)
		}

		put(two, `{"done":true}`)
		told(two, true, true)
		list("", "Ops: <b>three</b>", "Ops: one")
		list("?done=true", "Grace: two")
		put(two, `{"done":false}`)
		told(two, true, false)
		list("", "Ops: <b>three</b>", "Grace: two", "Ops: one")
		for range 2 {
			if a := s.Call(s.Token, "DELETE", savedPath(two.ConversationID, two.ID), nil); a.Status != 204 {
				t.Errorf("got %d %s", a.Status, a.Body)
			}
			told(two, false, false)
		}
		list("", "Ops: <b>three</b>", "Ops: one")
		s.Call(s.Token, "DELETE", fmt.Sprintf("/api/conversations/%d/events/%s", one.ConversationID, one.ID), nil)
		list("", "Ops: <b>three</b>")

		// What is one person's own is nobody else's.
		if got, _ := savedIn(t, s, hers, ""); got != nil {
			t.Errorf("Grace has %v", got)
		}
		s.Call(hers, "PUT", savedPath(two.ConversationID, two.ID), `{}`)
		if got := others.next("me"); !strings.Contains(got, two.ID) {
			t.Errorf("Grace is told of %s first", got)
		}
	})
}

func TestWhatSomebodyMayNotReadAnyMoreIsNotAmongWhatTheySaved(t *testing.T) {
	onBoth(t, func(t *testing.T, s *stoatest.Server) {
		board := s.PrivateRoom("Board")
		grace, hers := s.User("Grace", "grace@example.test")
		member := fmt.Sprintf("/api/rooms/%d/members/%d", board.ID, grace.ID)
		s.Call(s.Token, "PUT", member, `{"role":"room_member"}`)
		e := say(t, s, s.Token, board.Conversation, "a secret")
		if a := s.Call(hers, "PUT", savedPath(board.Conversation, e.ID), `{}`); a.Status != 200 {
			t.Fatalf("got %d %s", a.Status, a.Body)
		}
		if got, _ := savedIn(t, s, hers, ""); len(got) != 1 {
			t.Errorf("a member has %v", got)
		}
		s.Call(s.Token, "DELETE", member, nil)
		for _, path := range []string{"/api/me/saved", "/api/me/saved/marks"} {
			if a := s.Call(hers, "GET", path, nil); a.Status != 200 || strings.Contains(a.Body, e.ID) {
				t.Errorf("%s: %d %s", path, a.Status, a.Body)
			}
		}
		if a := s.Call(hers, "PUT", savedPath(board.Conversation, e.ID), `{"done":true}`); a.Status != 404 {
			t.Errorf("done with it: %d %s", a.Status, a.Body)
		}
		if a := s.Call(hers, "DELETE", savedPath(board.Conversation, e.ID), nil); a.Status != 204 {
			t.Errorf("taken back: %d %s", a.Status, a.Body)
		}
	})
}

// Their pages count what they have saved, also where they are no participant.
func TestWhoHasSavedSomethingIsToldWhenTheyMayReadItOrNotAnyMore(t *testing.T) {
	onBoth(t, func(t *testing.T, s *stoatest.Server) {
		board := s.PrivateRoom("Board")
		grace, hers := s.User("Grace", "grace@example.test")
		room := fmt.Sprintf("/api/rooms/%d", board.ID)
		member := fmt.Sprintf("%s/members/%d", room, grace.ID)
		put := func(body string) { s.Call(s.Token, "PATCH", room, body) }
		put(`{"privacy":"public"}`)
		e := say(t, s, s.Token, board.Conversation, "keep this")
		if a := s.Call(hers, "PUT", savedPath(board.Conversation, e.ID), `{}`); a.Status != 200 {
			t.Fatalf("got %d %s", a.Status, a.Body)
		}
		for _, tt := range []struct {
			what   string
			change func()
			counts int
		}{
			{"the room becomes private", func() { put(`{"privacy":"private"}`) }, 0},
			{"the room becomes public", func() { put(`{"privacy":"public"}`) }, 1},
			{"the room becomes private again", func() { put(`{"privacy":"private"}`) }, 0},
			{"they become a member", func() { s.Call(s.Token, "PUT", member, `{"role":"room_member"}`) }, 1},
			{"they are removed", func() { s.Call(s.Token, "DELETE", member, nil) }, 0},
			{"the room becomes public at last", func() { put(`{"privacy":"public"}`) }, 1},
			{"the room is deleted", func() { s.Call(s.Token, "DELETE", room, nil) }, 0},
		} {
			page := socket(t, s, hers)
			tt.change()
			page.next("conversations")
			var marks struct{ Items []any }
			if s.Call(hers, "GET", "/api/me/saved/marks", nil).JSON(t, &marks); len(marks.Items) != tt.counts {
				t.Errorf("%s: %d are counted, want %d", tt.what, len(marks.Items), tt.counts)
			}
		}
	})
}

func TestSavingIsChecked(t *testing.T) {
	s := stoatest.Start(t)
	ops, design, board := s.Room("Ops"), s.Room("Design"), s.PrivateRoom("Board")
	_, bob := s.User("Bob", "bob@example.test")
	said, secret, gone := say(t, s, s.Token, ops.Conversation, "x"), say(t, s, s.Token, board.Conversation, "x"), say(t, s, s.Token, ops.Conversation, "y")
	s.Call(s.Token, "DELETE", fmt.Sprintf("/api/conversations/%d/events/%s", ops.Conversation, gone.ID), nil)
	s.Call(s.Token, "PATCH", fmt.Sprintf("/api/rooms/%d", ops.ID), `{"topic":"a line about the room"}`)
	var log struct{ Items []chat.Event }
	s.Call(s.Token, "GET", fmt.Sprintf("/api/conversations/%d/events?limit=1", ops.Conversation), nil).JSON(t, &log)
	for _, tt := range []struct {
		name, method, path, body string
		status                   int
		field                    string
	}{
		{"a member that is none", "PUT", savedPath(ops.Conversation, said.ID), `{"later":true}`, 400, ""},
		{"no yes or no", "PUT", savedPath(ops.Conversation, said.ID), `{"done":"yes"}`, 400, "done"},
		{"no body", "PUT", savedPath(ops.Conversation, said.ID), ``, 400, ""},
		{"a line about the room", "PUT", savedPath(ops.Conversation, log.Items[0].ID), `{}`, 400, ""},
		{"deleted", "PUT", savedPath(ops.Conversation, gone.ID), `{}`, 404, ""},
		{"no message", "PUT", savedPath(ops.Conversation, "none"), `{}`, 404, ""},
		{"of another room", "PUT", savedPath(design.Conversation, said.ID), `{}`, 404, ""},
		{"of a room that they may not read", "PUT", savedPath(board.Conversation, secret.ID), `{}`, 404, ""},
		{"a long id", "DELETE", savedPath(ops.Conversation, strings.Repeat("x", 201)), ``, 404, ""},
		{"a NUL", "DELETE", savedPath(ops.Conversation, "%00"), ``, 404, ""},
		{"no yes or no in a list", "GET", "/api/me/saved?done=perhaps", ``, 400, "done"},
		{"no cursor", "GET", "/api/me/saved?cursor=x", ``, 400, "cursor"},
	} {
		if a := s.Call(bob, tt.method, tt.path, tt.body); a.Status != tt.status || a.Error(t).Field != tt.field {
			t.Errorf("%s: %d %s", tt.name, a.Status, a.Body)
		}
	}
}

func TestAGuestSavesWhatTheySee(t *testing.T) {
	onBoth(t, func(t *testing.T, s *stoatest.Server) {
		v := guestRoom(t, s, "Visits", "private")
		before := v.say("a secret of before")
		guest, _ := v.enter("Eve")
		later := v.say("welcome")
		for id, want := range map[string]int{before: 404, later: 200} {
			if a := s.Send("PUT", savedPath(v.Conv, id), guest.Clone(), []byte(`{}`)); a.Status != want {
				t.Errorf("got %d %s, want %d", a.Status, a.Body, want)
			}
		}
		list := func() string {
			t.Helper()
			a := s.Send("GET", "/api/me/saved", guest.Clone(), nil)
			if a.Status != http.StatusOK {
				t.Fatalf("got %d %s", a.Status, a.Body)
			}
			return a.Body
		}
		if got := list(); !strings.Contains(got, "welcome") || strings.Contains(got, "secret") {
			t.Error(got)
		}
	})
}
