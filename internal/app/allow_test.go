package app_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/stoatest"
)

// anAddon is on this machine, inside.
func anAddon(t *testing.T) *httptest.Server {
	t.Helper()
	var s *httptest.Server
	s = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/page" {
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, "<title>Inside</title>")
			return
		}
		_, _ = io.WriteString(w, `{"key":"in.side","name":"Inside","description":"d","links":{"self":"`+s.URL+`/d"},
			"capabilities":{"installable":{"callbackUrl":"`+s.URL+`/installed"}}}`)
	}))
	t.Cleanup(s.Close)
	return s
}

func TestRoomAdministratorsAndLinksGetInsideByTheListAlone(t *testing.T) {
	t.Parallel()
	addon := anAddon(t)
	at := strings.TrimPrefix(addon.URL, "http://")
	for _, tt := range []struct {
		name, allow string
		opens       bool
	}{
		{"without a list", "", false},
		{"another address on the list", "10.0.0.0/8,127.0.0.1:1,jira.corp.example", false},
		{"its address on the list", at, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := stoatest.Start(t, func(c *app.Config) { c.Allow = tt.allow })
			_, bob := s.User("Bob", "bob@example.test")
			var room struct{ ID int64 }
			s.Call(bob, "POST", "/api/rooms", map[string]any{"name": "Bobs", "topic": "", "privacy": "public"}).JSON(t, &room)

			preview := s.Call(bob, "POST", "/api/installations/preview", map[string]any{"url": addon.URL + "/d", "room": room.ID})
			if opened := preview.Status == 200; opened != tt.opens {
				t.Errorf("preview: %d %s", preview.Status, preview.Body)
			}
			if !tt.opens && !strings.Contains(preview.Body, "not a public address") {
				t.Errorf("refused with %s", preview.Body)
			}
			s.Call(bob, "POST", "/v2/room/Bobs/share/link", map[string]any{"link": addon.URL + "/page"})
			history := s.Call(bob, "GET", "/v2/room/Bobs/history", nil)
			if shown := strings.Contains(history.Body, "Inside"); shown != tt.opens {
				t.Errorf("history %s", history.Body)
			}
		})
	}
}

func TestAListThatNamesNothingStopsTheServer(t *testing.T) {
	t.Parallel()
	_, err := app.New(t.Context(), app.Config{Allow: "10.0.0.0/8,http://inside"})
	if err == nil || !strings.Contains(err.Error(), "--outbound-allow") || !strings.Contains(err.Error(), "http://inside") {
		t.Errorf("got %v", err)
	}
}

func TestNobodyHasTheServerCallItself(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t, func(c *app.Config) { c.MailListen, c.XMPPListen, c.XMPPTLS = "127.0.0.1:0", "127.0.0.1:0", "off" })
	for name, at := range map[string]string{"http": strings.TrimPrefix(s.URL, "http://"), "mail": s.Mail, "XMPP": s.XMPP} {
		a := s.Call(s.Token, "POST", "/api/installations/preview", map[string]any{"url": "http://" + at + "/d"})
		if a.Status == 200 || !strings.Contains(a.Body, "this server itself") {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
}
