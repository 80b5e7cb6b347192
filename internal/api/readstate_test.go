package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/stoatest"
)

// self is a session of a person that only hears what concerns them alone.
type self struct {
	t    *testing.T
	conn *websocket.Conn
}

func listen(t *testing.T, s *stoatest.Server, token string) self {
	t.Helper()
	conn, _, err := websocket.Dial(t.Context(), s.URL+"/api/ws", &websocket.DialOptions{HTTPHeader: http.Header{"Authorization": {"Bearer " + token}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.CloseNow() })
	l := self{t, conn}
	l.await("hello")
	return l
}

func (l self) await(kind string) (body []byte) {
	l.t.Helper()
	for {
		_, b, err := l.conn.Read(l.t.Context())
		if err != nil {
			l.t.Fatal(err)
		}
		if strings.HasPrefix(string(b), `{"type":"`+kind+`"`) {
			return b
		}
	}
}

// read answers the next word about what the person has read.
func (l self) read() []chat.ReadState {
	l.t.Helper()
	var frame struct {
		What string
		Data []chat.ReadState
	}
	if b := l.await("me"); json.Unmarshal(b, &frame) != nil || frame.What != "read" {
		l.t.Fatalf("heard %s", b)
	}
	return frame.Data
}

func TestWhatAPersonHasReadIsToldToTheirSessionsAlone(t *testing.T) {
	s := stoatest.Start(t)
	room := s.Room("Ops")
	bob, bobToken := s.User("Bob", "bob@example.test")
	if a := s.Call(bobToken, "POST", fmt.Sprintf("/api/rooms/%d/join", room.ID), nil); a.Status != 200 {
		t.Fatalf("join: %d %s", a.Status, a.Body)
	}
	for range 3 {
		s.Call(s.Token, "POST", "/v2/room/Ops/message", map[string]string{"message": "hello @Bob"})
	}
	here, there, other := listen(t, s, bobToken), listen(t, s, bobToken), listen(t, s, s.Token)
	for _, step := range []struct {
		method, path, body string
		want               chat.ReadState
	}{
		{"PUT", "/api/conversations/1/read", `{"seq":2}`, chat.ReadState{Conversation: 1, LastSeq: 4, ReadSeq: 2, Unread: 2, Mentions: 2}},
		{"PUT", "/api/conversations/1/read", `{"seq":4}`, chat.ReadState{Conversation: 1, LastSeq: 4, ReadSeq: 4}},
		{"PUT", "/api/conversations/1/read", `{"seq":1,"back":true}`, chat.ReadState{Conversation: 1, LastSeq: 4, ReadSeq: 1, Unread: 3, Mentions: 3, Back: true}},
		{"POST", "/api/me/read", `{"rooms":true}`, chat.ReadState{Conversation: 1, LastSeq: 4, ReadSeq: 4}},
	} {
		if a := s.Call(bobToken, step.method, step.path, step.body); a.Status != 204 {
			t.Fatalf("%s %s: %d %s", step.path, step.body, a.Status, a.Body)
		}
		for _, session := range []self{here, there} {
			if diff := cmp.Diff([]chat.ReadState{step.want}, session.read()); diff != "" {
				t.Errorf("%s: %s", step.body, diff)
			}
		}
	}
	var list struct {
		Items []struct{ Unread, Mentions int }
	}
	s.Call(bobToken, "GET", "/api/conversations", nil).JSON(t, &list)
	if len(list.Items) != 1 || list.Items[0].Unread != 0 {
		t.Errorf("the list: %+v", list)
	}
	// Whatever the other person hears first after a mark of their own is about them.
	if a := s.Call(s.Token, "PUT", "/api/conversations/1/read", `{"seq":4}`); a.Status != 204 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if got := other.read(); len(got) != 1 || got[0].ReadSeq != 4 || bob.ID == 1 {
		t.Errorf("somebody else heard %+v", got)
	}
}

func TestABadReadMarkIsRefusedWithTheField(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	_, bob := s.User("Bob", "bob@example.test")
	for _, c := range []struct {
		token, path, body string
		status            int
		field             string
	}{
		{s.Token, "/api/conversations/1/read", `{}`, 400, "seq"},
		{s.Token, "/api/conversations/1/read", `{"seq":-1}`, 400, "seq"},
		{s.Token, "/api/conversations/1/read", `{"seq":"x"}`, 400, "seq"},
		{s.Token, "/api/conversations/77/read", `{"seq":1}`, 404, ""},
		{bob, "/api/conversations/1/read", `{"seq":1}`, 404, ""}, // an open room that Bob has not joined
	} {
		a := s.Call(c.token, "PUT", c.path, c.body)
		if e := a.Error(t); a.Status != c.status || e.Field != c.field {
			t.Errorf("%s %s: %d %s", c.path, c.body, a.Status, a.Body)
		}
	}
}

func TestAClosedChatComesBackWithTheNextMessage(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	bob, bobToken := s.User("Bob", "bob@example.test")
	var direct struct{ ID int64 }
	s.Call(s.Token, "POST", fmt.Sprintf("/api/users/%d/conversation", bob.ID), nil).JSON(t, &direct)
	path := fmt.Sprintf("/api/conversations/%d", direct.ID)
	s.Call(s.Token, "POST", path+"/events", `{"body":"psst"}`)
	here := listen(t, s, bobToken)
	if a := s.Call(bobToken, "POST", path+"/close", nil); a.Status != 204 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	here.await("conversations")
	list := func(token string) (all struct {
		Items []struct {
			ID     int64
			Last   int64 `json:"last_seq"`
			Closed int64 `json:"closed_seq"`
		}
	}) {
		s.Call(token, "GET", "/api/conversations", nil).JSON(t, &all)
		return all
	}
	if got := list(bobToken).Items; len(got) != 1 || got[0].Closed != 1 || got[0].Last != 1 {
		t.Errorf("closed: %+v", got)
	}
	s.Call(s.Token, "POST", path+"/events", `{"body":"are you there?"}`)
	if got := list(bobToken).Items; len(got) != 1 || got[0].Closed >= got[0].Last {
		t.Errorf("after the next message: %+v", got)
	}
	if a := s.Call(s.Token, "POST", "/api/conversations/1/close", nil); a.Status != 204 {
		t.Fatalf("a room: %d %s", a.Status, a.Body)
	}
	if got := list(s.Token).Items; len(got) != 1 || got[0].ID != direct.ID || got[0].Closed != 0 {
		t.Errorf("a closed room is left: %+v", got)
	}
	_, eve := s.User("Eve", "eve@example.test")
	if a := s.Call(eve, "POST", path+"/close", nil); a.Status != 404 {
		t.Errorf("somebody else's chat: %d %s", a.Status, a.Body)
	}
}
