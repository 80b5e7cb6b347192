package addon_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/addon"
	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/freeport"
	"github.com/stoachat/stoa/internal/stoatest"
)

// spec: connect, 3.4; IG-12, IG-13, IG-17
func TestAnInstallationThatCannotBeTriedOutIsRefused(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	known := s.Addon("", nil, nil).Client
	liar := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(s.Call("", "GET", "/v2/capabilities", nil).Body))
	}))
	t.Cleanup(liar.Close)
	deaf, err := freeport.Address()
	if err != nil {
		t.Fatal(err)
	}
	var log journal
	a := serve(t, func(o *addon.Options) {
		o.Log = slog.New(slog.NewTextHandler(&log, nil))
		o.Admit = func(_ context.Context, p hipchat.InstallPayload) error {
			if p.GroupID == 666 {
				return errors.New("only friends")
			}
			return nil
		}
	})
	for _, c := range []struct {
		name   string
		body   any
		status int
		says   string
	}{
		{"no JSON", "install me", 400, "not JSON"},
		{"a number for a text", `{"capabilitiesUrl":1}`, 400, `"capabilitiesUrl" is a JSON number`},
		{"no document", map[string]any{"oauthId": "a", "oauthSecret": "b"}, 400, "capabilitiesUrl is missing"},
		{"a relative document", map[string]any{"capabilitiesUrl": "/v2/capabilities", "oauthId": "a", "oauthSecret": "b"}, 400, "absolute URL"},
		{"no id", map[string]any{"capabilitiesUrl": known.CapabilitiesURL, "oauthSecret": "b"}, 400, "oauthId must have"},
		{"no secret", map[string]any{"capabilitiesUrl": known.CapabilitiesURL, "oauthId": "a"}, 400, "oauthSecret must have"},
		{"a room that is none", map[string]any{"capabilitiesUrl": known.CapabilitiesURL, "oauthId": "a", "oauthSecret": "b", "roomId": "Ops"}, 400, "roomId must be a number"},
		{"too much", strings.Repeat(" ", 70<<10), 413, "more than 65536 bytes"},
		{"a wrong secret", hipchat.InstallPayload{CapabilitiesURL: known.CapabilitiesURL, OAuthID: known.OAuthID, OAuthSecret: "guessed"}, 400, "got no token: the server answered 401"},
		{"another one's document", hipchat.InstallPayload{CapabilitiesURL: liar.URL + "/v2/capabilities", OAuthID: known.OAuthID, OAuthSecret: known.OAuthSecret}, 400, "cannot be used"},
		{"no document there", hipchat.InstallPayload{CapabilitiesURL: s.URL + "/nothing", OAuthID: known.OAuthID, OAuthSecret: known.OAuthSecret}, 400, "the server answered 404"},
		{"nobody there", hipchat.InstallPayload{CapabilitiesURL: "http://" + deaf, OAuthID: known.OAuthID, OAuthSecret: known.OAuthSecret}, 502, "cannot be reached from the add-on"},
		{"somebody who is not admitted", hipchat.InstallPayload{CapabilitiesURL: known.CapabilitiesURL, OAuthID: known.OAuthID, OAuthSecret: known.OAuthSecret, GroupID: 666}, 403, "only friends"},
	} {
		body, ok := c.body.(string)
		if !ok {
			body = encoded(t, c.body)
		}
		status, text := send(t, "POST", a.url+"/installation", nil, body)
		if status != c.status || !strings.Contains(text, c.says) {
			t.Errorf("%s: %d %s", c.name, status, text)
		}
	}
	for range a.Installations(t.Context()) {
		t.Error("something was kept")
	}
	if strings.Contains(log.String(), known.OAuthSecret) {
		t.Error("the secret is in the log")
	}
}

func TestOneInstallationDoesNotTakeThePlaceOfAnother(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	a := serve(t, nil)
	in, _ := installed(t, s, a, "")
	rec := in.Record()
	again := hipchat.InstallPayload{CapabilitiesURL: rec.CapabilitiesURL, OAuthID: rec.OAuthID, OAuthSecret: rec.OAuthSecret}
	if status, text := send(t, "POST", a.url+"/installation", nil, encoded(t, again)); status != 204 {
		t.Errorf("the same once more: %d %s", status, text)
	}
	for name, change := range map[string]func(*hipchat.InstallPayload){
		"another secret": func(p *hipchat.InstallPayload) { p.OAuthSecret = "mine" },
		"another server": func(p *hipchat.InstallPayload) { p.CapabilitiesURL = "http://evil.example/capabilities" },
	} {
		p := again
		change(&p)
		if status, text := send(t, "POST", a.url+"/installation", nil, encoded(t, p)); status != 409 {
			t.Errorf("%s: %d %s", name, status, text)
		}
		p.OAuthSecret = ""
		if p.CapabilitiesURL == again.CapabilitiesURL {
			continue
		}
		if status, text := send(t, "POST", a.url+"/update", nil, encoded(t, p)); status != 409 {
			t.Errorf("an update from %s: %d %s", name, status, text)
		}
	}
	notify(t, in, idOf(s.Room("Ops").ID), "still mine")
}

// spec: connect, 3.6
func TestARemovalIsBelievedWhenTheCredentialsAreDead(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	a := serve(t, nil)
	in, there := installed(t, s, a, "")
	if status, text := send(t, "DELETE", a.url+"/installation/"+in.ID(), nil, ""); status != 403 {
		t.Errorf("forged: %d %s", status, text)
	}
	if _, err := s.Remote.RemoveAddon(t.Context(), there.ID); err != nil {
		t.Fatal(err)
	}
	for range 2 { // what has gone may be told again
		if status, text := send(t, "DELETE", a.url+"/installation/"+in.ID(), nil, ""); status != 204 {
			t.Errorf("removed: %d %s", status, text)
		}
	}
}

// spec: connect, 3.8
func TestAnInstallationThatItsServerHasForgottenIsForgotten(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	s.Room("Ops")
	gone := make(chan addon.Record, 1)
	a := serve(t, func(o *addon.Options) { o.Uninstalled = func(_ context.Context, r addon.Record) { gone <- r } })
	plain := s.Addon("", nil, nil)
	if status, text := send(t, "POST", a.url+"/installation", nil, encoded(t, plain.Client)); status != 204 {
		t.Fatal(status, text)
	}
	in, err := a.Installation(t.Context(), plain.Client.OAuthID)
	if err != nil {
		t.Fatal(err)
	}
	plain.Remove() // which this add-on is not told
	c, err := in.Client()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.SendRoomNotification(t.Context(), "Ops", hipchat.NotificationRequest{Message: "anybody?"}); !errors.Is(err, hipchat.ErrUnauthorized) {
		t.Errorf("%v", err)
	}
	if r := <-gone; r.OAuthID != in.ID() {
		t.Errorf("%s has gone", r.OAuthID)
	}
}

// spec: connect, 3.7
func TestAnUpdateChangesTheScopes(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	s.Room("Ops")
	updated := make(chan []string, 1)
	a := serve(t, nil)
	in, there := installed(t, s, a, "Ops")
	a.becomes(t, func(o *addon.Options) {
		o.Scopes = append(o.Scopes, hipchat.ScopeViewRoom)
		o.Updated = func(_ context.Context, in *addon.Installation) error {
			updated <- in.Record().Scopes
			return nil
		}
	})
	preview, err := s.Remote.CheckAddon(t.Context(), there.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Remote.InstallAddon(t.Context(), preview, "Ops"); err != nil {
		t.Fatal(err)
	}
	want := []string{hipchat.ScopeAdminRoom, hipchat.ScopeSendNotification, hipchat.ScopeViewRoom}
	if got := slices.Sorted(slices.Values(<-updated)); !slices.Equal(got, want) {
		t.Error(cmp.Diff(want, got))
	}
	in, err = a.Installation(t.Context(), in.ID())
	if err != nil || !in.May(hipchat.ScopeViewRoom) {
		t.Fatal(err)
	}
	c, err := in.Client()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.GetRoom(t.Context(), "Ops"); err != nil {
		t.Error(err)
	}
}

func TestOneAddonServesTwoServers(t *testing.T) {
	t.Parallel()
	a := serve(t, nil)
	var wg sync.WaitGroup
	for _, name := range []string{"first", "second"} {
		s := stoatest.Start(t)
		s.Room("Ops")
		in, _ := installed(t, s, a, "Ops")
		wg.Go(func() {
			notify(t, in, "Ops", "for the "+name)
			if got := last(t, s, "Ops").Message; got != "for the "+name {
				t.Errorf("the %s server has %q", name, got)
			}
		})
	}
	wg.Wait()
}

func TestAnAddonThatIsTurnedOffIsNotForgotten(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	s.Room("Ops")
	a := serve(t, nil)
	in, there := installed(t, s, a, "Ops")
	notify(t, in, "Ops", "on")
	for _, off := range []bool{true, false} {
		if _, err := s.Remote.DisableAddon(t.Context(), there.ID, off); err != nil {
			t.Fatal(err)
		}
		c, err := in.Client()
		if err != nil {
			t.Fatal(err)
		}
		err = c.SendRoomNotification(t.Context(), "Ops", hipchat.NotificationRequest{Message: "again"})
		if (err != nil) != off {
			t.Errorf("off %v: %v", off, err)
		}
	}
}
