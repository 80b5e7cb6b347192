package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
)

// visit is a room with guest access, and how to get in.
type visit struct {
	t     *testing.T
	s     *stoatest.Server
	Room  int64
	Conv  int64
	Token string
}

func guestRoom(t *testing.T, s *stoatest.Server, name, privacy string) visit {
	t.Helper()
	a := s.Call(s.Token, "POST", "/api/rooms", fmt.Sprintf(`{"name":%q,"privacy":%q,"guest_access":true}`, name, privacy))
	var r struct {
		ID           int64
		Conversation int64
		GuestURL     string `json:"guest_url"`
	}
	a.JSON(t, &r)
	token, ok := strings.CutPrefix(r.GuestURL, s.URL+"/guest/")
	if !ok || len(token) < 20 {
		t.Fatalf("guest URL %q in %s", r.GuestURL, a.Body)
	}
	return visit{t, s, r.ID, r.Conversation, token}
}

func (v visit) enter(name string) (http.Header, stoatest.Answer) {
	v.t.Helper()
	a := v.s.Send("POST", "/api/guest/enter", http.Header{}, []byte(fmt.Sprintf(`{"token":%q,"name":%q}`, v.Token, name)))
	cookie, _, _ := strings.Cut(a.Header.Get("Set-Cookie"), ";")
	return http.Header{"Cookie": {cookie}}, a
}

func (v visit) say(body string) string {
	v.t.Helper()
	var e struct{ ID string }
	a := v.s.Call(v.s.Token, "POST", fmt.Sprintf("/api/conversations/%d/events", v.Conv), fmt.Sprintf(`{"body":%q}`, body))
	a.JSON(v.t, &e)
	return e.ID
}

func TestAGuestSeesWhatIsSaidFromTheirEnteringOn(t *testing.T) {
	onBoth(t, func(t *testing.T, s *stoatest.Server) {
		for _, privacy := range []string{"public", "private"} {
			v := guestRoom(t, s, "Ops "+privacy, privacy)
			old := v.say("a secret of before")
			guest, a := v.enter("Eve")
			if a.Status != 201 {
				t.Fatalf("%d %s", a.Status, a.Body)
			}
			v.say("hello Eve")
			s.Call(s.Token, "PATCH", fmt.Sprintf("/api/conversations/%d/events/%s", v.Conv, old), `{"body":"a secret, changed"}`)
			path := fmt.Sprintf("/api/conversations/%d/events", v.Conv)
			if a := s.Send("POST", path, guest.Clone(), []byte(`{"body":"hello all"}`)); a.Status != 201 || !strings.Contains(a.Body, `"Eve (guest)"`) {
				t.Errorf("saying: %d %s", a.Status, a.Body)
			}
			if a := s.Send("POST", path, guest.Clone(), fmt.Appendf(nil, `{"body":"in a thread","thread":%q}`, old)); a.Status != 403 || !strings.Contains(a.Body, "threads") {
				t.Errorf("saying in a thread: %d %s", a.Status, a.Body)
			}
			for _, query := range []string{"", "?after=0", "?before=1000", "?around=1", "?at=2020-01-01T00:00:00Z"} {
				a := s.Send("GET", path+query, guest.Clone(), nil)
				if a.Status != 200 || strings.Contains(a.Body, "secret") || query != "?around=1" && query[:min(4, len(query))] != "?at=" && !strings.Contains(a.Body, "hello Eve") {
					t.Errorf("%s: %d %s", query, a.Status, a.Body)
				}
			}
			c, wait := connected(t, s, guest)
			if err := c.Write(t.Context(), 1, fmt.Appendf(nil, `{"type":"watch","conversation":%d,"after":0}`, v.Conv)); err != nil {
				t.Fatal(err)
			}
			v.say("the end")
			for {
				f := wait("event")
				text := fmt.Sprint(f)
				if strings.Contains(text, "secret") {
					t.Errorf("the feed tells %v", f)
				}
				if strings.Contains(text, "the end") {
					break
				}
			}
		}
	})
}

func TestAGuestSeesNothingElse(t *testing.T) {
	s := stoatest.Start(t)
	v := guestRoom(t, s, "Ops", "public")
	other := s.Room("Other")
	guest, _ := v.enter("Eve")
	get := func(path string) int { return s.Send("GET", path, guest.Clone(), nil).Status }
	for path, want := range map[string]int{
		"/api/conversations": 200, fmt.Sprintf("/api/rooms/%d", v.Room): 200, "/api/boot": 200,
		"/api/users": 403, "/api/rooms": 403, "/api/me": 403, "/api/emoticons": 200, "/api/deliveries": 403, "/api/me/sessions": 403,
		fmt.Sprintf("/api/rooms/%d", other.ID): 403, "/api/conversations/1000/events": 404, fmt.Sprintf("/api/rooms/%d/tokens", v.Room): 403,
		"/v2/room": 401, "/v2/user": 401,
	} {
		if got := get(path); got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
	for _, call := range [][2]string{
		{"POST", "/api/rooms"}, {"POST", "/api/users/1/conversation"}, {"PATCH", fmt.Sprintf("/api/rooms/%d", v.Room)}, {"POST", "/api/me/push"},
		{"POST", fmt.Sprintf("/api/rooms/%d/join", other.ID)}, {"PATCH", "/api/me"}, {"POST", "/api/emoticons"}, {"POST", fmt.Sprintf("/api/conversations/%d/files", v.Conv)},
	} {
		if a := s.Send(call[0], call[1], guest.Clone(), []byte(`{}`)); a.Status != 403 {
			t.Errorf("%s %s: %d %s", call[0], call[1], a.Status, a.Body)
		}
	}
	addon := s.Addon("", func(d *hipchat.Descriptor, base string) {
		d.Capabilities.OAuth2 = &hipchat.OAuth2Consumer{RedirectionURLs: []string{base + "/back"}}
		d.Capabilities.Consumer.Scopes = []string{hipchat.ScopeSendMessage}
	}, nil)
	a := s.Send("GET", "/users/authorize?response_type=code&scope=send_message&client_id="+addon.Client.OAuthID, guest.Clone(), nil)
	if a.Status != 302 || !strings.HasPrefix(a.Header.Get("Location"), "/sign-in?") {
		t.Errorf("an add-on that wants to act for them: %d to %q", a.Status, a.Header.Get("Location"))
	}
	room := s.Send("GET", fmt.Sprintf("/api/rooms/%d", v.Room), guest.Clone(), nil).Body
	if strings.Contains(room, stoatest.AdminEmail) || strings.Contains(room, "guest_url") {
		t.Errorf("the room shows %s", room)
	}
	if a := s.Call(s.Token, "POST", "/api/users/2/conversation", nil); a.Status != 403 {
		t.Errorf("a one-to-one chat with a guest: %d %s", a.Status, a.Body)
	}
}

func TestSwitchingGuestAccessOffEndsItAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, s *stoatest.Server) {
		for name, body := range map[string]string{"off": `{"guest_access":false}`, "archived": `{"archived":true}`} {
			v := guestRoom(t, s, "Room "+name, "public")
			guest, _ := v.enter("Eve")
			socket, _ := connected(t, s, guest)
			page := func() int { return s.Send("GET", "/guest/"+v.Token, http.Header{}, nil).Status }
			open := page()
			if a := s.Call(s.Token, "PATCH", fmt.Sprintf("/api/rooms/%d", v.Room), body); a.Status != 200 {
				t.Fatalf("%d %s", a.Status, a.Body)
			}
			if code := closing(t, socket); code != 4001 {
				t.Errorf("%s: the socket was closed with %d", name, code)
			}
			if a := s.Send("GET", "/api/conversations", guest.Clone(), nil); a.Status != 401 {
				t.Errorf("%s: the cookie: %d", name, a.Status)
			}
			if _, a := v.enter("Mallory"); a.Status != 404 {
				t.Errorf("%s: entering: %d", name, a.Status)
			}
			if open == 404 || page() != 404 {
				t.Errorf("%s: the page was answered %d before and %d after", name, open, page())
			}
		}
	})
}

func TestTheLinkIsOnTheWireAndAnotherOneEachTime(t *testing.T) {
	s := stoatest.Start(t)
	v := guestRoom(t, s, "Ops", "public")
	url := func() *string {
		r, err := s.Client(s.Token).GetRoom(t.Context(), hipchat.IDOf(v.Room))
		if err != nil {
			t.Fatal(err)
		}
		return r.GuestAccessURL
	}
	if got := url(); got == nil || *got != s.URL+"/guest/"+v.Token {
		t.Errorf("guest_access_url: %v", got)
	}
	s.Call(s.Token, "PATCH", fmt.Sprintf("/api/rooms/%d", v.Room), `{"guest_access":false}`)
	if got := url(); got != nil {
		t.Errorf("switched off: %s", *got)
	}
	s.Call(s.Token, "PATCH", fmt.Sprintf("/api/rooms/%d", v.Room), `{"guest_access":true}`)
	if got := url(); got == nil || strings.HasSuffix(*got, v.Token) {
		t.Errorf("switched on again: %v", got)
	}
}

func TestGuestsAreNamedAsGuestsAndBounded(t *testing.T) {
	s := stoatest.Start(t)
	v := guestRoom(t, s, "Ops", "public")
	for name, field := range map[string]string{"": "name", "   ": "name", strings.Repeat("x", 43): "name"} {
		if _, a := v.enter(name); a.Status != 400 || a.Error(t).Field != field {
			t.Errorf("%q: %d %s", name, a.Status, a.Body)
		}
	}
	var names []string
	for range 2 {
		_, a := v.enter("Admin")
		var in struct {
			User struct {
				Name        string
				MentionName string `json:"mention_name"`
				Guest       bool
			}
		}
		a.JSON(t, &in)
		names = append(names, in.User.Name, in.User.MentionName)
		if !in.User.Guest {
			t.Errorf("%s", a.Body)
		}
	}
	if diff := cmp.Diff([]string{"Admin (guest)", "guest.Admin", "Admin (guest)", "guest.Admin-2"}, names); diff != "" {
		t.Error(diff)
	}
	if a := s.Send("POST", "/api/guest/enter", browser(t, s, stoatest.AdminEmail, stoatest.AdminPassword),
		[]byte(fmt.Sprintf(`{"token":%q,"name":"me"}`, v.Token))); a.Status != 409 {
		t.Errorf("who is signed in: %d", a.Status)
	}
	last := 0
	for range 60 {
		_, a := v.enter("Crowd")
		last = a.Status
	}
	if last != 429 {
		t.Errorf("the sixtieth: %d", last)
	}
}

// A guest's mention name is free once they have left.
func TestAGuestWhoComesInAnewOrSignsInIsNoLongerTheOneBefore(t *testing.T) {
	s := stoatest.Start(t)
	v := guestRoom(t, s, "Ops", "public")
	enter := func(name string) string {
		_, a := v.enter(name)
		return mentionIn(t, a)
	}
	eve, _ := v.enter("Eve")
	if name := enter("Eve"); name != "guest.Eve-2" {
		t.Fatalf("beside her: %s", name)
	}
	a := s.Send("POST", "/api/guest/enter", eve.Clone(), fmt.Appendf(nil, `{"token":%q,"name":"Mallory"}`, v.Token))
	if name := enter("Eve"); mentionIn(t, a) != "guest.Mallory" || name != "guest.Eve" {
		t.Errorf("anew: %s, and the name she had: %s", a.Body, name)
	}
	cookie, _, _ := strings.Cut(a.Header.Get("Set-Cookie"), ";")
	in := fmt.Appendf(nil, `{"email":%q,"password":%q}`, stoatest.AdminEmail, stoatest.AdminPassword)
	a = s.Send("POST", "/api/session", http.Header{"Cookie": {cookie}}, in)
	if name := enter("Mallory"); a.Status != 200 || name != "guest.Mallory" {
		t.Errorf("signed in: %d %s, and the name she had: %s", a.Status, a.Body, name)
	}
}

func mentionIn(t *testing.T, a stoatest.Answer) string {
	t.Helper()
	var in struct {
		User struct {
			MentionName string `json:"mention_name"`
		}
	}
	a.JSON(t, &in)
	return in.User.MentionName
}
