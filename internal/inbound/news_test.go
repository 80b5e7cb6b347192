package inbound_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// told is what stands in a room's log, and where.
type told struct {
	s            *stoatest.Server
	conversation int64
}

func talk(t *testing.T, s *stoatest.Server, room string) told {
	t.Helper()
	return told{s, s.Room(room).Conversation}
}

func (l told) events(t *testing.T) (all []chat.Event) {
	t.Helper()
	var page struct{ Items []chat.Event }
	l.s.Call(l.s.Token, "GET", fmt.Sprintf("/api/conversations/%d/events?limit=200", l.conversation), nil).JSON(t, &page)
	for _, e := range page.Items {
		if e.Kind == chat.KindNotification {
			all = append(all, e)
		}
	}
	return all
}

// bodies are the messages of a room, those of threads behind an arrow.
func (l told) bodies(t *testing.T) (all []string) {
	t.Helper()
	for _, e := range l.events(t) {
		mark := ""
		if e.Thread != "" {
			mark = "> "
		}
		all = append(all, mark+e.Color+" "+e.Body)
	}
	return all
}

func same(t *testing.T, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("the room has\n%s\nnot\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestAMessageWithAKeyIsEditedByTheNextOne(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	ops := talk(t, s, "Ops")
	token := s.RoomToken("Ops", "Cron")
	other := s.RoomToken("Ops", "Other")
	var first string
	for i, c := range []struct {
		name, path string
		header     http.Header
		body       string
		outcome    string
	}{
		{"the first is a message", "/hook/" + token + "?key=backup&state=running", nil, `{"message":"at 10 %","color":"gray"}`, "created"},
		{"the next one edits it", "/hook/" + token + "?key=backup", nil, `{"message":"at 50 %","color":"gray"}`, "updated"},
		{"the same again is nothing", "/hook/" + token + "?key=backup", nil, `{"message":"at 50 %","color":"gray"}`, "unchanged"},
		{"a change of state goes into the thread", "/hook/" + token, http.Header{"Stoa-Key": {"backup"}, "Stoa-State": {"done"}}, `{"message":"done","color":"green"}`, "updated"},
		{"another key is another message", "/hook/" + token + "?key=check", nil, `{"message":"ok"}`, "created"},
		{"and so is another token's", "/hook/" + other + "?key=backup", nil, `{"message":"other"}`, "created"},
		{"what turns red again stands in the room", "/hook/" + token + "?key=backup&state=failed", nil, `{"message":"failed","color":"red"}`, "updated"},
	} {
		a := s.Send("POST", c.path, c.header, []byte(c.body))
		if a.Status != 204 || a.Header.Get("Stoa-Outcome") != c.outcome {
			t.Errorf("%s: %d %s %s", c.name, a.Status, a.Header.Get("Stoa-Outcome"), a.Body)
		}
		id := a.Header.Get("Stoa-Message-Id")
		if i == 0 {
			first = id
		}
		if about := strings.Contains(c.name, "another"); (id == first) == about {
			t.Errorf("%s: the message is %s, the first is %s", c.name, id, first)
		}
	}
	same(t, ops.bodies(t), "red failed", "> green <b>running → done</b><br>done", "yellow ok", "yellow other", "> red <b>done → failed</b><br>failed")
	if all := ops.events(t); all[1].ToRoom || !all[4].ToRoom || all[0].Edited.IsZero() {
		t.Errorf("%+v", all)
	}
}

func TestAlertsAndPullRequestsAreFoundAgainByThemselves(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	ops := talk(t, s, "Ops")
	token := s.RoomToken("Ops", "Tools")
	for _, c := range []struct{ file, outcome, event string }{
		{"alertmanager/firing.http", "created", ""},
		{"alertmanager/firing.http", "unchanged", ""},
	} {
		a := s.Send("POST", "/hook/"+token, http.Header{"X-Github-Event": {c.event}}, payload(t, c.file))
		if got := a.Header.Get("Stoa-Outcome"); got != c.outcome {
			t.Errorf("%s: %s, want %s", c.file, got, c.outcome)
		}
	}
	resolved := strings.ReplaceAll(string(payload(t, "alertmanager/firing.http")), `"firing"`, `"resolved"`)
	s.Send("POST", "/hook/"+token, nil, []byte(resolved))
	all := ops.events(t)
	if len(all) != 2 || all[0].Color != "green" || all[1].Thread != all[0].ID || !strings.Contains(all[1].Body, "firing → resolved") || len(all[1].Card) > 0 {
		t.Errorf("%+v", all)
	}
	comment := `{"action":"created","issue":{"number":7,"title":"Slow","html_url":"https://git.example.com/7"},"comment":{"body":"me too","html_url":"https://git.example.com/7#1"},"repository":{"full_name":"a/b"},"sender":{"login":"ada"}}`
	opened := `{"action":"opened","issue":{"number":7,"title":"Slow","state":"open","html_url":"https://git.example.com/7"},"repository":{"full_name":"a/b"},"sender":{"login":"ada"}}`
	for _, c := range []struct{ event, body, outcome string }{
		{"issue_comment", comment, "created"}, {"issues", opened, "created"}, {"issue_comment", comment, "replied"},
	} {
		a := s.Send("POST", "/hook/"+token, http.Header{"X-Github-Event": {c.event}}, []byte(c.body))
		if got := a.Header.Get("Stoa-Outcome"); got != c.outcome {
			t.Errorf("%s: %s, want %s", c.event, got, c.outcome)
		}
	}
}

func TestAnOldOrDeletedMessageIsPostedAnew(t *testing.T) {
	t.Parallel()
	clock := stoatest.NewClock()
	s := stoatest.Start(t, stoatest.WithClock(clock))
	ops := talk(t, s, "Ops")
	token := s.RoomToken("Ops", "Cron")
	send := func(body, outcome string) string {
		t.Helper()
		a := s.Send("POST", "/hook/"+token+"?key=backup", nil, []byte(body))
		if a.Header.Get("Stoa-Outcome") != outcome {
			t.Errorf("%s: %d %s", body, a.Status, a.Header.Get("Stoa-Outcome"))
		}
		return a.Header.Get("Stoa-Message-Id")
	}
	send("one", "created")
	clock.Advance(chat.ChangeWindow + time.Minute)
	id := send("two", "created")
	path := fmt.Sprintf("/api/conversations/%d/events/%s", ops.conversation, id)
	if a := s.Call(s.SignIn(stoatest.AdminEmail, stoatest.AdminPassword), "DELETE", path, nil); a.Status/100 != 2 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	send("three", "created")
	send("four", "updated")
	for i := range chat.MaxEdits {
		send(fmt.Sprint("progress ", i), map[bool]string{true: "updated", false: "created"}[i < chat.MaxEdits-1])
	}
}

func TestManyWhoTellOfTheSameThingMakeOneMessage(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, database string) {
		s := stoatest.Start(t, stoatest.WithDatabase(database))
		ops := talk(t, s, "Ops")
		token := s.RoomToken("Ops", "Cron")
		all := func(state string) {
			var done sync.WaitGroup
			for i := range 40 {
				done.Go(func() {
					path := "/hook/" + token + "?key=disk&state=" + url.QueryEscape(state)
					body, _ := json.Marshal(map[string]string{"message": fmt.Sprint(state, " says ", i)})
					if a := s.Send("POST", path, nil, body); a.Status != 204 {
						t.Errorf("%d %s", a.Status, a.Body)
					}
				})
			}
			done.Wait()
		}
		all("firing")
		if got := ops.bodies(t); len(got) != 1 {
			t.Errorf("the room has %q", got)
		}
		all("resolved")
		if got := ops.bodies(t); len(got) != 2 || !strings.Contains(got[1], "firing → resolved") {
			t.Errorf("the room has %q", got)
		}
	})
}

func TestAKeyThatIsNoneIsRefused(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	s.Room("Ops")
	token := s.RoomToken("Ops", "Cron")
	for _, key := range []string{"", "%20", strings.Repeat("x", 501), "%ff"} {
		a := s.Send("POST", "/hook/"+token+"?key="+key, nil, []byte("x"))
		if a.Status != 400 || !strings.Contains(a.Error(t).Message, "key") {
			t.Errorf("%.20s: %d %s", key, a.Status, a.Body)
		}
	}
}
