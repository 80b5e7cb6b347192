package stoatest

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/remote"
)

// Addon is an installed add-on that agrees to everything, on a server of its own.
type Addon struct {
	URL          string                 // its server, without a slash at the end
	Client       hipchat.InstallPayload // what it was given at its installation
	Installation remote.Installation
	Calls        chan Call // every other request that it got

	s     *Server
	close func()
}

// Call is a request that an add-on got.
type Call struct {
	Method, URI string
	Header      http.Header
	Body        string
}

// Addon serves an add-on and installs it into a room, or for "" into the whole group. change fills in its descriptor;
// its own address is base. answer, unless nil, answers its other requests; else they are answered 204.
func (s *Server) Addon(room string, change func(d *hipchat.Descriptor, base string), answer http.HandlerFunc) *Addon {
	s.t.Helper()
	return s.AddonAt(hipchat.LevelLatest, room, change, answer)
}

// AddonAt is Addon for one that is shown an older release of HipChat Server.
func (s *Server) AddonAt(level hipchat.Level, room string, change func(d *hipchat.Descriptor, base string), answer http.HandlerFunc) *Addon {
	s.t.Helper()
	a := &Addon{Calls: make(chan Call, 100), s: s}
	given := make(chan hipchat.InstallPayload, 1)
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	s.t.Cleanup(server.Close)
	a.URL, a.close = server.URL, server.Close
	d := hipchat.Descriptor{
		Key: "test.addon", Name: "Addon", Description: "An add-on.", Links: hipchat.DescriptorLinks{Self: a.URL + "/descriptor"},
		Capabilities: hipchat.DescriptorCapabilities{
			Installable: &hipchat.Installable{CallbackURL: a.URL + "/installed"},
			Consumer:    &hipchat.APIConsumer{Scopes: []string{hipchat.ScopeAdminRoom, hipchat.ScopeSendNotification, hipchat.ScopeViewRoom}},
		},
	}
	if change != nil {
		change(&d, a.URL)
	}
	mux.HandleFunc("GET /descriptor", func(w http.ResponseWriter, _ *http.Request) {
		if err := json.NewEncoder(w).Encode(d); err != nil {
			s.t.Error(err)
		}
	})
	mux.HandleFunc("POST /installed", func(_ http.ResponseWriter, r *http.Request) {
		var p hipchat.InstallPayload
		if err := json.NewDecoder(r.Body).Decode(&p); err != nil {
			s.t.Error(err)
		}
		given <- p
	})
	mux.HandleFunc("/", a.receive(answer))
	a.install(level, room)
	if d.CallbackURL() != "" {
		a.Client = <-given
	}
	return a
}

func (a *Addon) receive(answer http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			a.s.t.Error(err)
		}
		a.Calls <- Call{r.Method, r.RequestURI, r.Header, string(body)}
		if answer == nil {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		answer(w, r)
	}
}

func (a *Addon) install(level hipchat.Level, room string) {
	a.s.t.Helper()
	preview, err := a.s.Remote.PreviewAddonAt(context.Background(), a.URL+"/descriptor", room, level)
	if err != nil {
		a.s.t.Fatal(err)
	}
	if a.Installation, err = a.s.Remote.InstallAddon(context.Background(), preview, room); err != nil {
		a.s.t.Fatal(err)
	}
}

// Close ends the add-on's server: from then on nothing listens there.
func (a *Addon) Close() { a.close() }

// Remove uninstalls the add-on.
func (a *Addon) Remove() {
	a.s.t.Helper()
	if _, err := a.s.Remote.RemoveAddon(context.Background(), a.Installation.ID); err != nil {
		a.s.t.Fatal(err)
	}
}

// Token answers a token of the add-on; no scopes means all that its descriptor asks for.
func (a *Addon) Token(scopes ...string) string {
	a.s.t.Helper()
	var out hipchat.TokenResponse
	answer := a.Grant(url.Values{"grant_type": {"client_credentials"}, "scope": {strings.Join(scopes, " ")}})
	answer.JSON(a.s.t, &out)
	if out.AccessToken == "" {
		a.s.t.Fatalf("no token: %d %s", answer.Status, answer.Body)
	}
	return out.AccessToken
}

// Grant asks the token endpoint with the add-on's client.
func (a *Addon) Grant(form url.Values) Answer {
	a.s.t.Helper()
	r := http.Request{Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}}
	r.SetBasicAuth(a.Client.OAuthID, a.Client.OAuthSecret)
	return a.s.Send("POST", "/v2/oauth/token", r.Header, []byte(form.Encode()))
}
