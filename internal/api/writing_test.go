package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

type draft struct {
	Conversation int64
	Thread       string
	Body         string
}

func drafts(t *testing.T, s *stoatest.Server, token string) []draft {
	t.Helper()
	var list struct{ Items []draft }
	a := s.Call(token, "GET", "/api/me/drafts", nil)
	if a.JSON(t, &list); a.Status != 200 {
		t.Fatalf("got %d %s", a.Status, a.Body)
	}
	return list.Items
}

// liveFeed is a person's live feed.
type liveFeed struct {
	t    *testing.T
	ctx  context.Context
	conn *websocket.Conn
}

// socket opens the live feed of a token's person.
func socket(t *testing.T, s *stoatest.Server, token string) liveFeed {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	conn, _, err := websocket.Dial(ctx, s.URL+"/api/ws", &websocket.DialOptions{HTTPHeader: http.Header{"Authorization": {"Bearer " + token}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.CloseNow() })
	f := liveFeed{t, ctx, conn}
	f.next("hello")
	return f
}

// next answers the next frame of a type.
func (f liveFeed) next(kind string) string {
	f.t.Helper()
	for {
		_, b, err := f.conn.Read(f.ctx)
		if err != nil {
			f.t.Fatalf("waiting for %s: %v", kind, err)
		}
		var head struct{ Type string }
		if json.Unmarshal(b, &head) == nil && head.Type == kind {
			return string(b)
		}
	}
}

func (f liveFeed) send(frame string) {
	f.t.Helper()
	if err := f.conn.Write(f.ctx, websocket.MessageText, []byte(frame)); err != nil {
		f.t.Fatal(err)
	}
}

func TestDraftsFollowAPersonToTheirOtherPages(t *testing.T) {
	storetest.Each(t, func(t *testing.T, database string) {
		s := stoatest.Start(t, stoatest.WithDatabase(database))
		ops := s.Room("Ops")
		_, bob := s.User("Bob", "bob@example.test")
		path := fmt.Sprintf("/api/me/drafts/%d", ops.Conversation)
		other := socket(t, s, s.Token)
		if a := s.Call(s.Token, "PUT", path, `{"body":"half a *thought*","by":"page1"}`); a.Status != 204 {
			t.Fatalf("got %d %s", a.Status, a.Body)
		}
		want := fmt.Sprintf(`{"type":"me","what":"draft","data":{"conversation":%d,"body":"half a *thought*","by":"page1"}}`, ops.Conversation)
		if got := other.next("me"); got != want {
			t.Errorf("told %s, want %s", got, want)
		}
		if diff := cmp.Diff([]draft{{ops.Conversation, "", "half a *thought*"}}, drafts(t, s, s.Token)); diff != "" {
			t.Error(diff)
		}
		if len(drafts(t, s, bob)) != 0 {
			t.Error("Bob has another person's draft")
		}
		var first, reply struct{ ID string }
		events := fmt.Sprintf("/api/conversations/%d/events", ops.Conversation)
		s.Call(s.Token, "POST", events, `{"body":"begin","client_id":"1"}`).JSON(t, &first)
		s.Call(s.Token, "POST", events, fmt.Sprintf(`{"body":"go on","client_id":"2","thread":%q}`, first.ID)).JSON(t, &reply)
		for thread, want := range map[string]int{first.ID: 204, reply.ID: 400, "none": 404, strings.Repeat("x", 65): 400} {
			if a := s.Call(s.Token, "PUT", path, fmt.Sprintf(`{"thread":%q,"body":"in the thread"}`, thread)); a.Status != want {
				t.Errorf("in %s: %d %s", thread, a.Status, a.Body)
			}
		}
		if diff := cmp.Diff([]draft{{ops.Conversation, first.ID, "in the thread"}, {ops.Conversation, "", "half a *thought*"}}, drafts(t, s, s.Token)); diff != "" {
			t.Error(diff)
		}
		if a := s.Call(s.Token, "PUT", path, fmt.Sprintf(`{"thread":%q,"body":""}`, first.ID)); a.Status != 204 || len(drafts(t, s, s.Token)) != 1 {
			t.Errorf("dropping it: %d %s", a.Status, a.Body)
		}
		if a := s.Call(s.Token, "PUT", path, `{"body":""}`); a.Status != 204 || len(drafts(t, s, s.Token)) != 0 {
			t.Errorf("dropping: %d %s", a.Status, a.Body)
		}
	})
}

func TestDraftsAreChecked(t *testing.T) {
	s := stoatest.Start(t)
	ops, board := s.Room("Ops"), s.PrivateRoom("Board")
	_, bob := s.User("Bob", "bob@example.test")
	path := func(id int64) string { return fmt.Sprintf("/api/me/drafts/%d", id) }
	for _, tt := range []struct {
		name, token, path, body string
		status                  int
		field                   string
	}{
		{"too long", bob, path(ops.Conversation), `{"body":"` + strings.Repeat("x", 32769) + `"}`, 400, "body"},
		{"a NUL", bob, path(ops.Conversation), `{"body":"a\u0000b"}`, 400, "body"},
		{"a long name of the page", bob, path(ops.Conversation), `{"body":"x","by":"` + strings.Repeat("x", 65) + `"}`, 400, "by"},
		{"a member that is none", bob, path(ops.Conversation), `{"text":"x"}`, 400, ""},
		{"a room that they may not read", bob, path(board.Conversation), `{"body":"x"}`, 404, ""},
		{"no conversation", bob, path(999), `{"body":"x"}`, 404, ""},
	} {
		if a := s.Call(tt.token, "PUT", tt.path, tt.body); a.Status != tt.status || a.Error(t).Field != tt.field {
			t.Errorf("%s: %d %s", tt.name, a.Status, a.Body)
		}
	}
}

func TestCommandsOfAddonsAreListedWhereTheyAreInstalled(t *testing.T) {
	s := stoatest.Start(t)
	ops, design := s.Room("Ops"), s.Room("Design")
	s.Addon("Ops", func(d *hipchat.Descriptor, base string) {
		d.Capabilities.Webhooks = hipchat.DescriptorWebhooks{
			{Event: "room_message", Pattern: `^/(deploy|rollback)\b`, URL: base + "/hook", Name: "Deploys"},
			{Event: "room_message", Pattern: `^/deploy (now|later)`, URL: base + "/again", Name: "Deploys again"},
			{Event: "room_notification", Pattern: `^/noted`, URL: base + "/noted"},
		}
	}, nil)
	list := func(conversation int64) (out []string) {
		t.Helper()
		var got struct {
			Items []struct {
				Command, Name string
				Key           string `json:"addon_key"`
				Addon         string `json:"addon_name"`
			}
		}
		a := s.Call(s.Token, "GET", fmt.Sprintf("/api/conversations/%d/commands", conversation), nil)
		if a.JSON(t, &got); a.Status != 200 {
			t.Fatalf("got %d %s", a.Status, a.Body)
		}
		for _, c := range got.Items {
			out = append(out, strings.Join([]string{c.Command, c.Addon, c.Key, c.Name}, " "))
		}
		return out
	}
	if diff := cmp.Diff([]string{"deploy Addon test.addon Deploys", "rollback Addon test.addon Deploys"}, list(ops.Conversation)); diff != "" {
		t.Error(diff)
	}
	if got := list(design.Conversation); len(got) != 0 {
		t.Errorf("elsewhere: %v", got)
	}
	if a := s.Call(s.Token, "GET", "/api/conversations/999/commands", nil); a.Status != 404 {
		t.Errorf("nowhere: %d %s", a.Status, a.Body)
	}
}

func TestWhatIsAtALinkIsShownUnderTheMessageOnceItIsKnown(t *testing.T) {
	storetest.Each(t, func(t *testing.T, database string) {
		site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, `<title>Release notes</title><meta property="og:description" content="What is new">`)
		}))
		defer site.Close()
		s := stoatest.Start(t, stoatest.WithDatabase(database), func(c *app.Config) { c.Allow = "127.0.0.0/8" })
		ops := s.Room("Ops")
		events := socket(t, s, s.Token)
		events.send(fmt.Sprintf(`{"type":"watch","conversation":%d,"after":0}`, ops.Conversation))
		post := func(body string) string {
			t.Helper()
			a := s.Call(s.Token, "POST", fmt.Sprintf("/api/conversations/%d/events", ops.Conversation), map[string]string{"body": body})
			var e struct{ ID string }
			if a.JSON(t, &e); a.Status != 201 || strings.Contains(a.Body, `"links"`) {
				t.Fatalf("got %d %s", a.Status, a.Body)
			}
			return e.ID
		}
		post("nothing to see at http://127.0.0.1:1/none")
		id := post("read " + site.URL + "/4.12.")
		for {
			var f struct {
				Event struct {
					Change string
					Of     struct {
						ID    string
						Body  string
						Links []struct{ Type, URL, Title, Description string }
					}
				}
			}
			if err := json.Unmarshal([]byte(events.next("event")), &f); err != nil {
				t.Fatal(err)
			}
			if f.Event.Change == "" {
				continue
			}
			of := f.Event.Of
			if f.Event.Change != "preview" || of.ID != id || len(of.Links) != 1 || of.Links[0].Title != "Release notes" ||
				of.Links[0].Description != "What is new" || of.Links[0].URL != site.URL+"/4.12" || of.Links[0].Type != "link" {
				t.Errorf("got %+v", f.Event)
			}
			return
		}
	})
}
