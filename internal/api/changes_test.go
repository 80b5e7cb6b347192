package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/stoatest"
)

// feed is the live feed of a person that watches one conversation.
type feed struct {
	t    *testing.T
	conn *websocket.Conn
}

func watch(t *testing.T, s *stoatest.Server, email, password string, conversation, after int64) *feed {
	t.Helper()
	conn, _, err := websocket.Dial(t.Context(), s.URL+"/api/ws", &websocket.DialOptions{HTTPHeader: browser(t, s, email, password)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.CloseNow() })
	command := fmt.Sprintf(`{"type":"watch","conversation":%d,"after":%d}`, conversation, after)
	if err := conn.Write(t.Context(), websocket.MessageText, []byte(command)); err != nil {
		t.Fatal(err)
	}
	return &feed{t, conn}
}

// next answers the next event that is told.
func (f *feed) next() chat.Event {
	f.t.Helper()
	ctx, cancel := context.WithTimeout(f.t.Context(), 30*time.Second)
	defer cancel()
	for {
		_, b, err := f.conn.Read(ctx)
		if err != nil {
			f.t.Fatal(err)
		}
		var frame struct {
			Type  string
			Event chat.Event
		}
		if err := json.Unmarshal(b, &frame); err != nil {
			f.t.Fatal(err)
		}
		if frame.Type == "event" {
			return frame.Event
		}
	}
}

// say posts a message to a conversation.
func say(t *testing.T, s *stoatest.Server, token string, conversation int64, body string) chat.Event {
	t.Helper()
	var e chat.Event
	s.Call(token, "POST", fmt.Sprintf("/api/conversations/%d/events", conversation), map[string]string{"body": body}).JSON(t, &e)
	return e
}

func TestChangesAreToldWithWhatTheyChanged(t *testing.T) {
	s := stoatest.Start(t)
	room := s.Room("Ops")
	conversation := room.Conversation
	e := say(t, s, s.Token, conversation, "helo")
	live := watch(t, s, stoatest.AdminEmail, stoatest.AdminPassword, conversation, e.Seq)
	path := fmt.Sprintf("/api/conversations/%d/events/%s", conversation, e.ID)

	var edited chat.Event
	if a := s.Call(s.Token, "PATCH", path, `{"body":"hello"}`); a.Status != 200 {
		t.Fatalf("edit: %d %s", a.Status, a.Body)
	} else {
		a.JSON(t, &edited)
	}
	if edited.ID != e.ID || edited.Body != "hello" || edited.Edited.IsZero() {
		t.Errorf("edited: %+v", edited)
	}
	if got := live.next(); got.Kind != chat.KindChange || got.Change != chat.ChangeEdit || got.Of == nil || got.Of.Body != "hello" {
		t.Errorf("told: %+v", got)
	}
	if a := s.Call(s.Token, "DELETE", path, nil); a.Status != 200 || !strings.Contains(string(a.Body), `"deleted":true`) {
		t.Errorf("delete: %d %s", a.Status, a.Body)
	}
	if got := live.next(); got.Change != chat.ChangeDelete || got.Of == nil || !got.Of.Deleted || got.Of.Body != "" {
		t.Errorf("told: %+v", got)
	}

	resumed := watch(t, s, stoatest.AdminEmail, stoatest.AdminPassword, conversation, e.Seq)
	if first, last := resumed.next(), resumed.next(); first.Change != chat.ChangeEdit || last.Of == nil || !last.Of.Deleted {
		t.Errorf("resumed: %+v, %+v", first, last)
	}
	for _, call := range []struct{ method, path, body, field string }{
		{"PATCH", path, `{"body":"back"}`, ""},
		{"PATCH", path[:len(path)-1], `{"body":"x"}`, ""},
		{"DELETE", path + "%00", "", ""},
		{"DELETE", fmt.Sprintf("/api/conversations/%d/events/%s", conversation+99, e.ID), "", ""},
	} {
		var body any
		if call.body != "" {
			body = call.body
		}
		if a := s.Call(s.Token, call.method, call.path, body); a.Status != 404 {
			t.Errorf("%s %s: %d %s", call.method, call.path, a.Status, a.Body)
		}
	}
	other := say(t, s, s.Token, conversation, "more")
	path = fmt.Sprintf("/api/conversations/%d/events/%s", conversation, other.ID)
	for body, field := range map[string]string{`{"body":""}`: "message", `{"body":1}`: "body", `{"text":"x"}`: ""} {
		if a := s.Call(s.Token, "PATCH", path, body); a.Status != 400 || a.Error(t).Field != field {
			t.Errorf("%s: %d %s", body, a.Status, a.Body)
		}
	}
}
