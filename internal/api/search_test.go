package api_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// found are the texts of what a search answers, once the search has read everything.
func found(t *testing.T, s *stoatest.Server, token, q string) []string {
	t.Helper()
	caughtUp(t, s)
	return answered(t, s, token, q)
}

// answered is found for a search that has read everything already.
func answered(t *testing.T, s *stoatest.Server, token, q string) []string {
	t.Helper()
	var page struct {
		Items []struct {
			Event struct{ Body string }
		}
	}
	a := s.Call(token, "GET", "/api/search?q="+url.QueryEscape(q), nil)
	a.JSON(t, &page)
	if a.Status != 200 {
		t.Fatalf("%s: %d %s", q, a.Status, a.Body)
	}
	texts := []string{}
	for _, i := range page.Items {
		texts = append(texts, i.Event.Body)
	}
	return texts
}

// caughtUp waits until the search has read what was said before: it reads a log in order, so a last word that only this
// call knows stands for the rest.
func caughtUp(t *testing.T, s *stoatest.Server) {
	t.Helper()
	var rooms struct {
		Items []struct{ Conversation int64 }
	}
	s.Call(s.Token, "GET", "/api/rooms", nil).JSON(t, &rooms)
	var marks []string
	for _, r := range rooms.Items {
		mark := fmt.Sprintf("mark%dx%d", time.Now().UnixNano(), r.Conversation)
		if a := s.Call(s.Token, "POST", fmt.Sprintf("/api/conversations/%d/events", r.Conversation), map[string]string{"body": mark}); a.Status == 201 {
			marks = append(marks, mark) // the room is not archived
		}
	}
	for _, mark := range marks {
		indexed(t, s, mark)
	}
}

// indexed waits until the search has read a word that the administrator may find.
func indexed(t *testing.T, s *stoatest.Server, word string) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; {
		if a := s.Call(s.Token, "GET", "/api/search?q="+word, nil); strings.Contains(a.Body, `"body":"`+word) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the search does not catch up")
		}
	}
}

func TestWhatWasSaidIsFound(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, database string) {
		s := stoatest.Start(t, stoatest.WithDatabase(database))
		s.Room("Ops")
		s.Room("Big Room")
		_, bob := s.User("Bob Builder", "bob@example.test")
		say := func(token, room, text string) {
			t.Helper()
			if a := s.Call(token, "POST", "/v2/room/"+url.PathEscape(room)+"/message", map[string]string{"message": text}); a.Status != 201 {
				t.Fatalf("%d %s", a.Status, a.Body)
			}
		}
		say(s.Token, "Ops", "The deploy of https://ci.example/7 is down @BobBuilder")
		say(bob, "Ops", "deployed again")
		say(bob, "Big Room", "unrelated deployment")
		s.Call(s.RoomToken("Ops", "Jenkins"), "POST", "/v2/room/Ops/notification",
			`{"message":"<b>deploy</b> 8 failed","card":{"style":"application","id":"1","title":"Build eight","url":"https://ci.example/8"}}`)
		down, again, other, failed := "The deploy of https://ci.example/7 is down @BobBuilder", "deployed again", "unrelated deployment", "<b>deploy</b> 8 failed"
		caughtUp(t, s)
		for q, want := range map[string][]string{
			"deploy":                           {failed, other, again, down},
			`"deploy"`:                         {failed, down},
			"deploy -again -failed":            {other, down},
			`"is down"`:                        {down},
			"eight":                            {failed},
			"deploy in:Ops":                    {failed, again, down},
			`deploy in:"big room"`:             {other},
			"deploy in:ops in:#big+room":       {failed, other, again, down},
			"from:@BobBuilder":                 {other, again},
			`from:"bob builder" deploy in:ops`: {again},
			"deploy from:me":                   {down},
			"from:jenkins":                     {failed},
			"deploy -from:jenkins -from:me":    {other, again},
			"has:card":                         {failed},
			"deploy has:link":                  {down},
			"deploy on:today":                  {failed, other, again, down},
			"deploy before:today":              {},
			"deploy after:2020":                {failed, other, again, down},
			"nothing":                          {},
		} {
			if diff := cmp.Diff(want, answered(t, s, s.Token, q)); diff != "" {
				t.Errorf("%s: %s", q, diff)
			}
		}
		if diff := cmp.Diff([]string{down}, answered(t, s, bob, "mentions:me")); diff != "" {
			t.Errorf("mentions of Bob: %s", diff)
		}
	})
}

func TestTheSearchFollowsEditsDeletionsAndRooms(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	s.Room("Ops")
	secret := s.PrivateRoom("Secret")
	_, bob := s.User("Bob", "bob@example.test")
	say := func(conversation int64, text string) (id string) {
		var e struct{ ID string }
		s.Call(s.Token, "POST", fmt.Sprintf("/api/conversations/%d/events", conversation), map[string]string{"body": text}).JSON(t, &e)
		return e.ID
	}
	id := say(1, "the first words")
	say(2, "secret words")
	if got := found(t, s, bob, "words"); len(got) != 1 || got[0] != "the first words" {
		t.Errorf("Bob finds %v", got)
	}
	if a := s.Call(s.Token, "PATCH", "/api/conversations/1/events/"+id, `{"body":"other wording"}`); a.Status != 200 {
		t.Fatalf("edit: %d %s", a.Status, a.Body)
	}
	if got := found(t, s, bob, "words"); len(got) != 0 {
		t.Errorf("after an edit: %v", got)
	}
	if got := found(t, s, bob, "wording"); len(got) != 1 {
		t.Errorf("after an edit: %v", got)
	}
	if a := s.Call(s.Token, "DELETE", "/api/conversations/1/events/"+id, nil); a.Status >= 300 {
		t.Fatalf("delete: %d %s", a.Status, a.Body)
	}
	if got := found(t, s, bob, "wording"); len(got) != 0 {
		t.Errorf("after a deletion: %v", got)
	}
	if a := s.Call(s.Token, "PATCH", fmt.Sprintf("/api/rooms/%d", secret.ID), `{"privacy":"public"}`); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if got := found(t, s, bob, "words"); len(got) != 1 {
		t.Errorf("once the room is open: %v", got)
	}
	if a := s.Call(s.Token, "POST", "/api/search/rebuild", nil); a.Status != 202 {
		t.Fatalf("rebuild: %d %s", a.Status, a.Body)
	}
	if got := found(t, s, bob, "words"); len(got) != 1 {
		t.Errorf("built anew: %v", got)
	}
	if a := s.Call(bob, "POST", "/api/search/rebuild", nil); a.Status != 403 {
		t.Errorf("Bob builds it anew: %d", a.Status)
	}
}

func TestResultsComeInPages(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	s.Room("Ops")
	for n := range 7 {
		s.Call(s.Token, "POST", "/api/conversations/1/events", map[string]string{"body": fmt.Sprint("line ", n)})
	}
	caughtUp(t, s)
	var got []string
	for cursor := ""; ; {
		var page struct {
			Items []struct {
				Event struct{ Body string }
				Room  struct{ Name string }
			}
			Next string
		}
		s.Call(s.Token, "GET", "/api/search?q=line&limit=3&cursor="+cursor, nil).JSON(t, &page)
		for _, i := range page.Items {
			got = append(got, i.Event.Body+" in "+i.Room.Name)
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	want := []string{}
	for n := 6; n >= 0; n-- {
		want = append(want, fmt.Sprintf("line %d in Ops", n))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAChatIsSearchedByItsPerson(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	u, bob := s.User("Bob", "bob@example.test")
	for _, path := range []string{"/v2/user/1/message", "/v2/room/Ops/message"} {
		if a := s.Call(bob, "POST", path, map[string]string{"message": "the deploy by " + path}); a.Status/100 != 2 {
			t.Fatalf("%s: %d %s", path, a.Status, a.Body)
		}
	}
	if a := s.Call(bob, "POST", "/v2/user/1/message", map[string]string{"message": "lastword"}); a.Status/100 != 2 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	caughtUp(t, s)
	indexed(t, s, "lastword") // the chat's log is read by itself
	for _, in := range []string{"@" + u.MentionName, fmt.Sprintf("uid-%d", u.ID)} {
		want := []string{"the deploy by /v2/user/1/message"}
		if diff := cmp.Diff(want, answered(t, s, s.Token, "deploy in:"+in)); diff != "" {
			t.Errorf("in:%s: %s", in, diff)
		}
	}
}

func TestASearchThatCannotBeReadIsRefused(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	s.PrivateRoom("Secret")
	_, bob := s.User("Bob", "bob@example.test")
	for _, c := range []struct{ query, says, field string }{
		{"q=", "What are you looking for? Write at least one word or filter", "q"},
		{"q=" + url.QueryEscape(`"open`), `A quotation mark is missing at the end of "open`, "q"},
		{"q=has:money", "has: takes file, link, image or card, and not “money”", "q"},
		{"q=from:@nobody", "from: there is nobody called @nobody", "q"},
		{"q=in:Secret", "in: there is no room called Secret", "q"},
		{"q=in:uid-1", "in: you have no chat with uid-1", "q"},
		{"q=in:uid-x", "in: there is nobody called uid-x", "q"},
		{"q=in:@admin", "in: you have no chat with @admin", "q"},
		{"q=before:soon", "before: takes a date like 2026-11-22, 2026-11, today or yesterday, and not “soon”", "q"},
		{"q=x&cursor=y", "Value u'y' for field 'cursor' is not of type 'cursor of an earlier answer'", "cursor"},
		{"q=x&limit=y", "Value u'y' for field 'limit' is not of type 'integer'", "limit"},
	} {
		a := s.Call(bob, "GET", "/api/search?"+c.query, nil)
		if e := a.Error(t); a.Status != 400 || e.Message != c.says || e.Field != c.field {
			t.Errorf("%s: %d %s", c.query, a.Status, a.Body)
		}
	}
}
