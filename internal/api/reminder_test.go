package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/stoatest"
)

func reminderPath(conversation int64, event string) string {
	return fmt.Sprintf("/api/conversations/%d/events/%s/reminder", conversation, event)
}

// own answers the next frame about somebody's own that is of a kind.
func (f liveFeed) own(what string) (data json.RawMessage) {
	f.t.Helper()
	for {
		var frame struct {
			What string
			Data json.RawMessage
		}
		if err := json.Unmarshal([]byte(f.next("me")), &frame); err != nil {
			f.t.Fatal(err)
		}
		if frame.What == what {
			return frame.Data
		}
	}
}

func TestAReminderComesBackAmongWhatIsSavedAndIsTakenBack(t *testing.T) {
	clock := stoatest.NewClock()
	s := stoatest.Start(t, stoatest.WithClock(clock))
	ops := s.Room("Ops")
	first, second := say(t, s, s.Token, ops.Conversation, "first"), say(t, s, s.Token, ops.Conversation, "second")
	page := socket(t, s, s.Token)
	marks := func() (all []string) {
		t.Helper()
		var list struct {
			Items []struct {
				Event    string
				Remind   *time.Time
				Reminded bool
			}
		}
		s.Call(s.Token, "GET", "/api/me/saved/marks", nil).JSON(t, &list)
		for _, m := range list.Items {
			all = append(all, fmt.Sprintf("%s %t %t", m.Event, m.Remind != nil, m.Reminded))
		}
		return all
	}
	put := func(event string) {
		t.Helper()
		if a := s.Call(s.Token, "PUT", reminderPath(ops.Conversation, event), `{"at":"`+inMinutes(clock, 30)+`"}`); a.Status != 200 || !strings.Contains(a.Body, `"remind":`) {
			t.Fatalf("got %d %s", a.Status, a.Body)
		}
		if got := string(page.own("saved")); !strings.Contains(got, event) || !strings.Contains(got, `"remind":`) || strings.Contains(got, "reminded") {
			t.Errorf("told %s", got)
		}
	}
	put(first.ID)
	put(second.ID)
	want := fmt.Sprint([]string{second.ID + " true false", first.ID + " true false"})
	if got := fmt.Sprint(marks()); got != want {
		t.Errorf("marks %s, want %s", got, want)
	}
	if a := s.Call(s.Token, "DELETE", reminderPath(ops.Conversation, second.ID), nil); a.Status != 204 {
		t.Errorf("got %d %s", a.Status, a.Body)
	}
	if got := string(page.own("saved")); strings.Contains(got, "remind") || !strings.Contains(got, `"saved":true`) {
		t.Errorf("told %s", got)
	}
	clock.Advance(time.Hour)
	if got := string(page.own("saved")); !strings.Contains(got, first.ID) || !strings.Contains(got, `"reminded":true`) {
		t.Errorf("told %s", got)
	}
	var note struct{ Tag, Title, Body, Path string }
	if err := json.Unmarshal(page.own("note"), &note); err != nil || note.Body != "first" || note.Path != "/chat/saved" || note.Tag != "reminder-"+first.ID ||
		!strings.HasSuffix(note.Title, " in Ops") {
		t.Errorf("a note %+v, %v", note, err)
	}
	want = fmt.Sprint([]string{first.ID + " true true", second.ID + " false false"})
	if got := fmt.Sprint(marks()); got != want {
		t.Errorf("marks %s, want %s", got, want)
	}
	if a := s.Call(s.Token, "GET", "/api/me/saved", nil); strings.Count(a.Body, `"reminded":true`) != 1 {
		t.Errorf("got %s", a.Body)
	}
}

func TestRemindersAreChecked(t *testing.T) {
	clock := stoatest.NewClock()
	s := stoatest.Start(t, stoatest.WithClock(clock))
	ops, board := s.Room("Ops"), s.PrivateRoom("Board")
	_, bob := s.User("Bob", "bob@example.test")
	said, secret := say(t, s, s.Token, ops.Conversation, "x"), say(t, s, s.Token, board.Conversation, "x")
	good := `{"at":"` + inMinutes(clock, 5) + `"}`
	for _, tt := range []struct {
		name, method, path, body string
		status                   int
		field                    string
	}{
		{"the past", "PUT", reminderPath(ops.Conversation, said.ID), `{"at":"` + inMinutes(clock, -5) + `"}`, 400, "at"},
		{"more than a year", "PUT", reminderPath(ops.Conversation, said.ID), `{"at":"` + inMinutes(clock, 367*24*60) + `"}`, 400, "at"},
		{"no time", "PUT", reminderPath(ops.Conversation, said.ID), `{}`, 400, "at"},
		{"a member that is none", "PUT", reminderPath(ops.Conversation, said.ID), `{"when":1}`, 400, ""},
		{"no message", "PUT", reminderPath(ops.Conversation, "none"), good, 404, ""},
		{"a room that they may not read", "PUT", reminderPath(board.Conversation, secret.ID), good, 404, ""},
		{"taken back of nothing", "DELETE", reminderPath(ops.Conversation, said.ID), ``, 404, ""},
		{"a NUL", "DELETE", reminderPath(ops.Conversation, "%00"), ``, 404, ""},
	} {
		if a := s.Call(bob, tt.method, tt.path, tt.body); a.Status != tt.status || a.Error(t).Field != tt.field {
			t.Errorf("%s: %d %s", tt.name, a.Status, a.Body)
		}
	}
	v := guestRoom(t, s, "Visits", "private")
	guest, _ := v.enter("Eve")
	welcome := v.say("welcome")
	if a := s.Send("PUT", reminderPath(v.Conv, welcome), guest.Clone(), []byte(good)); a.Status != http.StatusForbidden {
		t.Errorf("a guest: %d %s", a.Status, a.Body)
	}
}
