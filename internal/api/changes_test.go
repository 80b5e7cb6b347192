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

func TestReactionsPinsAndThreadsAreToldToWhoIsThere(t *testing.T) {
	s := stoatest.Start(t)
	room := s.Room("Ops")
	conversation := room.Conversation
	_, bob := s.User("Bob", "bob@example.test")
	if a := s.Call(bob, "POST", "/api/rooms/1/join", nil); a.Status != 200 {
		t.Fatalf("join: %d %s", a.Status, a.Body)
	}
	e := say(t, s, s.Token, conversation, "shall we?")
	live := watch(t, s, stoatest.AdminEmail, stoatest.AdminPassword, conversation, e.Seq)
	path := fmt.Sprintf("/api/conversations/%d", conversation)
	event := path + "/events/" + e.ID
	call := func(token, method, path string, body any, status int) stoatest.Answer {
		t.Helper()
		a := s.Call(token, method, path, body)
		if a.Status != status {
			t.Errorf("%s %s: %d %s", method, path, a.Status, a.Body)
		}
		return a
	}

	call(bob, "PUT", event+"/reactions/%F0%9F%91%8D", nil, 200)
	if got := live.next(); got.Change != chat.ChangeReact || len(got.Of.Reactions) != 1 || got.Of.Reactions[0].Emoji != "👍" {
		t.Errorf("told: %+v", got)
	}
	call(bob, "PUT", event+"/reactions/(smile)", nil, 200)
	live.next()
	call(bob, "DELETE", event+"/reactions/(SMILE)", nil, 200)
	if got := live.next(); got.Change != chat.ChangeUnreact || len(got.Of.Reactions) != 1 {
		t.Errorf("told: %+v", got)
	}
	if a := call(bob, "PUT", event+"/reactions/words", nil, 400); a.Error(t).Field != "emoji" {
		t.Errorf("refused with %s", a.Body)
	}

	call(bob, "PUT", event+"/pin", nil, 200)
	if got := live.next(); got.Change != chat.ChangePin || got.Of.Pinned == nil {
		t.Errorf("told: %+v", got)
	}
	var pins struct{ Items []chat.Event }
	call(bob, "GET", path+"/pins", nil, 200).JSON(t, &pins)
	if len(pins.Items) != 1 || pins.Items[0].ID != e.ID {
		t.Errorf("pins: %+v", pins)
	}
	call(bob, "DELETE", event+"/pin", nil, 200)
	live.next()

	var reply chat.Event
	call(bob, "POST", path+"/events", map[string]any{"body": "yes", "thread": e.ID}, 201).JSON(t, &reply)
	if got := live.next(); got.Thread != e.ID || got.Of == nil || got.Of.Replies == nil || got.Of.Replies.Count != 1 {
		t.Errorf("told: %+v", got)
	}
	call(bob, "POST", path+"/events", map[string]any{"body": "yes", "thread": "nosuch"}, 404)
	var thread struct {
		First chat.Event
		Items []chat.Event
		More  bool
	}
	call(s.Token, "GET", path+"/threads/"+reply.ID, nil, 200).JSON(t, &thread)
	if thread.First.ID != e.ID || len(thread.Items) != 1 || thread.Items[0].ID != reply.ID || thread.More {
		t.Errorf("thread: %+v", thread)
	}
	var unread struct{ Items []chat.ThreadState }
	call(s.Token, "GET", "/api/me/threads", nil, 200).JSON(t, &unread)
	if len(unread.Items) != 1 || unread.Items[0].Unread != 1 || unread.Items[0].Thread != e.ID {
		t.Errorf("unread: %+v", unread)
	}
	call(s.Token, "PUT", path+"/threads/"+e.ID+"/read", map[string]any{"seq": reply.Seq}, 204)
	call(s.Token, "GET", "/api/me/threads", nil, 200).JSON(t, &unread)
	if len(unread.Items) != 0 {
		t.Errorf("after reading: %+v", unread)
	}
	var mine struct {
		Items []struct {
			Thread string
			First  chat.Event
		}
	}
	call(bob, "GET", path+"/threads", nil, 200).JSON(t, &mine)
	if len(mine.Items) != 1 || mine.Items[0].First.Body != "shall we?" {
		t.Errorf("threads of the room: %+v", mine)
	}
	call(bob, "GET", path+"/threads/"+e.ID+"?before=x", nil, 400)
	call(bob, "PUT", path+"/threads/"+e.ID+"/read", `{"seq":"x"}`, 400)
	// Old clients see the reply as an ordinary message.
	if a := call(bob, "GET", "/v2/room/Ops/history", nil, 200); !strings.Contains(string(a.Body), reply.ID) {
		t.Errorf("history: %s", a.Body)
	}
}
