package dev

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stoachat/stoa/hipchat"
)

// start runs a server that is stopped when the test ends. What it says arrives in the channel.
func start(t *testing.T, c Config) (*Server, chan string) {
	t.Helper()
	said := make(chan string, 100)
	c.Say, c.Log = func(text string) { said <- text }, slog.New(slog.DiscardHandler)
	s, err := New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return s, said
}

func client(t *testing.T, s *Server, token string) *hipchat.Client {
	t.Helper()
	c, err := hipchat.NewClient(s.Ready().BaseURL, hipchat.WithToken(token), hipchat.WithRetries(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func post(t *testing.T, url, kind, body string) int {
	t.Helper()
	res, err := http.Post(url, kind, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, res.Body)
	return res.StatusCode
}

// A server costs more than all that is asked of it, so there is one for everything that needs no add-on.
func TestServerIsReadyToDevelopAgainst(t *testing.T) {
	t.Parallel()
	s, _ := start(t, Config{})
	for _, c := range []struct {
		name string
		test func(t *testing.T, s *Server)
	}{
		{"verdicts name what is wrong", verdicts},
		{"what is printed works", printed},
		{"the link signs a browser in once", link},
		{"the API answers as the outage says", outages},
		{"a moved API is found by its document alone", moved},
		{"wrong switches are refused", wrongSwitches},
		{"the developer's API is for administrators", administrators},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, s) })
	}
}

func printed(t *testing.T, s *Server) {
	r := s.Ready()
	if got := post(t, r.URLv2, "application/json", `{"message":"by v2"}`); got != http.StatusNoContent {
		t.Errorf("v2: %d", got)
	}
	if got := post(t, r.URLv1, "application/x-www-form-urlencoded", "from=CI&message=by+v1"); got != http.StatusOK {
		t.Errorf("v1: %d", got)
	}
	rooms, err := client(t, s, r.AdminToken).GetAllRooms(t.Context(), hipchat.RoomsQuery{})
	if err != nil || len(rooms.Items) != 1 || rooms.Items[0].Name != r.Room {
		t.Errorf("%+v, %v", rooms, err)
	}
	res, err := http.Get(r.Capabilities)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatal(res, err)
	}
	_ = res.Body.Close()
}

func link(t *testing.T, s *Server) {
	enter := func() string {
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		browser := http.Client{Jar: jar}
		res, err := browser.Get(s.Ready().EnterURL)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		res, err = browser.Get(s.Ready().BaseURL + "/api/boot")
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		var boot struct {
			User       *struct{ Email string }
			NeedsSetup bool `json:"needs_setup"`
		}
		if err := json.NewDecoder(res.Body).Decode(&boot); err != nil {
			t.Fatal(err)
		}
		if boot.NeedsSetup {
			t.Error("anybody may set the server up")
		}
		if boot.User == nil {
			return ""
		}
		return boot.User.Email
	}
	if got := enter(); got != ownerEmail {
		t.Errorf("signed in as %q", got)
	}
	if got := enter(); got != "" {
		t.Errorf("the link was good again, for %q", got)
	}
}

func TestServerIsOfTheLevelAskedFor(t *testing.T) {
	t.Parallel()
	s, _ := start(t, Config{Level: "1.3"})
	if s.Ready().Level != "1.3" {
		t.Error(s.Ready().Level)
	}
	if got := post(t, s.Ready().URLv2, "application/json", `{"message":"x","card":{"id":"1","style":"application","title":"t"}}`); got != http.StatusBadRequest {
		t.Errorf("a card on 1.3: %d", got)
	}
}

// addon is one whose descriptor can be changed.
type addon struct {
	*httptest.Server
	name    atomic.Value
	refuses atomic.Bool
	target  atomic.Value // what its only action opens; empty: it has none
}

func newAddon(t *testing.T) *addon {
	a := &addon{}
	a.name.Store("First")
	a.target.Store("")
	mux := http.NewServeMux()
	mux.HandleFunc("GET /descriptor", func(w http.ResponseWriter, _ *http.Request) {
		d := hipchat.Descriptor{
			Key: "test.dev", Name: a.name.Load().(string), Description: "d", Links: hipchat.DescriptorLinks{Self: a.URL + "/descriptor"},
			Capabilities: hipchat.DescriptorCapabilities{Installable: &hipchat.Installable{CallbackURL: a.URL + "/installed"}},
		}
		if target := a.target.Load().(string); target != "" {
			d.Capabilities.Actions = hipchat.Modules[hipchat.Action]{{Key: "a", Name: hipchat.Text{Value: "A"}, Location: hipchat.LocationInputAction, Target: hipchat.Target{Key: target}}}
		}
		_ = json.NewEncoder(w).Encode(d)
	})
	mux.HandleFunc("/installed", func(w http.ResponseWriter, _ *http.Request) {
		if a.refuses.Load() {
			w.WriteHeader(http.StatusTeapot)
		}
	})
	a.Server = httptest.NewServer(mux)
	t.Cleanup(a.Close)
	return a
}

func hear(t *testing.T, said chan string, want string) {
	t.Helper()
	for {
		select {
		case text := <-said:
			if strings.Contains(text, want) {
				return
			}
		case <-t.Context().Done():
			t.Fatalf("nobody said %q", want)
		}
	}
}

func TestAddonIsInstalledAgainWhenItChanges(t *testing.T) {
	t.Parallel()
	a := newAddon(t)
	a.refuses.Store(true)
	_, said := start(t, Config{Addons: []string{a.URL + "/descriptor"}})
	hear(t, said, "is not installed")
	a.refuses.Store(false)
	a.name.Store("Mended")
	hear(t, said, "Mended (test.dev) is installed in Dev Room")
	a.name.Store("Second")
	hear(t, said, "Second (test.dev) is installed in Dev Room")
	a.target.Store("nope")
	hear(t, said, `but capabilities.action.0.target is "nope"`)
}

func TestAddonsAddressIsChecked(t *testing.T) {
	t.Parallel()
	if _, err := New(t.Context(), Config{Addons: []string{"localhost:3000"}}); err == nil || !strings.Contains(err.Error(), "--addon") {
		t.Error(err)
	}
}

func TestAddressesThatOthersCanReachAreKnown(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"127.0.0.1:8080": false, "localhost:0": false, "[::1]:80": false, ":8080": true, "0.0.0.0:8080": true, "192.168.0.7:80": true,
	} {
		if got := Exposed(address); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
}
