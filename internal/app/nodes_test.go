package app_test

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

	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// commonRate is how many calls a token has on both together.
const commonRate = 1000

// twoNodes starts two servers that share a database, a data directory and a bus.
func twoNodes(t *testing.T) (one, two *stoatest.Server) {
	database, data, bus := storetest.PostgreSQL(t), t.TempDir(), stoatest.NATS(t).ClientURL()
	node := func(c *app.Config) {
		c.Database, c.Data, c.Bus = database, data, bus
		c.Unlimited, c.RateV2, c.Flood = false, commonRate, commonRate
	}
	return stoatest.Start(t, node), stoatest.Start(t, node)
}

// socket is somebody's live feed.
type socket struct {
	t    *testing.T
	conn *websocket.Conn
}

func live(t *testing.T, s *stoatest.Server, token string, conversation int64) *socket {
	t.Helper()
	conn, _, err := websocket.Dial(t.Context(), s.URL+"/api/ws", &websocket.DialOptions{HTTPHeader: http.Header{"Authorization": {"Bearer " + token}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.CloseNow() })
	p := &socket{t, conn}
	p.say(`{"type":"watch","conversation":%d}`, conversation)
	p.until("watching")
	return p
}

func (s *socket) say(format string, args ...any) {
	s.t.Helper()
	if err := s.conn.Write(s.t.Context(), websocket.MessageText, fmt.Appendf(nil, format, args...)); err != nil {
		s.t.Fatal(err)
	}
}

type liveFrame struct {
	Type         string
	UserID       int64 `json:"user_id"`
	Conversation int64
	Online       bool
	Event        struct{ Body string }
	Name         string
	People       []struct{ Name string }
	What         string
	Data         json.RawMessage
}

// next answers the next frame.
func (s *socket) next() (f liveFrame, err error) {
	ctx, cancel := context.WithTimeout(s.t.Context(), 20*time.Second)
	defer cancel()
	_, b, err := s.conn.Read(ctx)
	if err == nil {
		err = json.Unmarshal(b, &f)
	}
	return f, err
}

// until reads up to a frame of a type.
func (s *socket) until(kind string) liveFrame {
	s.t.Helper()
	for {
		f, err := s.next()
		if err != nil {
			s.t.Fatalf("while waiting for %s: %v", kind, err)
		}
		if f.Type == kind {
			return f
		}
	}
}

// event reads up to an event with that text.
func (s *socket) event(body string) {
	s.t.Helper()
	for s.until("event").Event.Body != body {
	}
}

func TestTwoNodesAreOneServer(t *testing.T) {
	t.Parallel()
	one, two := twoNodes(t)
	room := one.Room("Ops")
	bob, _ := one.User("Bob", "bob@example.org")
	token := two.SignIn("bob@example.org", stoatest.UserPassword)
	ada := live(t, one, one.Token, room.Conversation)
	there := live(t, two, token, room.Conversation)
	if f := ada.until("presence"); f.UserID == bob.ID && !f.Online {
		t.Errorf("%+v", f)
	}
	notify := one.RoomToken("Ops", "CI")
	for i, s := range []*stoatest.Server{one, two, one} { // the token was made on the one and is known on the other
		text := fmt.Sprintf("build %d", i)
		if a := s.Call(notify, "POST", "/v2/room/Ops/notification", map[string]string{"message": text, "message_format": "text"}); a.Status != 204 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		ada.event(text)
		there.event(text)
	}
	calls := 3
	eventually(t, "both count what either is called", func() bool {
		a := two.Call(notify, "POST", "/v2/room/Ops/notification", map[string]string{"message": "counted", "message_format": "text"})
		calls++
		return a.Header.Get("X-Ratelimit-Remaining") == fmt.Sprint(commonRate-calls)
	})
	there.say(`{"type":"typing","conversation":%d}`, room.Conversation)
	if f := ada.until("typing"); f.UserID != bob.ID || f.Conversation != room.Conversation {
		t.Errorf("%+v", f)
	}
	if a := one.Call(one.Token, "GET", "/v2/user/bob@example.org", nil); !strings.Contains(a.Body, `"is_online":true`) && !strings.Contains(a.Body, `"show":"chat"`) {
		t.Errorf("Bob is not here: %s", a.Body)
	}
	if a := one.Call(one.Token, "GET", "/api/admin/system", nil); !strings.Contains(a.Body, "NATS at nats://127.0.0.1") || !strings.Contains(a.Body, "other nodes: ") {
		t.Errorf("the bus: %d %s", a.Status, a.Body)
	}
	if a := one.Call(one.Token, "PATCH", fmt.Sprintf("/api/rooms/%d", room.ID), map[string]string{"privacy": "private"}); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if f := there.until("error"); f.Conversation != room.Conversation {
		t.Errorf("%+v", f)
	}
	if a := one.Call(one.Token, "DELETE", "/v2/user/bob@example.org", nil); a.Status != 204 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	for {
		if _, err := there.next(); err != nil {
			if websocket.CloseStatus(err) != 4001 {
				t.Errorf("the socket of who is gone ended with %v", err)
			}
			break
		}
	}
}

// People who change soon after each other are told of together, in a moment that their node may not have any more.
func TestAnotherNodeHearsOfEverybodyWhoChangedBeforeTheirsStopped(t *testing.T) {
	t.Parallel()
	one, two := twoNodes(t)
	room := two.Room("Ops")
	there := live(t, two, two.Token, room.Conversation)
	missing := map[string]bool{}
	for n := range 5 {
		one.User(fmt.Sprint("Before ", n), fmt.Sprintf("p%d@example.org", n))
	}
	for n := range 5 {
		name := fmt.Sprint("After ", n)
		missing[name] = true
		if a := one.Call(one.Token, "PUT", fmt.Sprintf("/v2/user/p%d@example.org", n), map[string]string{
			"name": name, "email": fmt.Sprintf("p%d@example.org", n), "mention_name": fmt.Sprint("p", n),
		}); a.Status != 204 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
	}
	one.Stop()
	for len(missing) > 0 {
		f, err := there.next()
		if err != nil {
			t.Fatalf("%v; it has not heard of %v", err, missing)
		}
		delete(missing, f.Name)
		for _, p := range f.People {
			delete(missing, p.Name)
		}
	}
}

// Whoever has an answer to a change can rely on it at any node: balancers send the next call anywhere.
func TestWhatWasChangedAtOneNodeHoldsAtTheOtherAtOnce(t *testing.T) {
	t.Parallel()
	one, two := twoNodes(t)
	one.Room("Ops")
	calls := make(chan string, 10)
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { calls <- r.URL.Path }))
	t.Cleanup(receiver.Close)
	must := func(want int, s *stoatest.Server, token, method, path string, body any) stoatest.Answer {
		t.Helper()
		a := s.Call(token, method, path, body)
		if a.Status != want {
			t.Fatalf("%s %s: %d %s", method, path, a.Status, a.Body)
		}
		return a
	}
	for n := range 25 {
		path := fmt.Sprintf("/%d", n)
		var made struct{ ID int64 }
		must(201, one, one.Token, "POST", "/v2/room/Ops/webhook", map[string]string{"url": receiver.URL + path, "event": "room_message"}).JSON(t, &made)
		must(201, two, two.Token, "POST", "/v2/room/Ops/message", map[string]string{"message": "hello"})
		select {
		case called := <-calls:
			if called != path {
				t.Errorf("%s was called", called)
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("what was said at once after %s was made does not reach it", path)
		}
		must(204, one, one.Token, "DELETE", fmt.Sprintf("/v2/room/Ops/webhook/%d", made.ID), nil)

		token := one.RoomToken("Ops", "CI")
		must(204, two, token, "POST", "/v2/room/Ops/notification", map[string]string{"message": "built"})
		must(204, one, token, "DELETE", "/v2/oauth/token/"+token, nil)
		must(401, two, token, "POST", "/v2/room/Ops/notification", map[string]string{"message": "built"})
	}
}
