package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

type draft struct {
	Conversation int64
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

// socket opens the live feed of a token's person; what comes is told by type.
func socket(t *testing.T, s *stoatest.Server, token string) func(kind string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	conn, _, err := websocket.Dial(ctx, s.URL+"/api/ws", &websocket.DialOptions{HTTPHeader: http.Header{"Authorization": {"Bearer " + token}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.CloseNow() })
	next := func(kind string) string {
		for {
			_, b, err := conn.Read(ctx)
			if err != nil {
				t.Fatalf("waiting for %s: %v", kind, err)
			}
			var f struct{ Type string }
			if json.Unmarshal(b, &f) == nil && f.Type == kind {
				return string(b)
			}
		}
	}
	next("hello")
	return next
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
		if got := other("me"); got != want {
			t.Errorf("told %s, want %s", got, want)
		}
		if diff := cmp.Diff([]draft{{ops.Conversation, "half a *thought*"}}, drafts(t, s, s.Token)); diff != "" {
			t.Error(diff)
		}
		if len(drafts(t, s, bob)) != 0 {
			t.Error("Bob has another person's draft")
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
