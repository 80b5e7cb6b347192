package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"github.com/stoachat/stoa/internal/stoatest"
)

// browser signs in as the page does and answers the cookie.
func browser(t *testing.T, s *stoatest.Server, email, password string) http.Header {
	t.Helper()
	a := s.Send("POST", "/api/session", http.Header{}, []byte(fmt.Sprintf(`{"email":%q,"password":%q}`, email, password)))
	if a.Status != 200 {
		t.Fatalf("sign in: %d %s", a.Status, a.Body)
	}
	cookie := a.Header.Get("Set-Cookie")
	if !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Lax") {
		t.Errorf("cookie: %s", cookie)
	}
	name, _, _ := strings.Cut(cookie, ";")
	return http.Header{"Cookie": {name}}
}

func TestThePageSignsInAndOut(t *testing.T) {
	s := stoatest.Start(t)
	if a := s.Send("GET", "/api/conversations", http.Header{}, nil); a.Status != 401 || a.Error(t).Code != 401 {
		t.Errorf("without a cookie: %d %s", a.Status, a.Body)
	}
	if a := s.Send("POST", "/api/session", http.Header{}, []byte(`{"email":"admin@example.test","password":"wrong"}`)); a.Status != 401 {
		t.Errorf("a wrong password: %d", a.Status)
	}
	me := browser(t, s, stoatest.AdminEmail, stoatest.AdminPassword)
	var boot struct {
		User       *struct{ Email string }
		NeedsSetup bool   `json:"needs_setup"`
		BaseURL    string `json:"base_url"`
	}
	s.Send("GET", "/api/boot", me.Clone(), nil).JSON(t, &boot)
	if boot.User == nil || boot.User.Email != stoatest.AdminEmail || boot.NeedsSetup || boot.BaseURL != s.URL {
		t.Errorf("boot: %+v", boot)
	}
	if a := s.Send("DELETE", "/api/session", me.Clone(), nil); a.Status != 204 {
		t.Errorf("sign out: %d", a.Status)
	}
	if a := s.Send("GET", "/api/rooms", me.Clone(), nil); a.Status != 401 {
		t.Errorf("after signing out: %d", a.Status)
	}
}

func TestAnotherSitesPageCannotUseTheCookie(t *testing.T) {
	s := stoatest.Start(t)
	me := browser(t, s, stoatest.AdminEmail, stoatest.AdminPassword)
	me.Set("Sec-Fetch-Site", "cross-site")
	me.Set("Origin", "https://evil.test")
	if a := s.Send("POST", "/api/rooms", me.Clone(), []byte(`{"name":"Mine"}`)); a.Status != 403 || a.Error(t).Code != 403 {
		t.Errorf("a post: %d %s", a.Status, a.Body)
	}
	_, res, err := websocket.Dial(context.Background(), s.URL+"/api/ws", &websocket.DialOptions{HTTPHeader: me})
	if err == nil || res == nil || res.StatusCode != 403 {
		t.Errorf("the live feed: %v, %v", res, err)
	}
}

func TestAMessageTypedTwiceIsSaidOnce(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	var list struct {
		Items []struct {
			ID   int64
			Kind string
			Room struct{ Name string }
		}
	}
	s.Call(s.Token, "GET", "/api/conversations", nil).JSON(t, &list)
	if len(list.Items) != 1 || list.Items[0].Kind != "room" || list.Items[0].Room.Name != "Ops" {
		t.Fatalf("conversations: %+v", list)
	}
	path := fmt.Sprintf("/api/conversations/%d/events", list.Items[0].ID)
	var first, again struct {
		ID  string
		Seq int64
	}
	for _, into := range []any{&first, &again} {
		a := s.Call(s.Token, "POST", path, `{"body":"hello","client_id":"c1"}`)
		if a.Status != 201 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		a.JSON(t, into)
	}
	if first != again {
		t.Errorf("%+v and %+v", first, again)
	}
	var page struct {
		Items   []struct{ Body string }
		LastSeq int64 `json:"last_seq"`
	}
	s.Call(s.Token, "GET", path, nil).JSON(t, &page)
	if len(page.Items) != 1 || page.LastSeq != first.Seq {
		t.Errorf("page: %+v", page)
	}
	for body, field := range map[string]string{
		`{"body":""}`: "message", `{"body":"   "}`: "message", `{"body":"` + strings.Repeat("x", 33_000) + `"}`: "message",
		`{"body":"x","client_id":"` + strings.Repeat("x", 65) + `"}`: "client_id", `{"body":12}`: "body",
	} {
		if a := s.Call(s.Token, "POST", path, body); a.Status != 400 || a.Error(t).Field != field {
			t.Errorf("%.30s: %d %s", body, a.Status, a.Body)
		}
	}
}

func TestUnreadCountsFollowTheReader(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	_, bob := s.User("Bob", "bob@example.test")
	if a := s.Call(bob, "POST", "/api/rooms/1/join", nil); a.Status != 200 {
		t.Fatalf("join: %d %s", a.Status, a.Body)
	}
	for _, text := range []string{"one", "two @bob"} {
		s.Call(s.Token, "POST", "/v2/room/1/message", map[string]string{"message": text})
	}
	type conversation struct {
		ID, Unread, Mentions int64
		LastSeq              int64 `json:"last_seq"`
	}
	state := func() conversation {
		var list struct{ Items []conversation }
		s.Call(bob, "GET", "/api/conversations", nil).JSON(t, &list)
		return list.Items[0]
	}
	c := state()
	if c.Unread != 2 || c.Mentions != 1 {
		t.Errorf("before reading: %+v", c)
	}
	if a := s.Call(bob, "PUT", fmt.Sprintf("/api/conversations/%d/read", c.ID), map[string]int64{"seq": c.LastSeq}); a.Status != 204 {
		t.Errorf("read: %d %s", a.Status, a.Body)
	}
	if c := state(); c.Unread != 0 || c.Mentions != 0 {
		t.Errorf("after reading: %+v", c)
	}
}

func TestIntegrateGivesCompleteURLsThatWork(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	var made struct {
		V1, V2 struct{ Token, URL, Curl string }
	}
	a := s.Call(s.Token, "POST", "/api/rooms/1/tokens", `{"name":"CI","v1":true}`)
	a.JSON(t, &made)
	if a.Status != 201 || len(made.V2.Token) != 40 || len(made.V1.Token) != 30 || !strings.Contains(made.V2.Curl, made.V2.URL) {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	form := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	if a := s.Send("POST", strings.TrimPrefix(made.V2.URL, s.URL), form.Clone(), []byte("message=x")); a.Status != 204 {
		t.Errorf("v2: %d %s", a.Status, a.Body)
	}
	if a := s.Send("POST", strings.TrimPrefix(made.V1.URL, s.URL), form.Clone(), []byte("from=CI&message=x")); a.Status != 200 {
		t.Errorf("v1: %d %s", a.Status, a.Body)
	}
	s.Room("Other")
	if a := s.Send("POST", strings.TrimPrefix(made.V1.URL, s.URL), form.Clone(), []byte("from=CI&message=x&room_id=Other")); a.Status == 200 {
		t.Error("a v1 token of one room posted to another")
	}
	_, bob := s.User("Bob", "bob@example.test")
	if a := s.Call(bob, "POST", "/api/rooms/1/tokens", `{"name":"mine"}`); a.Status != 403 {
		t.Errorf("somebody else made a token: %d", a.Status)
	}
	tokens, err := s.Remote.Tokens(context.Background())
	if err != nil || len(tokens) != 2 {
		t.Fatalf("list: %+v, %v", tokens, err)
	}
	if a := s.Call(bob, "DELETE", fmt.Sprint("/api/tokens/", tokens[0].ID), nil); a.Status != 403 {
		t.Errorf("somebody else revoked it: %d", a.Status)
	}
	for _, tok := range tokens {
		if err := s.Remote.RevokeToken(context.Background(), tok.ID); err != nil {
			t.Fatal(err)
		}
	}
	if a := s.Send("POST", strings.TrimPrefix(made.V2.URL, s.URL), form.Clone(), []byte("message=x")); a.Status != 401 {
		t.Errorf("a revoked token: %d", a.Status)
	}
}

func TestTheLiveFeedShowsWhatIsPosted(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	ctx := t.Context()
	me := browser(t, s, stoatest.AdminEmail, stoatest.AdminPassword)
	conn, _, err := websocket.Dial(ctx, s.URL+"/api/ws", &websocket.DialOptions{HTTPHeader: me})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.CloseNow()
	if err := conn.Write(ctx, websocket.MessageText, []byte(`{"type":"watch","conversation":1,"after":0}`)); err != nil {
		t.Fatal(err)
	}
	read := func(kind string) (frame struct {
		Type  string
		Event struct {
			Seq         int64
			Body, Color string
		}
	}) {
		t.Helper()
		for frame.Type != kind {
			_, b, err := conn.Read(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(b, &frame); err != nil {
				t.Fatal(err)
			}
		}
		return frame
	}
	read("watching")
	s.Call(s.RoomToken("Ops", "CI"), "POST", "/v2/room/Ops/notification", `{"message":"<b>up</b>","color":"red"}`)
	if f := read("event"); f.Event.Body != "<b>up</b>" || f.Event.Color != "red" || f.Event.Seq != 1 {
		t.Errorf("got %+v", f)
	}
}

func TestWhoMayNoLongerReadHearsNothingMore(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	_, bob := s.User("Bob", "bob@example.test")
	ctx := t.Context()
	conn, _, err := websocket.Dial(ctx, s.URL+"/api/ws", &websocket.DialOptions{HTTPHeader: http.Header{"Authorization": {"Bearer " + bob}}})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.CloseNow()
	next := func(kinds ...string) string {
		t.Helper()
		for {
			_, b, err := conn.Read(ctx)
			if err != nil {
				t.Fatal(err)
			}
			var f struct{ Type string }
			if err := json.Unmarshal(b, &f); err != nil {
				t.Fatal(err)
			}
			if slices.Contains(kinds, f.Type) {
				return string(b)
			}
		}
	}
	if err := conn.Write(ctx, websocket.MessageText, []byte(`{"type":"watch","conversation":1,"after":0}`)); err != nil {
		t.Fatal(err)
	}
	next("watching") // a public room, which Bob looks at without having joined
	if a := s.Call(s.Token, "PATCH", "/api/rooms/1", `{"privacy":"private"}`); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	next("error")
	s.Call(s.Token, "POST", "/v2/room/1/message", map[string]string{"message": "secret"})
	if err := conn.Write(ctx, websocket.MessageText, []byte(`{"type":"ping"}`)); err != nil {
		t.Fatal(err)
	}
	if got := next("event", "pong"); strings.Contains(got, "secret") {
		t.Errorf("heard %s", got)
	}
}

func TestAPrivateChatIsForTwo(t *testing.T) {
	s := stoatest.Start(t)
	bob, bobToken := s.User("Bob", "bob@example.test")
	_, eve := s.User("Eve", "eve@example.test")
	var c struct{ ID int64 }
	a := s.Call(s.Token, "POST", fmt.Sprintf("/api/users/%d/conversation", bob.ID), nil)
	a.JSON(t, &c)
	if a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	path := fmt.Sprintf("/api/conversations/%d/events", c.ID)
	if a := s.Call(s.Token, "POST", path, `{"body":"psst"}`); a.Status != 201 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if a := s.Call(bobToken, "GET", path, nil); a.Status != 200 || !strings.Contains(a.Body, "psst") {
		t.Errorf("the other one: %d %s", a.Status, a.Body)
	}
	for _, method := range []string{"GET", "POST"} {
		if a := s.Call(eve, method, path, `{"body":"me too"}`); a.Status != 404 {
			t.Errorf("a third one, %s: %d %s", method, a.Status, a.Body)
		}
	}
	if a := s.Call(s.Token, "POST", "/api/users/1/conversation", nil); a.Status != 400 {
		t.Errorf("with oneself: %d", a.Status)
	}
}

func TestUnknownAddressesAndMembersAreRefusedPrecisely(t *testing.T) {
	s := stoatest.Start(t)
	for _, tt := range []struct {
		method, path, body string
		status             int
	}{
		{"GET", "/api/nothing", "", 404},
		{"GET", "/api/rooms/99", "", 404},
		{"GET", "/api/conversations/x/events", "", 400},
		{"GET", "/api/conversations/99/events", "", 404},
		{"POST", "/api/rooms", `{"nmae":"Ops"}`, 400},
		{"POST", "/api/rooms", `{"name":""}`, 400},
		{"POST", "/api/rooms", `{"name":"Ops","privacy":"secret"}`, 400},
		{"POST", "/api/rooms", `{"name":"` + strings.Repeat("x", 1<<20) + `"}`, 413},
		{"POST", "/api/rooms", "{\"name\":\"\xff\"}", 400},
		{"POST", "/api/rooms", `{`, 400},
		{"POST", "/api/installations/preview", `{"url":"nonsense","room":null}`, 400},
		{"POST", "/api/installations", `{"preview":"nonsense","room":null}`, 400},
		{"DELETE", "/api/installations/99", "", 404},
		{"DELETE", "/api/tokens/99", "", 404},
		{"POST", "/api/setup", `{"token":"x","group":"g","name":"n","email":"e@e.test","password":"long enough"}`, 403},
	} {
		var body any
		if tt.body != "" {
			body = tt.body
		}
		if a := s.Call(s.Token, tt.method, tt.path, body); a.Status != tt.status || a.Error(t).Message == "" {
			t.Errorf("%s %s %.30s: got %d %.200s", tt.method, tt.path, tt.body, a.Status, a.Body)
		}
	}
}
