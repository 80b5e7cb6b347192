package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
)

// asksItself declares a glance that browsers ask at the add-on.
func asksItself(d *hipchat.Descriptor, base string) {
	icon := hipchat.Icon{URL: base + "/i", URL2x: base + "/j"}
	d.Capabilities.Glances = hipchat.Modules[hipchat.Glance]{{Key: "k", Name: hipchat.Text{Value: "K"}, Icon: icon, QueryURL: base + "/glance"}}
}

// spec: connect, 7.1
func TestThePageMayCallWhatGlancesAskAndOnlyWhoIsSignedInLearnsWhere(t *testing.T) {
	s := stoatest.Start(t)
	addon := s.Addon("", asksItself, nil)
	ada := browser(t, s, stoatest.AdminEmail, stoatest.AdminPassword)
	reaches := func(header http.Header) string {
		t.Helper()
		policy := s.Send("GET", "/chat/room/1", header.Clone(), nil).Header.Get("Content-Security-Policy")
		_, sources, found := strings.Cut(policy, "connect-src ")
		if !found {
			t.Fatalf("policy %q", policy)
		}
		sources, _, _ = strings.Cut(sources, ";")
		return sources
	}
	if got := reaches(ada); got != "'self' "+addon.URL {
		t.Errorf("signed in: %q", got)
	}
	if got := reaches(http.Header{}); got != "'self'" {
		t.Errorf("nobody: %q", got)
	}
	if got := reaches(http.Header{"Cookie": {"stoa_session=none"}}); got != "'self'" {
		t.Errorf("a session that is none: %q", got)
	}
	if a := s.Call(s.Token, "PUT", fmt.Sprintf("/api/installations/%d", addon.Installation.ID), `{"disabled":true}`); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if got := reaches(ada); got != "'self'" {
		t.Errorf("disabled: %q", got)
	}
}

func TestGuestsSeeTheGlancesOfTheirRoom(t *testing.T) {
	s := stoatest.Start(t)
	v := guestRoom(t, s, "Ops", "public")
	other := s.Room("Other")
	addon := s.Addon("", asksItself, nil)
	guest, _ := v.enter("Eve")
	for _, tt := range []struct {
		room   int64
		status int
	}{{v.Room, 200}, {other.ID, 403}} {
		if a := s.Send("GET", fmt.Sprintf("/api/rooms/%d/addons", tt.room), guest.Clone(), nil); a.Status != tt.status {
			t.Errorf("parts of room %d: %d %s", tt.room, a.Status, a.Body)
		}
		body := fmt.Appendf(nil, `{"kind":"glance","key":"k","room":%d}`, tt.room)
		if a := s.Send("POST", fmt.Sprintf("/api/installations/%d/url", addon.Installation.ID), guest.Clone(), body); a.Status != tt.status {
			t.Errorf("address in room %d: %d %s", tt.room, a.Status, a.Body)
		}
	}
	body := []byte(`{"kind":"configurable"}`)
	if a := s.Send("POST", fmt.Sprintf("/api/installations/%d/url", addon.Installation.ID), guest.Clone(), body); a.Status < 400 || a.Status > 499 {
		t.Errorf("configuration: %d %s", a.Status, a.Body)
	}
}

// spec: connect-js, 9
func TestGuestsGetNoAddressOfAnAddonsPages(t *testing.T) {
	s := stoatest.Start(t)
	v := guestRoom(t, s, "Ops", "public")
	addon := s.Addon("", withPages, nil)
	guest, _ := v.enter("Eve")
	for kind, key := range map[string]string{"webPanel": "panel", "dialog": "dialog", "externalPage": "page"} {
		body := fmt.Appendf(nil, `{"kind":%q,"key":%q,"room":%d}`, kind, key, v.Room)
		for _, path := range []string{urlOf(addon), frameTokenOf(addon)} {
			if a := s.Send("POST", path, guest.Clone(), body); a.Status != 403 {
				t.Errorf("%s at %s: %d %s", kind, path, a.Status, a.Body)
			}
		}
	}
}

func TestAGlanceSaysWhomItsContentIsFor(t *testing.T) {
	s := stoatest.Start(t)
	ops := s.Room("Ops")
	token := s.Addon("", asksItself, nil).Token()
	for _, tt := range []struct{ path, want string }{
		{"", `"content":{"label":{"type":"html","value":"x"}}}`},
		{"/room/Ops", `"content":{"label":{"type":"html","value":"x"}},"for_room":true}`},
		{"/user/1", `"content":{"label":{"type":"html","value":"x"}},"for_user":true}`},
		{"/room/Ops/user/1", `"content":{"label":{"type":"html","value":"x"}},"for_room":true,"for_user":true}`},
	} {
		said := `{"glance":[{"key":"k","content":{"label":{"type":"html","value":"x"}}}]}`
		if a := s.Call(token, "POST", "/v2/addon/ui"+tt.path, said); a.Status != 204 {
			t.Fatalf("%s: %d %s", tt.path, a.Status, a.Body)
		}
		if a := s.Call(s.Token, "GET", fmt.Sprintf("/api/rooms/%d/addons", ops.ID), nil); !strings.Contains(a.Body, tt.want) {
			t.Errorf("%s: %s", tt.path, a.Body)
		}
	}
}

// spec: connect-js, 9, 12
func TestThePageShowsFramesOnlyOfAddonsThatWorkAndOnlyToPeople(t *testing.T) {
	s := stoatest.Start(t)
	v := guestRoom(t, s, "Ops", "public")
	var own string
	addon := s.Addon("", func(d *hipchat.Descriptor, base string) {
		d.Capabilities.WebPanels = hipchat.Modules[hipchat.WebPanel]{
			{Key: "p", Name: hipchat.Text{Value: "P"}, URL: "https://panels.test:8443/{message.id}", Location: hipchat.LocationSidebarRight},
			{Key: "own", Name: hipchat.Text{Value: "Own"}, URL: s.URL + "/files/1", Location: hipchat.LocationSidebarRight},
		}
		d.Capabilities.Dialogs = hipchat.Modules[hipchat.Dialog]{{Key: "d", Title: hipchat.Text{Value: "D"}, URL: base + "/dialog"}}
		d.Capabilities.ExternalPages = hipchat.Modules[hipchat.ExternalPage]{{Key: "e", URL: "https://elsewhere.test/"}}
		d.Capabilities.Configurable = &hipchat.Configurable{URL: "https://configure.test/"}
		own = base
	}, nil)
	shows := func(header http.Header) string {
		t.Helper()
		_, sources, found := strings.Cut(s.Send("GET", "/chat/room/1", header.Clone(), nil).Header.Get("Content-Security-Policy"), "frame-src ")
		if !found {
			t.Fatal("no frame-src")
		}
		return sources
	}
	ada := browser(t, s, stoatest.AdminEmail, stoatest.AdminPassword)
	if want, got := own+" https://configure.test https://panels.test:8443", shows(ada); got != want {
		t.Errorf("signed in: %q, want %q", got, want)
	}
	guest, _ := v.enter("Eve")
	for name, header := range map[string]http.Header{"a guest": guest, "nobody": {}} {
		if got := shows(header); got != "'none'" {
			t.Errorf("%s: %q", name, got)
		}
	}
	addon.Remove()
	if got := shows(ada); got != "'none'" {
		t.Errorf("removed: %q", got)
	}
}

// spec: connect-js, 9.8, 12
func TestPeopleLearnWherePagesOfAddonsAreOnlyInRoomsThatTheySee(t *testing.T) {
	s := stoatest.Start(t)
	board := s.PrivateRoom("Board")
	s.Addon("Board", func(d *hipchat.Descriptor, _ string) {
		d.Capabilities.Configurable = &hipchat.Configurable{URL: "https://configure.test/"}
	}, nil)
	bob, _ := s.User("Bob", "bob@example.test")
	shows := func() string {
		t.Helper()
		_, sources, _ := strings.Cut(s.Send("GET", "/chat", browser(t, s, bob.Email, stoatest.UserPassword), nil).Header.Get("Content-Security-Policy"), "frame-src ")
		return sources
	}
	if got := shows(); got != "'none'" {
		t.Errorf("outside: %q", got)
	}
	parts := fmt.Sprintf("/api/rooms/%d/addons", board.ID)
	if a := s.Call(s.Token, "GET", parts, nil); !strings.Contains(a.Body, `"framed":{"test.addon":["https://configure.test"]}`) {
		t.Errorf("in the room: %d %s", a.Status, a.Body)
	}
	if a := s.Call(s.Token, "PUT", fmt.Sprintf("/v2/room/%d/member/%d", board.ID, bob.ID), nil); a.Status != 204 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if got := shows(); got != "https://configure.test" {
		t.Errorf("inside: %q", got)
	}
}
