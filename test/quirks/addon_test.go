package quirks_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// patience is how long a test waits for a call that the server owes it.
const patience = 15 * time.Second

// call is one request that the server made.
type call struct {
	method, uri string
	header      http.Header
	body        []byte
}

// receiver is somebody's HTTP endpoint that answers 204 and tells what it was sent.
type receiver struct {
	URL   string
	calls chan call
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{calls: make(chan call, 64)}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(io.LimitReader(req.Body, 1<<20))
		if err != nil {
			t.Errorf("read a delivery: %v", err)
		}
		r.calls <- call{req.Method, req.RequestURI, req.Header.Clone(), body}
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(server.Close)
	r.URL = server.URL
	return r
}

func (r *receiver) next(t *testing.T) call {
	t.Helper()
	return await(t, r.calls, "a call")
}

func await[T any](t *testing.T, from <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(patience):
		t.Fatalf("%s did not come within %v", what, patience)
		panic("unreachable")
	}
}

// payload is what the install callback is sent. spec: connect, 3.4
type payload struct {
	CapabilitiesURL string `json:"capabilitiesUrl"`
	OAuthID         string `json:"oauthId"`
	OAuthSecret     string `json:"oauthSecret"`
	raw             map[string]any
}

// addon is a Connect add-on as the frameworks write them, as far as the server can tell.
type addon struct {
	w          *world
	descriptor string // its URL
	base       string
	payload    payload
	id         int64 // of the installation

	callbacks chan payload
	removed   chan string // oauthId of each uninstall
	hooks     chan call
	accepts   chan string // the Accept header of each descriptor request

	// onInstall answers the install callback; nil answers 204.
	onInstall func(payload) int
}

// newAddon serves an add-on. change, unless nil, may change its descriptor before it is served.
func newAddon(t *testing.T, w *world, change func(descriptor map[string]any, base string)) *addon {
	t.Helper()
	a := &addon{w: w, callbacks: make(chan payload, 4), removed: make(chan string, 4), hooks: make(chan call, 64),
		accepts: make(chan string, 16)}
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	a.base, a.descriptor = server.URL, server.URL+"/capabilities"
	key := "test.quirks." + strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(server.URL, "http://127.0.0.1:"), ":", "-"))
	descriptor := map[string]any{
		"key": key, "name": "Quirks", "description": "Plays an add-on.",
		"links": map[string]any{"self": a.descriptor, "homepage": a.descriptor},
		"capabilities": map[string]any{
			"installable":        map[string]any{"callbackUrl": a.base + "/installable"},
			"hipchatApiConsumer": map[string]any{"scopes": []string{"send_notification", "admin_room", "view_group", "view_room"}},
		},
	}
	if change != nil {
		change(descriptor, a.base)
	}
	mux.HandleFunc("GET /capabilities", func(rw http.ResponseWriter, r *http.Request) {
		a.accepts <- r.Header.Get("Accept")
		rw.Header().Set("Content-Type", "application/json")
		json.NewEncoder(rw).Encode(descriptor)
	})
	mux.HandleFunc("POST /installable", a.serveInstall)
	mux.HandleFunc("DELETE /installable/{id}", func(rw http.ResponseWriter, r *http.Request) {
		a.removed <- r.PathValue("id")
		rw.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("/hook/", func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
		if err != nil {
			t.Errorf("read a delivery: %v", err)
		}
		a.hooks <- call{r.Method, r.RequestURI, r.Header.Clone(), body}
		rw.WriteHeader(http.StatusNoContent)
	})
	return a
}

func (a *addon) serveInstall(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		http.Error(rw, err.Error(), http.StatusBadRequest)
		return
	}
	var p payload
	if err := json.Unmarshal(body, &p); err != nil {
		http.Error(rw, err.Error(), http.StatusBadRequest)
		return
	}
	if err := json.Unmarshal(body, &p.raw); err != nil {
		http.Error(rw, err.Error(), http.StatusBadRequest)
		return
	}
	status := http.StatusNoContent
	if a.onInstall != nil {
		status = a.onInstall(p)
	}
	a.callbacks <- p
	rw.WriteHeader(status)
}

// install installs the add-on into the room, in the two steps of Stoa's own page: preview, then consent.
func (a *addon) install(t *testing.T, in room) {
	t.Helper()
	a.consent(t, fmt.Sprint(in.ID)).is(t, 201)
}

// consent previews and installs; where is a room's id, or null for the group.
func (a *addon) consent(t *testing.T, where string) reply {
	t.Helper()
	preview := a.w.v2(t, "POST", "/api/installations/preview", fmt.Sprintf(`{"url":%q,"room":%s}`, a.descriptor, where))
	if preview.status != 200 {
		return preview
	}
	body := fmt.Sprintf(`{"preview":%q,"room":%s}`, text(t, preview.at(t, "preview")), where)
	made := a.w.v2(t, "POST", "/api/installations", body)
	if made.status == 201 {
		a.id = number(t, made.at(t, "id"))
		select {
		case a.payload = <-a.callbacks:
		default: // an add-on without a callback
		}
	}
	return made
}

// uninstall removes the installation.
func (a *addon) uninstall(t *testing.T) {
	t.Helper()
	a.w.v2(t, "DELETE", fmt.Sprintf("/api/installations/%d", a.id), "").is(t, 204)
}

// tokenRequest asks for a token with the installation's credentials.
func (p payload) tokenRequest(contentType, body string) request {
	req := http.Request{Header: http.Header{}}
	req.SetBasicAuth(p.OAuthID, p.OAuthSecret)
	return request{method: "POST", path: "/v2/oauth/token", contentType: contentType, body: body, header: req.Header}
}

// token gets a token of the given scope.
func (a *addon) token(t *testing.T, scope string) string {
	t.Helper()
	form := url.Values{"grant_type": {"client_credentials"}, "scope": {scope}}
	answer := a.w.send(t, a.payload.tokenRequest("application/x-www-form-urlencoded", form.Encode())).is(t, 200)
	return text(t, answer.at(t, "access_token"))
}
