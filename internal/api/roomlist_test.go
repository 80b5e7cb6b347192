package api_test

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

type roomPage struct {
	Items []struct {
		ID           int64
		Conversation int64
		Name         string
		OwnerName    string `json:"owner_name"`
		Members      int
		Participants int
		Messages     int64
	}
	Next string
}

func roomsAt(t *testing.T, s *stoatest.Server, query string) (names []string, page roomPage) {
	t.Helper()
	a := s.Call(s.Token, "GET", "/api/admin/rooms?"+query, nil)
	if a.Status != 200 {
		t.Fatalf("%s: %d %s", query, a.Status, a.Body)
	}
	a.JSON(t, &page)
	for _, r := range page.Items {
		names = append(names, r.Name)
	}
	return names, page
}

func TestAllRoomsAreFoundAlsoPrivateAndArchivedOnes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, database string) {
		s := stoatest.Start(t, stoatest.WithDatabase(database))
		bob, bobs := s.User("Bob", "bob@example.test")
		for _, room := range []string{`{"name":"ops","topic":"100% green"}`, `{"name":"Board","privacy":"private"}`, `{"name":"Attic"}`} {
			if a := s.Call(bobs, "POST", "/api/rooms", room); a.Status != 201 {
				t.Fatalf("%d %s", a.Status, a.Body)
			}
		}
		if a := s.Call(bobs, "PATCH", "/api/rooms/3", `{"archived":true}`); a.Status != 200 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		for query, want := range map[string][]string{
			"": {"Attic", "Board", "ops"}, "state=active": {"Board", "ops"}, "state=archived": {"Attic"}, "privacy=private": {"Board"},
			"privacy=public": {"Attic", "ops"}, "text=OPS": {"ops"}, "text=100%25": {"ops"}, "text=nothing": nil, "limit=1&cursor=1": {"Board"},
		} {
			got, _ := roomsAt(t, s, query)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%q: %s", query, diff)
			}
		}
		_, page := roomsAt(t, s, "text=board")
		if r := page.Items[0]; r.OwnerName != "Bob" || r.Members != 1 || r.Participants != 1 {
			t.Errorf("%+v", r)
		}
		one := fmt.Sprint("/api/admin/rooms/", page.Items[0].ID)
		if a := s.Call(s.Token, "PUT", one+"/owner", `{"user":1}`); a.Status != 200 {
			t.Errorf("%d %s", a.Status, a.Body)
		}
		if _, page := roomsAt(t, s, "text=board"); page.Items[0].OwnerName != "Administrator" {
			t.Errorf("%+v", page.Items)
		}
		for body, field := range map[string]string{`{}`: "user", `{"user":"x"}`: "user"} {
			if a := s.Call(s.Token, "PUT", one+"/owner", body); a.Status != 400 || a.Error(t).Field != field {
				t.Errorf("%s: %d %s", body, a.Status, a.Body)
			}
		}
		if a := s.Call(s.Token, "PUT", one+"/owner", `{"user":4711}`); a.Status != 404 {
			t.Errorf("to nobody: %d %s", a.Status, a.Body)
		}
		if a := s.Call(s.Token, "POST", fmt.Sprintf("/api/admin/users/%d/deactivate", bob.ID), ""); a.Status != 200 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		if a := s.Call(s.Token, "PUT", one+"/owner", fmt.Sprintf(`{"user":%d}`, bob.ID)); a.Status != 400 {
			t.Errorf("to who is deactivated: %d %s", a.Status, a.Body)
		}
		if a := s.Call(s.Token, "DELETE", one, `{"name":"board"}`); a.Status != 400 || a.Error(t).Field != "name" {
			t.Errorf("by another name: %d %s", a.Status, a.Body)
		}
		if a := s.Call(s.Token, "DELETE", one, `{"name":"Board"}`); a.Status != 204 {
			t.Errorf("%d %s", a.Status, a.Body)
		}
		if a := s.Call(s.Token, "GET", one, nil); a.Status != 404 {
			t.Errorf("after that: %d %s", a.Status, a.Body)
		}
	})
}

func TestAnAdministratorsReadingOfAPrivateRoomIsWrittenDown(t *testing.T) {
	clock := stoatest.NewClock()
	s := stoatest.Start(t, stoatest.WithClock(clock))
	_, bobs := s.User("Bob", "bob@example.test")
	conversation := func(token, room string) int64 {
		t.Helper()
		var made struct{ Conversation int64 }
		s.Call(token, "POST", "/api/rooms", room).JSON(t, &made)
		return made.Conversation
	}
	private := conversation(bobs, `{"name":"Board","privacy":"private"}`)
	open := conversation(bobs, `{"name":"Ops"}`)
	own := conversation(s.Token, `{"name":"Mine","privacy":"private"}`)
	read := func(token, path string) {
		t.Helper()
		if a := s.Call(token, "GET", path, nil); a.Status != 200 {
			t.Fatalf("%s: %d %s", path, a.Status, a.Body)
		}
	}
	events := func(id int64) string { return fmt.Sprintf("/api/conversations/%d/events", id) }
	looked := func() int { return len(audit(t, s, url.Values{"kind": {"room.read"}})) }

	for _, id := range []int64{open, own} {
		read(s.Token, events(id))
	}
	read(bobs, events(private))
	if n := looked(); n != 0 {
		t.Fatalf("%d entries about rooms that are one's own or open", n)
	}
	read(s.Token, events(private))
	read(s.Token, events(private)+"?before=5")
	if n := looked(); n != 1 {
		t.Errorf("%d entries for one look", n)
	}
	holds(t, audit(t, s, url.Values{"kind": {"room.read"}}), "room.read | Administrator user | room Board | ")
	clock.Advance(2 * time.Hour)
	read(s.Token, "/v2/room/Board/history")
	if n := looked(); n != 2 {
		t.Errorf("%d entries after a second look, by API v2", n)
	}
	clock.Advance(2 * time.Hour)
	read(s.Token, fmt.Sprintf("/api/conversations/%d/files", private))
	if n := looked(); n != 3 {
		t.Errorf("%d entries after a look at the files", n)
	}
	clock.Advance(90 * time.Minute)
	s.Call(bobs, "POST", events(private), `{"body":"the budget"}`)
	if texts := found(t, s, s.Token, "budget"); len(texts) != 1 {
		t.Fatal(texts)
	}
	if n := looked(); n != 4 {
		t.Errorf("%d entries after a search that found something there", n)
	}
	clock.Advance(90 * time.Minute)
	live := listen(t, s, s.Token)
	if err := live.conn.Write(t.Context(), websocket.MessageText, fmt.Appendf(nil, `{"type":"watch","conversation":%d,"after":0}`, private)); err != nil {
		t.Fatal(err)
	}
	live.await("event")
	if n := looked(); n != 5 {
		t.Errorf("%d entries after a look by the live feed", n)
	}
}
