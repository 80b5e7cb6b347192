package apiv2_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
)

// say posts numbered messages to a room and answers their ids, from the number first on.
func say(t *testing.T, s *stoatest.Server, room string, first, n int) []hipchat.MessageCreated {
	t.Helper()
	made := make([]hipchat.MessageCreated, n)
	for i := range made {
		s.Call(s.Token, "POST", "/v2/room/"+room+"/message", map[string]string{"message": strconv.Itoa(first + i)}).JSON(t, &made[i])
	}
	return made
}

// Following links.next from any beginning answers every message once, whatever is said between the pages, and prev
// leads back through the same ones.
func TestHistoryPagesStandStillWhileMessagesArrive(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	say(t, s, "Ops", 0, 25)
	for name, from := range map[string]string{
		"the future":       "date=2999-01-01T00:00:00Z&end-date=null&reverse=false",
		"now":              "date=" + url.QueryEscape(time.Now().UTC().Format(time.RFC3339Nano)) + "&reverse=false",
		"a start-index":    "date=2999-01-01&reverse=false&start-index=0",
		"another spelling": "date=2999-01-01&reverse=false&start_index=0&max_results=10",
	} {
		t.Run(name, func(t *testing.T) {
			before := len(strings.Split(texts(history(t, s, s.Token, "/v2/room/Ops/history?"+from+"&max-results=1000")), "|"))
			next := s.URL + "/v2/room/Ops/history?" + from + "&max-results=10"
			var all, pages []string
			for next != "" {
				u, err := url.Parse(next)
				if err != nil {
					t.Fatal(err)
				}
				list := history(t, s, s.Token, u.RequestURI())
				say(t, s, "Ops", 1000, 3)
				if list.StartIndex != len(all) || list.MaxResults != 10 {
					t.Errorf("page %d: startIndex %d, maxResults %d", len(pages), list.StartIndex, list.MaxResults)
				}
				if (list.Links.Prev != "") != (len(all) > 0) {
					t.Errorf("page %d: prev %q", len(pages), list.Links.Prev)
				}
				if len(pages) > 0 {
					u, err := url.Parse(list.Links.Prev)
					if err != nil {
						t.Fatal(err)
					}
					if got := texts(history(t, s, s.Token, u.RequestURI())); got != pages[len(pages)-1] {
						t.Errorf("prev of page %d: %s", len(pages), got)
					}
				}
				pages = append(pages, texts(list))
				for _, m := range list.Items {
					all = append(all, m.ID)
				}
				next = list.Links.Next
			}
			seen := make(map[string]bool)
			for _, id := range all {
				seen[id] = true
			}
			if len(all) != before || len(seen) != before {
				t.Errorf("%d messages in %d ids, want %d of each", len(all), len(seen), before)
			}
			if whole := strings.Join(pages, "|"); !strings.HasSuffix(whole, "|2|1|0") {
				t.Errorf("the end of all pages: %s", whole)
			}
		})
	}
}

func TestHistoryIsBoundedAsItsParametersSay(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	s.Room("Other")
	made := say(t, s, "Ops", 0, 6)
	elsewhere := say(t, s, "Other", 0, 1)[0]
	date := func(i int) string { return url.QueryEscape(made[i].Timestamp) }
	unix := func(i int) string {
		at, err := time.Parse(hipchat.TimeLayout, made[i].Timestamp)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("%d.%06d", at.Unix(), at.Nanosecond()/1000)
	}
	tests := []struct{ name, query, want string }{
		{"nothing asked", "", "0|1|2|3|4|5"},
		{"recent", "?date=recent&max-results=2&start-index=3", "0|1|2|3|4|5"},
		{"Recent", "?date=Recent", "0|1|2|3|4|5"},
		{"null", "?date=null", "0|1|2|3|4|5"},
		{"recent, newest first", "?reverse=false", "5|4|3|2|1|0"},
		{"a date is inclusive", "?date=" + date(3), "0|1|2|3"},
		{"as Unix seconds", "?date=" + unix(3), "0|1|2|3"},
		{"with its plus sign as a space", "?date=" + strings.ReplaceAll(made[3].Timestamp, "+", "+"), "0|1|2|3"},
		{"an end-date is inclusive", "?date=" + date(4) + "&end-date=" + date(2), "2|3|4"},
		{"an end-date of null", "?date=" + date(2) + "&end-date=null", "0|1|2"},
		{"end_date", "?date=" + date(4) + "&end_date=" + unix(3), "3|4"},
		{"one moment", "?date=" + date(2) + "&end-date=" + date(2), "2"},
		{"the wrong way round", "?date=" + date(2) + "&end-date=" + date(4), ""},
		{"an end-date without a date", "?end-date=" + date(4), "0|1|2|3|4|5"},
		{"the future", "?date=9999-12-31T23:59:59Z&max-results=2", "4|5"},
		{"before everything", "?date=0001-01-01", ""},
		{"a page", "?date=" + date(5) + "&start-index=1&max-results=2&reverse=false", "4|3"},
		{"a page beyond the end", "?date=" + date(5) + "&start-index=100", ""},
		{"no results", "?date=" + date(5) + "&max-results=0", ""},
		{"not-before", "?not-before=" + made[4].ID, "4|5"},
		{"not_before", "/latest?not_before=" + made[4].ID, "4|5"},
		{"not-after", "?not-after=" + made[1].ID, "0|1"},
		{"both", "/latest?not-before=" + made[1].ID + "&not-after=" + made[3].ID, "1|2|3"},
		{"the latest two", "/latest?max-results=2", "4|5"},
		{"the latest none", "/latest?max-results=0", ""},
		{"deleted ones", "?include_deleted=False&include-deleted=1", "0|1|2|3|4|5"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			list := history(t, s, s.Token, "/v2/room/Ops/history"+tt.query)
			if got := texts(list); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			if list.Links.Self != s.URL+"/v2/room/Ops/history" {
				t.Errorf("self is %s", list.Links.Self)
			}
		})
	}
	for _, tt := range []struct {
		query, field string
		status       int
	}{
		{"?date=yesterday", "date", 400}, {"?date=2016-13-01", "date", 400}, {"?date=-5", "date", 400},
		{"?date=" + date(1) + "&end-date=soon", "end-date", 400}, {"?timezone=Mars", "timezone", 400},
		{"?timezone=Local", "timezone", 400}, {"?timezone=../../etc/passwd", "timezone", 400}, {"?reverse=maybe", "reverse", 400},
		{"?include_deleted=maybe", "include_deleted", 400}, {"?max-results=1001", "max-results", 400},
		{"?max-results=-1", "max-results", 400}, {"?start-index=x", "start-index", 400}, {"?start-index=99999999999999999999", "start-index", 400},
		{"?date=" + date(1) + "&start-index=1000001", "start-index", 400},
		{"?date=" + date(1) + "&cursor=x", "cursor", 400}, {"?date=" + date(1) + "&cursor=1-0", "cursor", 400},
		{"?date=" + date(1) + "&cursor=-1--1", "cursor", 400}, {"?date=" + date(1) + "&cursor=99999999999999999999-1", "cursor", 400},
		{"/latest?not-before=x", "", 404}, {"?not-before=" + elsewhere.ID, "", 404}, {"?not-after=%00", "", 404},
		{"/latest?max-results=1001", "max-results", 400},
	} {
		if a := s.Call(s.Token, "GET", "/v2/room/Ops/history"+tt.query, nil); a.Status != tt.status || a.Error(t).Field != tt.field {
			t.Errorf("%s: %d %s", tt.query, a.Status, a.Body)
		}
	}
}

func TestHistoryDatesStandInTheZoneAskedFor(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	made := say(t, s, "Ops", 0, 1)[0]
	for zone, offset := range map[string]string{"UTC": "+00:00", "Asia/Kolkata": "+05:30", "": "+00:00"} {
		got := history(t, s, s.Token, "/v2/room/Ops/history?timezone="+zone).Items[0].Date
		at, err := time.Parse(hipchat.TimeLayout, got)
		if err != nil || !strings.HasSuffix(got, offset) {
			t.Errorf("%s: %s, %v", zone, got, err)
		}
		if want, err := time.Parse(hipchat.TimeLayout, made.Timestamp); err != nil || !at.Equal(want) {
			t.Errorf("%s: %s is not %s", zone, got, made.Timestamp)
		}
	}
	// Without an offset, the zone says which moment a date is.
	at, err := time.Parse(hipchat.TimeLayout, made.Timestamp)
	if err != nil {
		t.Fatal(err)
	}
	india := at.Add(5*time.Hour + 30*time.Minute).Format("2006-01-02T15:04:05.000000")
	if got := texts(history(t, s, s.Token, "/v2/room/Ops/history?timezone=Asia/Kolkata&date="+india)); got != "0" {
		t.Errorf("its own moment in India: %q", got)
	}
	if got := texts(history(t, s, s.Token, "/v2/room/Ops/history?timezone=Asia/Tokyo&date="+india)); got != "" {
		t.Errorf("the same clock in Tokyo, hours before: %q", got)
	}
}

func TestExpandShowsWhoSpokeAndWhoIsMentionedInFull(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	s.User("Bob", "bob@example.test")
	s.Call(s.Token, "POST", "/v2/room/Ops/message", `{"message":"@bob look"}`)
	s.Call(s.RoomToken("Ops", "CI"), "POST", "/v2/room/Ops/notification", `{"message":"done"}`)
	reader := s.SignIn(stoatest.AdminEmail, stoatest.AdminPassword, hipchat.ScopeViewMessages)
	for _, tt := range []struct {
		name, token, expand string
		from, mentions      bool // in full
	}{
		{"nothing", s.Token, "", false, false},
		{"both", s.Token, "items.from,items.mentions", true, true},
		{"one", s.Token, "items.mentions", false, true},
		{"the level above", s.Token, "items", false, false},
		{"another answer's path", s.Token, "message.from", false, false},
		{"without the scope to see people", reader, "items.from,items.mentions", false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := s.Call(tt.token, "GET", "/v2/room/Ops/history?fields=id,from&expand="+tt.expand, nil)
			var list hipchat.List[hipchat.Message]
			a.JSON(t, &list)
			m := list.Items[0]
			if m.From.Person == nil || (m.From.Person.Full != nil) != tt.from {
				t.Errorf("from: %+v", m.From)
			}
			if len(m.Mentions) != 1 || (m.Mentions[0].Full != nil) != tt.mentions || m.Mentions[0].Name != "Bob" {
				t.Errorf("mentions: %+v", m.Mentions)
			}
			if n := list.Items[1]; n.From.Person != nil || n.From.Name != "CI" {
				t.Errorf("a notification's from: %+v", n.From)
			}
		})
	}
	id := history(t, s, s.Token, "/v2/room/Ops/history").Items[0].ID
	var one hipchat.MessageBody
	s.Call(s.Token, "GET", "/v2/room/Ops/history/"+id+"?expand=message.from,message.mentions", nil).JSON(t, &one)
	if one.Message.From.Person.Full == nil || one.Message.Mentions[0].Full == nil || *one.Message.Mentions[0].Full.Email != "bob@example.test" {
		t.Errorf("one: %+v", one.Message)
	}
}

func TestHistoryHasTopicsAndGuestAccessButNotWhoCame(t *testing.T) {
	s := stoatest.Start(t)
	room := s.Room("Ops")
	s.Call(s.Token, "PUT", "/v2/room/Ops/topic", `{"topic":"steam"}`)
	for _, on := range []bool{true, true, false} {
		a := s.Call(s.Token, "PUT", "/v2/room/Ops", map[string]any{
			"name": "Ops", "privacy": "public", "is_archived": false, "is_guest_accessible": on, "topic": "steam", "owner": map[string]any{"id": 1},
		})
		if a.Status != 204 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
	}
	_, bobs := s.User("Bob", "bob@example.test")
	if a := s.Call(bobs, "POST", fmt.Sprintf("/api/rooms/%d/join", room.ID), nil); a.Status >= 300 {
		t.Fatalf("join: %d %s", a.Status, a.Body)
	}
	var got []string
	for _, m := range history(t, s, s.Token, "/v2/room/Ops/history").Items {
		var from struct{ Name string }
		if err := json.Unmarshal(m.From, &from); err != nil || from.Name == "" {
			t.Errorf("from: %s", m.From)
		}
		got = append(got, m.Type+": "+m.Message)
	}
	if want := "topic: steam|guest_access: Guest access was switched on|guest_access: Guest access was switched off"; strings.Join(got, "|") != want {
		t.Errorf("got %q", got)
	}
	// The line of who came stands in the log, and has an id; as a message it is not there.
	var page struct{ Items []struct{ ID, Kind string } }
	s.Call(s.Token, "GET", fmt.Sprintf("/api/conversations/%d/events", room.Conversation), nil).JSON(t, &page)
	for _, e := range page.Items {
		if e.Kind != "enter" {
			continue
		}
		if a := s.Call(s.Token, "GET", "/v2/room/Ops/history/"+e.ID, nil); a.Status != 404 {
			t.Errorf("an enter line: %d %s", a.Status, a.Body)
		}
		return
	}
	t.Errorf("nobody came: %+v", page.Items)
}

func TestASessionShowsItsOwnerAndItsRoomInFull(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	var mine hipchat.Session
	s.Call(s.Token, "GET", "/v2/oauth/token/"+s.Token+"?expand=owner", nil).JSON(t, &mine)
	if mine.Owner == nil || mine.Owner.Full == nil || *mine.Owner.Full.Email != stoatest.AdminEmail {
		t.Errorf("a person's: %+v", mine.Owner)
	}
	few := s.SignIn(stoatest.AdminEmail, stoatest.AdminPassword, hipchat.ScopeViewMessages)
	s.Call(few, "GET", "/v2/oauth/token/"+few+"?expand=owner", nil).JSON(t, &mine)
	if mine.Owner == nil || mine.Owner.Full != nil {
		t.Errorf("without the scope to see people: %+v", mine.Owner)
	}
	room := s.RoomToken("Ops", "CI")
	var its hipchat.Session
	s.Call(room, "GET", "/v2/oauth/token/"+room+"?expand=client.room", nil).JSON(t, &its)
	if its.Client == nil || its.Client.Room == nil || its.Client.Room.Name != "Ops" || its.Client.Room.Full != nil {
		t.Errorf("a room token may not see its room: %+v", its.Client)
	}
}
