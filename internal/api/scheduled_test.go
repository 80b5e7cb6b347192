package api_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/later"
	"github.com/stoachat/stoa/internal/stoatest"
)

// waiting is a message that waits to be sent.
type waiting struct {
	ID      int64
	Room    *struct{ Name string }
	User    *struct{ Name string }
	Thread  string
	ToRoom  bool `json:"to_room"`
	Body    string
	At      time.Time
	Problem string
}

func scheduledPath(conversation int64) string {
	return fmt.Sprintf("/api/conversations/%d/scheduled", conversation)
}

func ownScheduled(id int64) string { return fmt.Sprintf("/api/me/scheduled/%d", id) }

// inMinutes is a moment as JSON has it.
func inMinutes(c *stoatest.Clock, n int) string {
	return c.Now().Add(time.Duration(n) * time.Minute).UTC().Format(time.RFC3339)
}

// scheduled lists what waits of somebody's: where it goes, then what it says, and why it was not sent.
func scheduled(t *testing.T, s *stoatest.Server, token string) (all []waiting, said []string) {
	t.Helper()
	var list struct{ Items []waiting }
	a := s.Call(token, "GET", "/api/me/scheduled", nil)
	if a.JSON(t, &list); a.Status != 200 {
		t.Fatalf("got %d %s", a.Status, a.Body)
	}
	for _, m := range list.Items {
		where := "nowhere"
		if m.Room != nil {
			where = m.Room.Name
		} else if m.User != nil {
			where = m.User.Name
		}
		said = append(said, strings.TrimSuffix(where+": "+m.Body+": "+m.Problem, ": "))
	}
	return list.Items, said
}

func TestWhatIsWrittenForLaterIsSeenChangedAndSentByItsPersonAlone(t *testing.T) {
	clock := stoatest.NewClock()
	s := stoatest.Start(t, stoatest.WithClock(clock))
	ops := s.Room("Ops")
	grace, hers := s.User("Grace", "grace@example.test")
	var direct struct{ ID int64 }
	s.Call(s.Token, "POST", fmt.Sprintf("/api/users/%d/conversation", grace.ID), nil).JSON(t, &direct)
	first := say(t, s, s.Token, ops.Conversation, "begin")
	reply := sayIn(t, s, first, "go on")
	page, log := socket(t, s, s.Token), socket(t, s, hers)
	log.send(fmt.Sprintf(`{"type":"watch","conversation":%d}`, ops.Conversation))
	log.next("watching")
	must := func(status int, method, path, body string) (m waiting) {
		t.Helper()
		a := s.Call(s.Token, method, path, body)
		if a.Status != status {
			t.Fatalf("%s %s: %d %s", method, path, a.Status, a.Body)
		}
		if status != 204 && !strings.HasSuffix(path, "/send") {
			a.JSON(t, &m)
		}
		if got := page.next("me"); got != `{"type":"me","what":"scheduled"}` {
			t.Errorf("told %s", got)
		}
		return m
	}
	list := func(want ...string) {
		t.Helper()
		if _, got := scheduled(t, s, s.Token); cmp.Diff(want, got) != "" {
			t.Error(cmp.Diff(want, got))
		}
	}
	second := must(201, "POST", scheduledPath(ops.Conversation), `{"body":"second","at":"`+inMinutes(clock, 60)+`"}`)
	sooner := must(201, "POST", scheduledPath(direct.ID), `{"body":"first","at":"`+inMinutes(clock, 30)+`"}`)
	inThread := must(201, "POST", scheduledPath(ops.Conversation),
		fmt.Sprintf(`{"body":"in the thread","thread":%q,"to_room":true,"at":%q}`, reply.ID, inMinutes(clock, 90)))
	if inThread.Thread != first.ID || !inThread.ToRoom {
		t.Errorf("in a thread: %+v", inThread)
	}
	list("Grace: first", "Ops: second", "Ops: in the thread")
	if all, _ := scheduled(t, s, hers); len(all) != 0 {
		t.Errorf("Grace has %+v", all)
	}

	must(200, "PATCH", ownScheduled(second.ID), `{"body":"second, in other words"}`)
	must(200, "PATCH", ownScheduled(sooner.ID), `{"at":"`+inMinutes(clock, 120)+`"}`)
	list("Ops: second, in other words", "Ops: in the thread", "Grace: first")
	must(204, "DELETE", ownScheduled(sooner.ID), "")
	list("Ops: second, in other words", "Ops: in the thread")
	must(201, "POST", ownScheduled(second.ID)+"/send", "")
	if got := log.next("event"); !strings.Contains(got, "in other words") {
		t.Errorf("said %s", got)
	}
	list("Ops: in the thread")
	clock.Advance(2 * time.Hour)
	if got := page.next("me"); got != `{"type":"me","what":"scheduled"}` {
		t.Errorf("told %s", got)
	}
	if got := log.next("event"); !strings.Contains(got, `"in the thread"`) || !strings.Contains(got, `"thread":"`+first.ID+`"`) || !strings.Contains(got, `"to_room":true`) {
		t.Errorf("said %s", got)
	}
	list()
}

// sayIn answers in a thread.
func sayIn(t *testing.T, s *stoatest.Server, first chat.Event, body string) (e chat.Event) {
	t.Helper()
	a := s.Call(s.Token, "POST", fmt.Sprintf("/api/conversations/%d/events", first.ConversationID), fmt.Sprintf(`{"body":%q,"thread":%q}`, body, first.ID))
	if a.JSON(t, &e); a.Status != 201 {
		t.Fatalf("got %d %s", a.Status, a.Body)
	}
	return e
}

func TestOnlySoMuchWaitsAndOnlyForSoLong(t *testing.T) {
	clock := stoatest.NewClock()
	s := stoatest.Start(t, stoatest.WithClock(clock))
	ops, board, old := s.Room("Ops"), s.PrivateRoom("Board"), s.Room("Old")
	s.Call(s.Token, "PATCH", fmt.Sprintf("/api/rooms/%d", old.ID), `{"archived":true}`)
	_, bob := s.User("Bob", "bob@example.test")
	post := func(body string, minutes int) string {
		return fmt.Sprintf(`{"body":%q,"at":%q}`, body, inMinutes(clock, minutes))
	}
	var mine waiting
	s.Call(s.Token, "POST", scheduledPath(ops.Conversation), post("mine", 60)).JSON(t, &mine)
	var his waiting
	s.Call(bob, "POST", scheduledPath(ops.Conversation), post("his", 60)).JSON(t, &his)
	const aYear = 366 * 24 * 60
	for _, tt := range []struct {
		name, method, path, body string
		status                   int
		field                    string
	}{
		{"nothing to say", "POST", scheduledPath(ops.Conversation), post(" ", 1), 400, "message"},
		{"too long", "POST", scheduledPath(ops.Conversation), post(strings.Repeat("x", chat.MaxTyped+1), 1), 400, "message"},
		{"the past", "POST", scheduledPath(ops.Conversation), post("x", -1), 400, "at"},
		{"more than a year", "POST", scheduledPath(ops.Conversation), post("x", aYear+1), 400, "at"},
		{"no time", "POST", scheduledPath(ops.Conversation), `{"body":"x"}`, 400, "at"},
		{"a time that is none", "POST", scheduledPath(ops.Conversation), `{"body":"x","at":"soon"}`, 400, ""},
		{"a member that is none", "POST", scheduledPath(ops.Conversation), `{"body":"x","when":"soon"}`, 400, ""},
		{"a thread of nothing", "POST", scheduledPath(ops.Conversation), `{"body":"x","thread":"none","at":"` + inMinutes(clock, 1) + `"}`, 404, ""},
		{"an archived room", "POST", scheduledPath(old.Conversation), post("x", 1), 400, ""},
		{"a room that they may not read", "POST", scheduledPath(board.Conversation), post("x", 1), 404, ""},
		{"no conversation", "POST", scheduledPath(9999), post("x", 1), 404, ""},
		{"somebody else's", "PATCH", ownScheduled(mine.ID), `{"body":"x"}`, 404, ""},
		{"somebody else's, deleted", "DELETE", ownScheduled(mine.ID), ``, 404, ""},
		{"somebody else's, sent", "POST", ownScheduled(mine.ID) + "/send", ``, 404, ""},
		{"changed to nothing", "PATCH", ownScheduled(his.ID), `{"body":""}`, 400, "message"},
		{"changed to the past", "PATCH", ownScheduled(his.ID), `{"at":"` + inMinutes(clock, -1) + `"}`, 400, "at"},
	} {
		if a := s.Call(bob, tt.method, tt.path, tt.body); a.Status != tt.status || a.Error(t).Field != tt.field {
			t.Errorf("%s: %d %s", tt.name, a.Status, a.Body)
		}
	}
	for i := 1; i <= later.MaxScheduled; i++ {
		want := 201
		if i == later.MaxScheduled {
			want = 400
		}
		if a := s.Call(bob, "POST", scheduledPath(ops.Conversation), post("x", i)); a.Status != want {
			t.Fatalf("number %d: %d %s", i+1, a.Status, a.Body)
		}
	}
}

func TestWhatWasNotSentSaysWhyAndNothingOfAPlaceThatIsClosed(t *testing.T) {
	clock := stoatest.NewClock()
	s := stoatest.Start(t, stoatest.WithClock(clock))
	board := s.PrivateRoom("Board")
	grace, hers := s.User("Grace", "grace@example.test")
	member := fmt.Sprintf("/api/rooms/%d/members/%d", board.ID, grace.ID)
	s.Call(s.Token, "PUT", member, `{"role":"room_member"}`)
	if a := s.Call(hers, "POST", scheduledPath(board.Conversation), `{"body":"hello","at":"`+inMinutes(clock, 10)+`"}`); a.Status != 201 {
		t.Fatalf("got %d %s", a.Status, a.Body)
	}
	s.Call(s.Token, "DELETE", member, nil)
	page := socket(t, s, hers)
	clock.Advance(time.Hour)
	for page.next("me") != `{"type":"me","what":"scheduled"}` {
		continue
	}
	_, said := scheduled(t, s, hers)
	if diff := cmp.Diff([]string{"nowhere: hello: You may no longer read the room that it was for"}, said); diff != "" {
		t.Error(diff)
	}
}
