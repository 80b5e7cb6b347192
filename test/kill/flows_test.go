package kill_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/test/process"
)

// holder is an add-on that can hold its answer to a call until the server has been killed.
type holder struct {
	t      *testing.T
	s      *process.Server
	room   int64
	base   string
	offers string // its installable
	scopes string

	mu      sync.Mutex
	hold    string                   // the beginning of the call to hold
	told    []hipchat.InstallPayload // by POST
	calls   chan string
	release chan struct{}
}

// TestNoFlowIsLeftHalfDone kills the server at every step of every flow. Started again, it has the add-on, and that
// works, or it has nothing of it.
func TestNoFlowIsLeftHalfDone(t *testing.T) {
	s := process.Start(t, process.Config{})
	const callback, both, page = `"callbackUrl":"%[1]s/cb"`, `"callbackUrl":"%[1]s/cb","updateCallbackUrl":"%[1]s/up"`, `"installedUrl":"%[1]s/page"`
	const parting = callback + `,"uninstalledUrl":"%[1]s/gone"`
	for _, tt := range []struct {
		name, offers string
		story        func(h *holder)
	}{
		{"while the descriptor is read", callback, func(h *holder) {
			h.killedAt("GET /descriptor", func() { h.preview() })
			h.has(nothing)
		}},
		{"between the consent and the callback's answer", callback, func(h *holder) {
			preview := h.preview()
			h.killedAt("POST /cb", func() { h.install(preview) })
			h.hears("DELETE /cb/" + h.client().OAuthID) // it may have agreed
			h.has(nothing)
			h.worksNot(h.client())
		}},
		{"after an installation", callback, func(h *holder) {
			h.install(h.preview())
			h.killed()
			h.has(installed)
			h.works(h.client(), "send_notification")
		}},
		{"before the add-on has read its client", page, func(h *holder) {
			open := h.install(h.preview())
			h.killed()
			h.has(nothing)
			client := h.read(open)
			h.has(installed)
			h.works(client, "send_notification")
			if status, _ := h.ask("GET", open, "", ""); status != http.StatusNotFound {
				h.t.Errorf("read twice: %d", status)
			}
		}},
		{"after the add-on has read its client", page, func(h *holder) {
			client := h.read(h.install(h.preview()))
			h.killed()
			h.has(installed)
			h.works(client, "send_notification")
		}},
		{"while an update is asked for", both, func(h *holder) {
			h.install(h.preview())
			h.grow()
			preview := h.preview()
			h.killedAt("POST /up", func() { h.install(preview) })
			h.has(installed)
			h.works(h.told[0], "send_notification")
			if status, _ := h.token(h.told[0], "view_room"); status != http.StatusBadRequest {
				h.t.Errorf("a scope of the update: %d", status)
			}
		}},
		{"after an update", both, func(h *holder) {
			h.install(h.preview())
			h.grow()
			h.install(h.preview())
			h.killed()
			h.has(installed)
			h.works(h.told[0], "view_room")
		}},
		{"while a new client is offered", callback, func(h *holder) {
			h.install(h.preview())
			h.grow()
			preview := h.preview()
			h.killedAt("POST /cb", func() { h.install(preview) })
			h.hears("DELETE /cb/" + h.told[1].OAuthID)
			h.has(installed)
			h.works(h.told[0], "send_notification")
			h.worksNot(h.told[1])
		}},
		{"while the old client is said goodbye to", callback, func(h *holder) {
			h.install(h.preview())
			h.grow()
			preview := h.preview()
			h.killedAt("DELETE /cb/", func() { h.install(preview) })
			h.hears("DELETE /cb/" + h.told[0].OAuthID) // again
			h.has(installed)
			h.works(h.told[1], "view_room")
			h.worksNot(h.told[0])
		}},
		{"while an add-on is told of its removal", parting, func(h *holder) {
			h.install(h.preview())
			h.killedAt("DELETE /cb/", func() { h.remove() })
			h.hears("DELETE /cb/" + h.client().OAuthID) // again
			h.has(nothing)
			h.worksNot(h.client())
		}},
		{"after a removal", parting, func(h *holder) {
			h.install(h.preview())
			open := h.remove()
			h.killed()
			h.has(nothing)
			h.worksNot(h.client())
			if gone := h.read(open); gone.OAuthID != h.client().OAuthID || gone.OAuthSecret != "" {
				h.t.Errorf("what has gone: %+v", gone)
			}
		}},
		{"after an add-on was disabled", callback, func(h *holder) {
			h.install(h.preview())
			h.api("PUT", fmt.Sprintf("/api/installations/%d", h.list()[0]), `{"disabled":true}`, nil)
			h.killed()
			if status, _ := h.token(h.client(), ""); status != http.StatusForbidden {
				h.t.Errorf("a disabled add-on's token: %d", status)
			}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) { tt.story(newHolder(t, s, tt.offers)) })
	}
}

func newHolder(t *testing.T, s *process.Server, offers string) *holder {
	t.Helper()
	h := &holder{t: t, s: s, scopes: `"send_notification"`, calls: make(chan string, 20), release: make(chan struct{})}
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	h.base = server.URL
	h.offers = fmt.Sprintf(offers, h.base)
	mux.HandleFunc("/", h.serve)
	var room struct{ ID int64 }
	h.api("POST", "/api/rooms", fmt.Sprintf(`{"name":%q}`, "Killed "+h.base), &room)
	h.room = room.ID
	// A person's webhook tells when the server has sent what it has to send.
	h.api("POST", fmt.Sprintf("/v2/room/%d/webhook", h.room), fmt.Sprintf(`{"url":"%s/witness","event":"room_topic_change"}`, h.base), nil)
	return h
}

func (h *holder) serve(w http.ResponseWriter, r *http.Request) {
	line := r.Method + " " + r.URL.Path
	h.mu.Lock()
	if r.URL.Path == "/cb" || r.URL.Path == "/up" {
		var p hipchat.InstallPayload
		if err := json.NewDecoder(r.Body).Decode(&p); err != nil {
			h.t.Error(err)
		}
		h.told = append(h.told, p)
	}
	hold, scopes := h.hold != "" && strings.HasPrefix(line, h.hold), h.scopes
	h.mu.Unlock()
	h.calls <- line
	if hold {
		<-h.release
		return
	}
	if line == "GET /descriptor" {
		fmt.Fprintf(w, `{"key":"held","name":"Held","description":"d","links":{"self":"%[1]s/descriptor"},"capabilities":{"installable":{%[2]s},
			"hipchatApiConsumer":{"scopes":[%[3]s]},"webhook":[{"url":"%[1]s/hook","event":"room_topic_change"}],
			"externalPage":[{"key":"p","url":"%[1]s/p"}]}}`, h.base, h.offers, scopes)
	}
}

func (h *holder) grow() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.scopes = `"send_notification","view_room"`
}

// killedAt begins something, and kills the server when the add-on gets the call.
func (h *holder) killedAt(call string, begin func()) {
	h.t.Helper()
	h.drain()
	h.mu.Lock()
	h.hold = call
	h.mu.Unlock()
	done := make(chan struct{})
	go func() {
		defer close(done)
		begin()
	}()
	for !strings.HasPrefix(await(h.t, h.calls), call) {
	}
	h.s.Kill(h.t)
	h.mu.Lock()
	h.hold = ""
	h.mu.Unlock()
	close(h.release)
	<-done
	h.s.Restart(h.t)
}

func (h *holder) killed() {
	h.t.Helper()
	h.s.Kill(h.t)
	h.s.Restart(h.t)
}

// drain forgets the calls so far, and answers them.
func (h *holder) drain() (lines []string) {
	for {
		select {
		case line := <-h.calls:
			lines = append(lines, line)
		default:
			return lines
		}
	}
}

// hears waits for a call.
func (h *holder) hears(line string) {
	h.t.Helper()
	for await(h.t, h.calls) != line {
	}
}

func (h *holder) client() hipchat.InstallPayload { return h.told[0] }

// ask sends a request and answers what comes back, or 0 when the server is killed meanwhile.
func (h *holder) ask(method, address, contentType, body string) (int, []byte) {
	req, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		h.t.Error(err)
		return 0, nil
	}
	req.Header.Set("Authorization", "Bearer "+h.s.Admin)
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, nil
	}
	return res.StatusCode, b
}

func (h *holder) api(method, path, body string, into any) {
	status, b := h.ask(method, h.s.URL+path, "application/json", body)
	if status == 0 {
		return // the server was killed
	}
	if status/100 != 2 {
		h.t.Errorf("%s %s: %d %s", method, path, status, b)
	}
	if into != nil && len(b) > 0 {
		if err := json.Unmarshal(b, into); err != nil {
			h.t.Errorf("%s %s: %v", method, path, err)
		}
	}
}

func (h *holder) preview() string {
	var p struct{ Preview string }
	h.api("POST", "/api/installations/preview", fmt.Sprintf(`{"url":"%s/descriptor","room":%d}`, h.base, h.room), &p)
	return p.Preview
}

// install answers the address of the client that is to be read, if any.
func (h *holder) install(preview string) string {
	var in struct{ Open string }
	h.api("POST", "/api/installations", fmt.Sprintf(`{"preview":%q,"room":%d}`, preview, h.room), &in)
	return installable(in.Open)
}

func (h *holder) remove() string {
	var gone struct{ Open string }
	h.api("DELETE", fmt.Sprintf("/api/installations/%d", h.list()[0]), "", &gone)
	return installable(gone.Open)
}

func installable(open string) string {
	u, err := url.Parse(open)
	if err != nil {
		return ""
	}
	return u.Query().Get("installable_url")
}

func (h *holder) read(address string) (p hipchat.InstallPayload) {
	h.t.Helper()
	status, b := h.ask("GET", address, "", "")
	if err := json.Unmarshal(b, &p); status != http.StatusOK || err != nil {
		h.t.Errorf("%s: %d %s", address, status, b)
	}
	return p
}

func (h *holder) list() (ids []int64) {
	var list struct{ Items []struct{ ID int64 } }
	h.api("GET", fmt.Sprintf("/api/installations?room=%d", h.room), "", &list)
	for _, in := range list.Items {
		ids = append(ids, in.ID)
	}
	return ids
}

// parts is what a room has of an add-on.
type parts struct{ Installations, Webhooks, Modules int }

var (
	nothing   = parts{}
	installed = parts{1, 1, 1}
)

func (h *holder) has(want parts) {
	h.t.Helper()
	var modules struct{ Items []json.RawMessage }
	h.api("GET", fmt.Sprintf("/api/rooms/%d/addons", h.room), "", &modules)
	got := parts{len(h.list()), h.heard(want.Webhooks), len(modules.Items)}
	if diff := cmp.Diff(want, got); diff != "" {
		h.t.Errorf("the room has (-want +got):\n%s", diff)
	}
}

// heard changes the topic, waits until that many webhooks of the add-on and the witness have heard it, and answers how
// many of the add-on did.
func (h *holder) heard(want int) (n int) {
	h.t.Helper()
	h.drain()
	h.api("PUT", fmt.Sprintf("/v2/room/%d/topic", h.room), `{"topic":"anew"}`, nil)
	for witnessed := false; n < want || !witnessed; {
		switch await(h.t, h.calls) {
		case "POST /witness":
			witnessed = true
		case "POST /hook":
			n++
		}
	}
	return n
}

func (h *holder) token(client hipchat.InstallPayload, scope string) (int, string) {
	form := url.Values{
		"grant_type": {"client_credentials"}, "client_id": {client.OAuthID}, "client_secret": {client.OAuthSecret}, "scope": {scope},
	}
	req, err := http.NewRequest(http.MethodPost, h.s.URL+"/v2/oauth/token", strings.NewReader(form.Encode()))
	if err != nil {
		h.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		h.t.Fatal(err)
	}
	defer res.Body.Close()
	var answer hipchat.TokenResponse
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		h.t.Error(err)
	}
	return res.StatusCode, answer.AccessToken
}

func (h *holder) works(client hipchat.InstallPayload, scope string) {
	h.t.Helper()
	if status, token := h.token(client, scope); status != http.StatusOK || token == "" {
		h.t.Errorf("a token with %s: %d", scope, status)
	}
}

func (h *holder) worksNot(client hipchat.InstallPayload) {
	h.t.Helper()
	if status, _ := h.token(client, ""); client.OAuthSecret == "" || status != http.StatusUnauthorized {
		h.t.Errorf("a client that should be dead: %d", status)
	}
}
