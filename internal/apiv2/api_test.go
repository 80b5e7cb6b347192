package apiv2_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/apiv2"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/stoatest"
)

// Every route answers without a token with 401, with another verb with 405, and with rate headers in all cases.
func TestEveryRouteIsGuarded(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	for _, rt := range apiv2.Routes() {
		path := strings.NewReplacer("{room}", "Ops", "{user}", "1", "{group}", "1", "{webhook}", "1", "{message}", "x", "{token}", "x", "{key}", "k", "{addon}", "1", "{size}", "small", "{emoticon}", "shipit").Replace(rt.Pattern)
		t.Run(rt.Name, func(t *testing.T) {
			a := s.Call("", rt.Method, path, nil)
			if !rt.Open && (a.Status != 401 || !strings.HasPrefix(a.Error(t).Message, "Authenticated requests only")) {
				t.Errorf("without a token: %d %s", a.Status, a.Body)
			}
			if a.Header.Get("X-Ratelimit-Reset") == "" || a.Header.Get("Access-Control-Allow-Origin") != "*" {
				t.Errorf("headers: %v", a.Header)
			}
			if a := s.Call(s.Token, "PATCH", path, nil); a.Status != 405 || a.Error(t).Code != 405 || !strings.Contains(a.Header.Get("Allow"), rt.Method) {
				t.Errorf("PATCH: %d %s", a.Status, a.Body)
			}
			if a := s.Call("", "OPTIONS", path, nil); a.Status != 204 || a.Header.Get("Access-Control-Allow-Headers") == "" {
				t.Errorf("OPTIONS: %d", a.Status)
			}
			if rt.Open {
				return
			}
			for _, class := range []struct{ name, token string }{{"user", s.Token}, {"room", s.RoomToken("Ops", "CI")}} {
				a := s.Call(class.token, rt.Method, path+"?auth_test=true", nil)
				allowed := class.name == "user" || len(rt.Scopes) == 0 || rt.Scopes[0] == hipchat.ScopeSendNotification
				allowed = allowed && slices.Contains(rt.Classes, chat.ClassUser) // neither has an add-on behind it
				if want := map[bool]int{true: 202, false: 403}[allowed]; a.Status != want {
					t.Errorf("auth_test with a %s token: %d %s, want %d", class.name, a.Status, a.Body, want)
				}
			}
		})
	}
}

func TestRoomsAreMadeChangedListedAndDeleted(t *testing.T) {
	s := stoatest.Start(t)
	ada, _ := s.User("Ada Brook", "ada@example.test")

	a := s.Call(s.Token, "POST", "/v2/room", `{"name":"Büro/West","topic":"t","privacy":"public","owner_user_id":"`+strconv.FormatInt(ada.ID, 10)+`","guest_access":true}`)
	var made hipchat.Created
	a.JSON(t, &made)
	if a.Status != 201 || made.Links.Self != s.URL+"/v2/room/"+strconv.FormatInt(made.ID, 10) || a.Header.Get("Location") != made.Links.Self {
		t.Fatalf("create: %d %s", a.Status, a.Body)
	}
	if a := s.Call(s.Token, "POST", "/v2/room", `{"name":"BÜRO/west"}`); a.Status != 400 || a.Error(t).Message != "Another room exists with that name." {
		t.Errorf("the same name: %d %s", a.Status, a.Body)
	}
	byName := "/v2/room/" + url.PathEscape("büro/west")
	var room struct {
		ID    int64
		Owner hipchat.UserStub
		Topic string
	}
	s.Call(s.Token, "GET", byName, nil).JSON(t, &room)
	if room.ID != made.ID || room.Owner.Name != "Ada Brook" || room.Topic != "t" {
		t.Errorf("get: %+v", room)
	}
	for _, body := range []string{
		`{"name":"West","privacy":"private","is_archived":false,"is_guest_accessible":false,"topic":"new","owner":{"id":1}}`,
		`{"name":"West","privacy":"private","is_archived":"false","is_guest_accessible":0,"topic":"new","owner":{"id":"@admin","name":"ignored"},"links":{}}`,
	} {
		if a := s.Call(s.Token, "PUT", fmt.Sprintf("/v2/room/%d", made.ID), body); a.Status != 204 {
			t.Errorf("update: %d %s", a.Status, a.Body)
		}
	}
	if a := s.Call(s.Token, "PUT", "/v2/room/West", `{"name":"West"}`); a.Status != 400 || a.Error(t).Field != "privacy" {
		t.Errorf("an update that leaves things out: %d %s", a.Status, a.Body)
	}
	if a := s.Call(s.Token, "PUT", "/v2/room/West/topic", `{"topic":"third"}`); a.Status != 204 {
		t.Errorf("topic: %d %s", a.Status, a.Body)
	}
	s.Call(s.Token, "GET", "/v2/room/West", nil).JSON(t, &room)
	if room.Topic != "third" || room.Owner.ID != 1 {
		t.Errorf("after the changes: %+v", room)
	}
	var list hipchat.List[hipchat.Room]
	s.Call(s.Token, "GET", "/v2/room?expand=items&include-private=false", nil).JSON(t, &list)
	if len(list.Items) != 0 {
		t.Errorf("a private room where none was asked for: %+v", list.Items)
	}
	s.Call(s.Token, "GET", "/v2/room?expand=items", nil).JSON(t, &list)
	if len(list.Items) != 1 || list.Items[0].XMPPJID != "1_büro_west@conf.localhost" && !strings.HasPrefix(list.Items[0].XMPPJID, "1_") {
		t.Errorf("list: %+v", list.Items)
	}
	if a := s.Call(s.Token, "DELETE", "/v2/room/West", nil); a.Status != 204 {
		t.Errorf("delete: %d %s", a.Status, a.Body)
	}
	if a := s.Call(s.Token, "GET", "/v2/room/West", nil); a.Status != 404 {
		t.Errorf("after the deletion: %d", a.Status)
	}
}

func TestListsArePagedWithLinks(t *testing.T) {
	s := stoatest.Start(t)
	for i := range 5 {
		s.Room(fmt.Sprint("Room ", i))
	}
	seen := []string{}
	next := s.URL + "/v2/room?max-results=2&include-archived=true&auth_token=" + s.Token
	for pages := 0; next != ""; pages++ {
		if pages > 3 {
			t.Fatal("the pages do not end")
		}
		u, err := url.Parse(next)
		if err != nil {
			t.Fatal(err)
		}
		var list hipchat.List[hipchat.RoomStub]
		s.Call(s.Token, "GET", u.RequestURI(), nil).JSON(t, &list)
		for _, r := range list.Items {
			seen = append(seen, r.Name)
		}
		if list.Links.Self != s.URL+"/v2/room" || list.MaxResults != 2 || (list.StartIndex > 0) != (list.Links.Prev != "") {
			t.Errorf("page: %+v", list)
		}
		next = list.Links.Next
		if strings.Contains(next, "auth_token") || next != "" && !strings.Contains(next, "include-archived=true") {
			t.Errorf("next: %s", next)
		}
	}
	if got := strings.Join(seen, ","); got != "Room 0,Room 1,Room 2,Room 3,Room 4" {
		t.Errorf("got %s", got)
	}
	for _, bad := range []string{"max-results=1001", "max-results=x", "start-index=-1", "include-private=maybe"} {
		if a := s.Call(s.Token, "GET", "/v2/room?"+bad, nil); a.Status != 400 {
			t.Errorf("%s: %d", bad, a.Status)
		}
	}
}

func TestHistoryIsReadByTimeAndById(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	ids := make([]string, 0, 5)
	for i := range 5 {
		var made hipchat.MessageCreated
		a := s.Call(s.Token, "POST", "/v2/room/Ops/message", map[string]string{"message": fmt.Sprint("m", i)})
		a.JSON(t, &made)
		if a.Status != 201 || a.Header.Get("Location") != made.Links.Self {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		ids = append(ids, made.ID)
	}
	read := func(query string) (texts string, list hipchat.List[hipchat.Message]) {
		t.Helper()
		a := s.Call(s.Token, "GET", "/v2/room/Ops/history"+query, nil)
		if a.Status != 200 {
			t.Fatalf("%s: %d %s", query, a.Status, a.Body)
		}
		a.JSON(t, &list)
		for _, m := range list.Items {
			texts += m.Message + " "
		}
		return strings.TrimSpace(texts), list
	}
	future := url.QueryEscape(time.Now().Add(time.Hour).UTC().Format(time.RFC3339))
	for query, want := range map[string]string{
		"": "m0 m1 m2 m3 m4",
		"?date=recent&max-results=2&start-index=1":                       "m0 m1 m2 m3 m4",
		"?date=" + future + "&max-results=2":                             "m3 m4",
		"?date=" + future + "&max-results=2&start-index=2":               "m1 m2",
		"?date=" + future + "&max-results=2&reverse=false":               "m4 m3",
		"?date=" + future + "&end-date=null&max-results=3&reverse=False": "m4 m3 m2",
		"?date=946684800":                    "",
		"/latest?max-results=2":              "m3 m4",
		"/latest?not-before=" + ids[3]:       "m3 m4",
		"?date=" + future + "&max-results=0": "",
	} {
		if got, list := read(query); got != want || strings.Contains(list.Links.Self, "?") {
			t.Errorf("%s: got %q, want %q (%+v)", query, got, want, list.Links)
		}
	}
	_, list := read("?timezone=Europe/Oslo")
	if d := list.Items[0].Date; !strings.HasSuffix(d, "+01:00") && !strings.HasSuffix(d, "+02:00") {
		t.Errorf("in Oslo: %s", d)
	}
	if _, err := time.Parse(hipchat.TimeLayout, list.Items[0].Date); err != nil {
		t.Error(err)
	}
	var one struct{ Message hipchat.Message }
	s.Call(s.Token, "GET", "/v2/room/Ops/history/"+ids[2], nil).JSON(t, &one)
	if one.Message.Message != "m2" {
		t.Errorf("by id: %+v", one)
	}
	for _, bad := range []struct {
		query  string
		status int
	}{
		{"?timezone=Mars", 400}, {"?date=yesterday", 400}, {"/latest?not-before=x", 404}, {"/no-such-id", 404}, {"?max-results=2000", 400},
	} {
		if a := s.Call(s.Token, "GET", "/v2/room/Ops/history"+bad.query, nil); a.Status != bad.status {
			t.Errorf("%s: %d %s", bad.query, a.Status, a.Body)
		}
	}
}

func TestUsersAreMadeListedAndFound(t *testing.T) {
	s := stoatest.Start(t)
	a := s.Call(s.Token, "POST", "/v2/user", `{"name":"Q W","email":"q@w.test","title":"","mention_name":"","is_group_admin":false,"timezone":"UTC","password":""}`)
	var made hipchat.UserCreated
	a.JSON(t, &made)
	if a.Status != 201 || made.Password == "" || made.Entity.MentionName != "QW" {
		t.Fatalf("create: %d %s", a.Status, a.Body)
	}
	if s.SignIn("q@w.test", made.Password) == "" {
		t.Error("the made-up password does not work")
	}
	for _, ref := range []string{"@qw", "%40QW", "Q@w.test", "q%40w.test", strconv.FormatInt(made.ID, 10)} {
		var u hipchat.User
		s.Call(s.Token, "GET", "/v2/user/"+ref, nil).JSON(t, &u)
		if u.ID != made.ID || u.Email == nil || *u.Email != "q@w.test" {
			t.Errorf("%s: %+v", ref, u)
		}
	}
	if a := s.Call(s.Token, "GET", "/v2/user/@nobody", nil); a.Status != 404 {
		t.Errorf("nobody: %d", a.Status)
	}
	if a := s.Call(s.Token, "POST", "/v2/user", `{"name":"Q","email":"q@w.test"}`); a.Status != 400 || a.Error(t).Message != "Email already in use" {
		t.Errorf("the same address: %d %s", a.Status, a.Body)
	}
	var list hipchat.List[hipchat.User]
	s.Call(s.Token, "GET", "/v2/user?expand=items", nil).JSON(t, &list)
	if len(list.Items) != 2 || list.Items[1].Group.ID != 1 {
		t.Errorf("list: %+v", list)
	}
	plain := s.SignIn("q@w.test", made.Password)
	if a := s.Call(plain, "POST", "/v2/user", `{"name":"E","email":"e@w.test"}`); a.Status != 403 {
		t.Errorf("by a plain user: %d", a.Status)
	}
}

func TestAWebhookHearsItsRoomAndItsAnswerIsPosted(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops Room")
	heard := make(chan string, 10)
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		heard <- r.URL.RawQuery + " " + string(b)
		_, _ = io.WriteString(w, `{"message":"pong","color":"green","message_format":"text"}`)
	}))
	defer receiver.Close()

	a := s.Call(s.Token, "POST", "/v2/room/Ops%20Room/webhook", map[string]any{
		"url": receiver.URL + "/hook?token=t&name=n", "event": "room_message", "pattern": `^/ping(\s|$)`, "name": nil,
	})
	var made hipchat.Webhook
	a.JSON(t, &made)
	if a.Status != 201 || a.Header.Get("Location") != fmt.Sprintf("%s/v2/room/Ops%%20Room/webhook/%d", s.URL, made.ID) {
		t.Fatalf("create: %d %s %v", a.Status, a.Body, a.Header)
	}
	s.Call(s.Token, "POST", "/v2/room/1/message", map[string]string{"message": "no ping"})
	s.Call(s.Token, "POST", "/v2/room/1/message", map[string]string{"message": "/ping @admin"})
	got := <-heard
	query, body, _ := strings.Cut(got, " ")
	if query != "token=t&name=n" || !strings.Contains(body, `"/ping @admin"`) || !strings.Contains(body, fmt.Sprintf(`"webhook_id":%d`, made.ID)) || strings.Contains(body, "oauth_client_id") {
		t.Errorf("got %s", got)
	}
	waitFor(t, func() bool { m := lastMessage(t, s, "1"); return m != nil && m.Message == "pong" && m.Color == "green" })

	var list hipchat.List[hipchat.Webhook]
	s.Call(s.Token, "GET", "/v2/room/1/webhook", nil).JSON(t, &list)
	if len(list.Items) != 1 || list.Items[0].ID != made.ID || list.Items[0].Pattern == nil {
		t.Errorf("list: %+v", list)
	}
	var one hipchat.Webhook
	s.Call(s.Token, "GET", fmt.Sprint("/v2/room/1/webhook/", made.ID), nil).JSON(t, &one)
	if one.Room == nil || one.Room.Name != "Ops Room" || one.Creator == nil || one.Created == "" {
		t.Errorf("get: %+v", one)
	}
	if a := s.Call(s.Token, "DELETE", fmt.Sprint("/v2/room/1/webhook/", made.ID), nil); a.Status != 204 {
		t.Errorf("delete: %d %s", a.Status, a.Body)
	}
	if a := s.Call(s.Token, "GET", fmt.Sprint("/v2/room/1/webhook/", made.ID), nil); a.Status != 404 {
		t.Errorf("after the deletion: %d", a.Status)
	}
	for _, bad := range []string{
		`{"event":"room_message"}`, `{"url":"http://a.test","event":"x"}`, `{"url":"http://u:p@a.test","event":"room_enter"}`,
		`{"url":"/x","event":"room_enter"}`, `{"url":"http://a.test","event":"room_message","pattern":"("}`,
		`{"url":"http://a.test","event":"room_message","authentication":"jwt"}`, `{"url":"http://a.test:99999","event":"room_message"}`,
		`{"url":"` + s.URL + `/hook/x","event":"room_message"}`, // which the server would never call
	} {
		if a := s.Call(s.Token, "POST", "/v2/room/1/webhook", bad); a.Status != 400 || a.Error(t).Message == "" {
			t.Errorf("%s: %d %s", bad, a.Status, a.Body)
		}
	}
}

// waitFor waits for what another goroutine of the server is about to do.
func waitFor(t *testing.T, done func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(10 * time.Second)
	for !done() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatal("it did not happen within 10 s")
		}
	}
}

func TestOverTheLimitIs429WithTheHeaders(t *testing.T) {
	s := stoatest.Start(t, stoatest.WithLimits())
	s.Room("Ops")
	token := s.RoomToken("Ops", "CI")
	for i := range 30 {
		a := s.Call(token, "POST", "/v2/room/Ops/notification", `{"message":"x"}`)
		if want := strconv.Itoa(29 - i); a.Status != 204 || a.Header.Get("X-FloodControl-Remaining") != want {
			t.Fatalf("message %d: %d, %v", i, a.Status, a.Header)
		}
	}
	a := s.Call(token, "POST", "/v2/room/1/notification", `{"message":"x"}`) // the same room by another name
	if a.Status != 429 || a.Error(t).Message != "Rate Limit exceeded" || a.Error(t).Type != "Too Many Requests" {
		t.Errorf("got %d %s", a.Status, a.Body)
	}
	if a := s.Call(s.RoomToken("Ops", "other"), "POST", "/v2/room/1/notification", `{"message":"x"}`); a.Status != 204 {
		t.Errorf("another token: %d", a.Status)
	}
}

func TestTokensAreGrantedAsTheEndpointsCallersAsk(t *testing.T) {
	s := stoatest.Start(t)
	login := "username=" + url.QueryEscape(stoatest.AdminEmail) + "&password=" + url.QueryEscape(stoatest.AdminPassword)
	form := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	tests := []struct {
		name, query, body string
		header            http.Header
		status            int
		field             string
	}{
		{"a form", "", "grant_type=password&" + login, form, 200, ""},
		{"the query with an empty body", "?grant_type=password&" + login, "", nil, 200, ""},
		{"JSON", "", `{"grant_type":"password","username":"` + stoatest.AdminEmail + `","password":"` + stoatest.AdminPassword + `"}`, http.Header{"Content-Type": {"application/json"}}, 200, ""},
		{"JSON without a type", "", `{"grant_type":"password","username":"` + stoatest.AdminEmail + `","password":"` + stoatest.AdminPassword + `"}`, nil, 200, ""},
		{"a scope that there is not", "", "grant_type=password&scope=root&" + login, form, 400, "scope"},
		{"no grant", "", login, form, 400, "grant_type"},
		{"an unknown grant", "", "grant_type=x", form, 400, "grant_type"},
		{"a wrong password", "", "grant_type=password&username=admin@example.test&password=x", form, 401, ""},
		{"an unknown client", "", "grant_type=client_credentials", http.Header{"Content-Type": form["Content-Type"], "Authorization": {"Basic eDp5"}}, 401, ""},
		{"an unknown refresh token", "", "grant_type=refresh_token&refresh_token=x", form, 400, "refresh_token"},
		{"a personal token", "", "grant_type=personal&scope=view_room&" + login, form, 200, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := s.Send("POST", "/v2/oauth/token"+tt.query, tt.header.Clone(), []byte(tt.body))
			if a.Status != tt.status {
				t.Fatalf("got %d %s", a.Status, a.Body)
			}
			if tt.status != 200 {
				if e := a.Error(t); e.Field != tt.field {
					t.Errorf("got %+v", e)
				}
				return
			}
			var token hipchat.TokenResponse
			a.JSON(t, &token)
			if len(token.AccessToken) != 40 || token.ExpiresIn < 3600 || token.GroupID != 1 || token.TokenType != "bearer" {
				t.Errorf("got %+v", token)
			}
			if token.RefreshToken != "" {
				a := s.Send("POST", "/v2/oauth/token", form.Clone(), []byte("grant_type=refresh_token&refresh_token="+token.RefreshToken))
				if a.Status != 200 {
					t.Errorf("refresh: %d %s", a.Status, a.Body)
				}
			}
			session := "/v2/oauth/token/" + token.AccessToken
			var got hipchat.Session
			s.Call(token.AccessToken, "GET", session, nil).JSON(t, &got)
			if got.OwnerType != "user" || got.ExpiresIn <= 0 || len(got.Scopes) == 0 {
				t.Errorf("session: %+v", got)
			}
			if a := s.Call(token.AccessToken, "DELETE", session, nil); a.Status != 204 {
				t.Errorf("delete: %d %s", a.Status, a.Body)
			}
			if a := s.Call(token.AccessToken, "GET", session, nil); a.Status != 401 || a.Error(t).Message != "Invalid OAuth session" {
				t.Errorf("after the deletion: %d %s", a.Status, a.Body)
			}
		})
	}
}

func TestTheQueryIsReadHoweverItIsSpelt(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	token := s.RoomToken("Ops", "CI")
	for query, want := range map[string]int{
		"auth_token=" + token:                                204,
		"x=1&auth_token=" + token + "&y":                     204,
		"auth%5Ftoken=" + token:                              204,
		"auth_token=" + token + "&auth_test=TRUE":            202,
		"auth_token=" + token + "&auth%5ftest=%74rue":        202,
		"auth_token=" + token + "&auth_test=false":           204,
		"my_auth_token=" + token:                             401,
		"auth_token=&color=green":                            401,
		"auth_token=" + token[:39] + "&x=auth_token" + token: 401,
	} {
		a := s.Send("POST", "/v2/room/Ops/notification?"+query, http.Header{"Content-Type": {"application/json"}}, []byte(`{"message":"x"}`))
		if a.Status != want {
			t.Errorf("%s: got %d %s, want %d", query, a.Status, a.Body, want)
		}
		if sniff := a.Header.Get("X-Content-Type-Options"); len(a.Body) > 0 && sniff != "nosniff" {
			t.Errorf("%s: a body without X-Content-Type-Options", query)
		}
	}
}

// spec: client-quirks, T5
func TestARoomWithAPlusInItsNameIsFoundHoweverItIsEncoded(t *testing.T) {
	s := stoatest.Start(t)
	for _, name := range []string{"c++", "Ops C++", "x y", "x+y", "one two three", "one+two three", "one two+three"} {
		s.Room(name)
	}
	for path, want := range map[string]string{
		"c++": "c++", "C%2B%2B": "c++", "c%2b%2b": "c++", "c+%2B": "c++",
		"Ops%20C++": "Ops C++", "Ops+C++": "Ops C++", "Ops+C%2B%2B": "Ops C++",
		"x+y": "x+y", "x%2By": "x+y", "x%20y": "x y",
		"one+two+three": "", // which one it would be, nobody can tell
		"c--":           "", "c%20%20": "",
	} {
		var got hipchat.Room
		a := s.Call(s.Token, "GET", "/v2/room/"+path, nil)
		if a.Status == http.StatusOK {
			a.JSON(t, &got)
		} else if a.Status != http.StatusNotFound {
			t.Errorf("%s: %d %s", path, a.Status, a.Body)
		}
		if got.Name != want {
			t.Errorf("%s is %q, want %q", path, got.Name, want)
		}
	}
}
