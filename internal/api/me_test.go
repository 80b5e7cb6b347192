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

// onBoth runs a test against a server on each database.
func onBoth(t *testing.T, f func(t *testing.T, s *stoatest.Server)) {
	storetest.Each(t, func(t *testing.T, url string) { f(t, stoatest.Start(t, stoatest.WithDatabase(url))) })
}

// connected opens a browser's live feed and answers a function that waits for a frame of a type.
func connected(t *testing.T, s *stoatest.Server, who http.Header) (*websocket.Conn, func(kind string) map[string]any) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	c, _, err := websocket.Dial(ctx, s.URL+"/api/ws", &websocket.DialOptions{HTTPHeader: who.Clone()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.CloseNow() })
	wait := func(kind string) map[string]any {
		t.Helper()
		for {
			_, b, err := c.Read(ctx)
			if err != nil {
				t.Fatalf("waiting for %s: %v", kind, err)
			}
			var frame map[string]any
			if err := json.Unmarshal(b, &frame); err != nil {
				t.Fatal(err)
			}
			if frame["type"] == kind {
				return frame
			}
		}
	}
	wait("hello")
	return c, wait
}

// closing reads until the server closes the feed, and answers its code.
func closing(t *testing.T, c *websocket.Conn) websocket.StatusCode {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for {
		if _, _, err := c.Read(ctx); err != nil {
			return websocket.CloseStatus(err)
		}
	}
}

func TestPreferencesAreKeptAndToldToThePersonsOtherPages(t *testing.T) {
	onBoth(t, func(t *testing.T, s *stoatest.Server) {
		me := browser(t, s, stoatest.AdminEmail, stoatest.AdminPassword)
		var self struct {
			Preferences map[string]any
			Levels      map[string]string
		}
		s.Send("GET", "/api/me", me.Clone(), nil).JSON(t, &self)
		if self.Preferences["theme"] != "system" || self.Preferences["globalNotificationSetting"] != "loud" || self.Preferences["idleMinutes"] != 15.0 {
			t.Errorf("by default: %v", self.Preferences)
		}
		_, wait := connected(t, s, me)
		a := s.Send("PATCH", "/api/me/preferences", me.Clone(), []byte(`{"theme":"dark","idleMinutes":5}`))
		if a.Status != 200 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		if f := wait("me"); f["what"] != "prefs" || f["data"].(map[string]any)["theme"] != "dark" {
			t.Errorf("told: %v", f)
		}
		s.Send("PATCH", "/api/me/preferences", me.Clone(), []byte(`{"density":"tighter","starred":[7,3]}`))
		s.Send("GET", "/api/me", me.Clone(), nil).JSON(t, &self)
		got := []any{self.Preferences["theme"], self.Preferences["idleMinutes"], self.Preferences["density"], self.Preferences["starred"]}
		if diff := cmp.Diff([]any{"dark", 5.0, "tighter", []any{7.0, 3.0}}, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestABadPreferenceIsNamedAndNothingChanges(t *testing.T) {
	s := stoatest.Start(t)
	for body, field := range map[string]string{
		`{"theme":"mauve"}`: "theme", `{"density":"airy"}`: "density", `{"show":"away"}`: "show", `{"idleMinutes":0}`: "idleMinutes",
		`{"theme":"dark","idleMinutes":100}`: "idleMinutes", `{"globalNotificationSetting":"deafening"}`: "globalNotificationSetting",
		`{"showToasters":"yes"}`: "showToasters", `{"starred":null}`: "starred", `{"starred":[` + strings.Repeat("1,", 200) + `1]}`: "starred",
	} {
		if a := s.Call(s.Token, "PATCH", "/api/me/preferences", body); a.Status != 400 || a.Error(t).Field != field {
			t.Errorf("%s: %d %s", body, a.Status, a.Body)
		}
	}
	for _, body := range []string{`{"colour":"red"}`, `[]`, `{`} {
		if a := s.Call(s.Token, "PATCH", "/api/me/preferences", body); a.Status != 400 {
			t.Errorf("%s: %d %s", body, a.Status, a.Body)
		}
	}
	var self struct{ Preferences struct{ Theme string } }
	s.Call(s.Token, "GET", "/api/me", nil).JSON(t, &self)
	if self.Preferences.Theme != "system" {
		t.Errorf("the theme became %q", self.Preferences.Theme)
	}
}

func TestARoomsLevelIsItsOwnUntilItIsTakenAway(t *testing.T) {
	onBoth(t, func(t *testing.T, s *stoatest.Server) {
		room := s.Room("Ops")
		var r struct{ Conversation int64 }
		s.Call(s.Token, "GET", fmt.Sprintf("/api/rooms/%d", room.ID), nil).JSON(t, &r)
		path := fmt.Sprintf("/api/me/levels/%d", r.Conversation)
		levels := func() string {
			var self struct{ Levels json.RawMessage }
			s.Call(s.Token, "GET", "/api/me", nil).JSON(t, &self)
			return string(self.Levels)
		}
		for _, step := range []struct{ body, want string }{
			{`{"level":"quiet"}`, fmt.Sprintf(`{"%d":"quiet"}`, r.Conversation)},
			{`{"level":"normal"}`, fmt.Sprintf(`{"%d":"normal"}`, r.Conversation)},
			{`{"level":null}`, `{}`},
		} {
			if a := s.Call(s.Token, "PUT", path, step.body); a.Status != 204 {
				t.Fatalf("%s: %d %s", step.body, a.Status, a.Body)
			}
			if got := levels(); got != step.want {
				t.Errorf("after %s: %s, want %s", step.body, got, step.want)
			}
		}
		if a := s.Call(s.Token, "PUT", path, `{"level":"off"}`); a.Status != 400 || a.Error(t).Field != "level" {
			t.Errorf("a bad level: %d %s", a.Status, a.Body)
		}
		_, grace := s.User("Grace Hopper", "grace@example.test")
		private := s.PrivateRoom("Board")
		s.Call(s.Token, "GET", fmt.Sprintf("/api/rooms/%d", private.ID), nil).JSON(t, &r)
		if a := s.Call(grace, "PUT", fmt.Sprintf("/api/me/levels/%d", r.Conversation), `{"level":"quiet"}`); a.Status != 404 {
			t.Errorf("of a room that is not theirs: %d %s", a.Status, a.Body)
		}
	})
}

func TestPeopleChangeTheirOwnProfileAndNothingThatIsNotTheirs(t *testing.T) {
	s := stoatest.Start(t)
	grace, token := s.User("Grace Hopper", "grace@example.test")
	a := s.Call(token, "PATCH", "/api/me", `{"name":"Rear Admiral Hopper","mention_name":"amazing","title":"Admiral","timezone":"America/New_York"}`)
	var u struct {
		ID                    int64
		Name, Title, Timezone string
		MentionName           string `json:"mention_name"`
		Admin                 bool
	}
	a.JSON(t, &u)
	if a.Status != 200 || u.ID != grace.ID || u.Name != "Rear Admiral Hopper" || u.MentionName != "amazing" || u.Timezone != "America/New_York" {
		t.Errorf("%d %+v", a.Status, u)
	}
	for body, field := range map[string]string{
		`{"name":""}`: "name", `{"mention_name":"all"}`: "mention_name", `{"timezone":"Mars/Olympus"}`: "timezone", `{"title":"` + strings.Repeat("t", 201) + `"}`: "title",
	} {
		if a := s.Call(token, "PATCH", "/api/me", body); a.Status != 400 || a.Error(t).Field != field {
			t.Errorf("%.40s: %d %s", body, a.Status, a.Body)
		}
	}
	for _, body := range []string{`{"admin":true}`, `{"email":"other@example.test"}`, `{"mention_name":"admin"}`} {
		if a := s.Call(token, "PATCH", "/api/me", body); a.Status != 400 {
			t.Errorf("%s: %d %s", body, a.Status, a.Body)
		}
	}
	png := "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
	var shown struct{ Photo string }
	s.Call(token, "PUT", "/api/me/photo", fmt.Sprintf(`{"photo":%q}`, png)).JSON(t, &shown)
	if p := s.Send("GET", shown.Photo, http.Header{}, nil); shown.Photo == "" || p.Status != 200 {
		t.Errorf("the photo at %q: %d", shown.Photo, p.Status)
	}
	if a := s.Call(token, "PUT", "/api/me/photo", `{"photo":"no picture"}`); a.Status != 400 || a.Error(t).Field != "photo" {
		t.Errorf("a bad photo: %d %s", a.Status, a.Body)
	}
	shown.Photo = ""
	s.Call(token, "DELETE", "/api/me/photo", nil).JSON(t, &shown)
	if shown.Photo != "" {
		t.Errorf("the photo is still at %q", shown.Photo)
	}
}

func TestANewPasswordEndsOtherSessionsAndRotatesThisOne(t *testing.T) {
	onBoth(t, func(t *testing.T, s *stoatest.Server) {
		s.User("Grace Hopper", "grace@example.test")
		here := browser(t, s, "grace@example.test", stoatest.UserPassword)
		there := browser(t, s, "grace@example.test", stoatest.UserPassword)
		open := func(c http.Header) int { return s.Send("GET", "/api/me", c.Clone(), nil).Status }
		change := func(current, password string) stoatest.Answer {
			return s.Send("PUT", "/api/me/password", here.Clone(), []byte(fmt.Sprintf(`{"current":%q,"password":%q}`, current, password)))
		}
		if a := change("not it", "another long one"); a.Status != 400 || a.Error(t).Field != "current" || strings.Contains(a.Body, "not it") {
			t.Errorf("a wrong password: %d %s", a.Status, a.Body)
		}
		if a := change(stoatest.UserPassword, "short"); a.Status != 400 || a.Error(t).Field != "password" {
			t.Errorf("a short one: %d %s", a.Status, a.Body)
		}
		socket, _ := connected(t, s, here)
		a := change(stoatest.UserPassword, "another long one")
		if a.Status != 204 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		name, _, _ := strings.Cut(a.Header.Get("Set-Cookie"), ";")
		after := http.Header{"Cookie": {name}}
		if got := []int{open(after), open(here), open(there)}; !cmp.Equal(got, []int{200, 401, 401}) {
			t.Errorf("the new cookie, the old one, another browser: %v", got)
		}
		if code := closing(t, socket); code != 1012 {
			t.Errorf("the browser's own socket: closed with %d", code)
		}
		connected(t, s, after)
		browser(t, s, "grace@example.test", "another long one")
	})
}

func TestSessionsAreListedAndEndedOneByOne(t *testing.T) {
	onBoth(t, func(t *testing.T, s *stoatest.Server) {
		s.User("Grace Hopper", "grace@example.test")
		_, token := s.User("Linus Bauer", "linus@example.test")
		here := browser(t, s, "grace@example.test", stoatest.UserPassword)
		there := browser(t, s, "grace@example.test", stoatest.UserPassword)
		socket, _ := connected(t, s, there)
		var list struct {
			Items []struct {
				ID       int64
				Agent    string
				Current  bool
				LastUsed time.Time `json:"last_used"`
			}
		}
		s.Send("GET", "/api/me/sessions", here.Clone(), nil).JSON(t, &list)
		if len(list.Items) != 2 || list.Items[0].Current == list.Items[1].Current || list.Items[0].Agent == "" || list.Items[0].LastUsed.IsZero() {
			t.Fatalf("sessions: %+v", list.Items)
		}
		other := list.Items[0].ID
		if list.Items[0].Current {
			other = list.Items[1].ID
		}
		path := fmt.Sprintf("/api/me/sessions/%d", other)
		if a := s.Call(token, "DELETE", path, nil); a.Status != 404 {
			t.Errorf("somebody else's: %d", a.Status)
		}
		if a := s.Send("DELETE", path, here.Clone(), nil); a.Status != 204 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		if code := closing(t, socket); code != 4001 {
			t.Errorf("its socket: closed with %d", code)
		}
		if a := s.Send("GET", "/api/me", there.Clone(), nil); a.Status != 401 {
			t.Errorf("its cookie: %d", a.Status)
		}
	})
}

func TestSigningInAgainEndsTheSessionThatTheBrowserHad(t *testing.T) {
	s := stoatest.Start(t)
	first := browser(t, s, stoatest.AdminEmail, stoatest.AdminPassword)
	a := s.Send("POST", "/api/session", first.Clone(), []byte(fmt.Sprintf(`{"email":%q,"password":%q}`, stoatest.AdminEmail, stoatest.AdminPassword)))
	if a.Status != 200 || a.Header.Get("Set-Cookie") == "" {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if a := s.Send("GET", "/api/me", first.Clone(), nil); a.Status != 401 {
		t.Errorf("the first cookie: %d", a.Status)
	}
}

func TestAChosenPresenceHoldsAndIsToldToEverybody(t *testing.T) {
	s := stoatest.Start(t)
	grace, token := s.User("Grace Hopper", "grace@example.test")
	hers := browser(t, s, "grace@example.test", stoatest.UserPassword)
	connected(t, s, hers)
	_, wait := connected(t, s, browser(t, s, stoatest.AdminEmail, stoatest.AdminPassword))
	long := strings.Repeat("é", 1024)
	if a := s.Send("PUT", "/api/me/presence", hers.Clone(), []byte(`{"show":"dnd","status":"`+long+`"}`)); a.Status != 204 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	f := wait("status")
	for f["user_id"] != float64(grace.ID) || f["status"] != long {
		f = wait("status")
	}
	var self struct {
		User        struct{ Status string }
		Preferences struct{ Show string }
	}
	s.Call(token, "GET", "/api/me", nil).JSON(t, &self)
	if self.User.Status != long || self.Preferences.Show != "dnd" {
		t.Errorf("%+v", self)
	}
	u, err := s.Client(s.Token).ViewUser(t.Context(), hipchat.IDOf(grace.ID))
	if err != nil || u.Presence == nil || u.Presence.Show != "dnd" || u.Presence.Status == nil || *u.Presence.Status != long {
		t.Errorf("by REST: %+v, %v", u.Presence, err)
	}
	for body, field := range map[string]string{`{"status":"` + long + `x"}`: "status", `{"show":"away"}`: "show"} {
		if a := s.Call(token, "PUT", "/api/me/presence", body); a.Status != 400 || a.Error(t).Field != field {
			t.Errorf("%.30s: %d %s", body, a.Status, a.Body)
		}
	}
}
