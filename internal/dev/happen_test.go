package dev

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stoachat/stoa/hipchat"
)

// receiver is an add-on for the whole group that hears every event.
type receiver struct {
	*httptest.Server
	events chan string

	mu      sync.Mutex
	answer  int
	payload hipchat.InstallPayload
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{events: make(chan string, 100), answer: http.StatusNoContent}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /descriptor", func(w http.ResponseWriter, _ *http.Request) {
		no, d := false, hipchat.Descriptor{Key: "test.ears", Name: "Ears", Description: "d", Links: hipchat.DescriptorLinks{Self: r.URL + "/descriptor"}}
		d.Capabilities.Installable = &hipchat.Installable{CallbackURL: r.URL + "/installed", AllowRoom: &no}
		d.Capabilities.Consumer = &hipchat.APIConsumer{Scopes: []string{hipchat.ScopeSendNotification}}
		for _, h := range happenings() {
			d.Capabilities.Webhooks = append(d.Capabilities.Webhooks, hipchat.WebhookRequest{URL: r.URL + "/hook", Event: h.Event, Name: h.Event})
		}
		_ = json.NewEncoder(w).Encode(d)
	})
	mux.HandleFunc("POST /installed", func(_ http.ResponseWriter, req *http.Request) {
		r.mu.Lock()
		defer r.mu.Unlock()
		_ = json.NewDecoder(req.Body).Decode(&r.payload)
	})
	mux.HandleFunc("POST /hook", func(w http.ResponseWriter, req *http.Request) {
		b, _ := io.ReadAll(req.Body)
		r.mu.Lock()
		status := r.answer
		r.mu.Unlock()
		w.WriteHeader(status)
		r.events <- eventOf(b)
	})
	r.Server = httptest.NewServer(mux)
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) await(t *testing.T, event string) {
	t.Helper()
	for got := range r.events {
		if got == event {
			return
		}
	}
}

func (s *Server) lines(t *testing.T, query string) []line {
	t.Helper()
	status, body := s.call(t, "GET", "/api/dev/traffic?"+query, "")
	var out struct{ Items []line }
	if err := json.Unmarshal([]byte(body), &out); err != nil || status != http.StatusOK {
		t.Fatal(status, body, err)
	}
	return out.Items
}

func TestAddonIsToldAndTriedByTheServer(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	s, said := start(t, Config{Addons: []string{r.URL + "/descriptor"}})
	hear(t, said, "Ears (test.ears) is installed for the whole group")
	t.Run("every event happens and is delivered", func(t *testing.T) { everyEvent(t, s, r) })
	t.Run("tokens of add-ons expire at once", func(t *testing.T) { expiry(t, s, r) })
	t.Run("deliveries stay when nothing gets out", func(t *testing.T) { nothingOut(t, s) })
}

func everyEvent(t *testing.T, s *Server, r *receiver) {
	for range 2 { // each of them more than once
		for _, h := range happenings() {
			status, body := s.call(t, "POST", "/api/dev/events/"+h.Event, `{"text":"tide"}`)
			var out happened
			if err := json.Unmarshal([]byte(body), &out); err != nil || status != http.StatusOK || len(out.Deliveries) == 0 {
				t.Fatalf("%s: %d %s", h.Event, status, body)
			}
			r.await(t, h.Event)
		}
	}
	if got := s.lines(t, "kind=outgoing"); len(got) != 1 || got[0].Title != "install" || got[0].Guideline != "IG-12" || got[0].Look != good {
		t.Errorf("outgoing: %+v", got)
	}
}

func expiry(t *testing.T, s *Server, r *receiver) {
	token, err := client(t, s, "").GenerateToken(t.Context(), hipchat.Credentials{ID: r.payload.OAuthID, Secret: r.payload.OAuthSecret},
		hipchat.TokenRequest{GrantType: hipchat.GrantClientCredentials})
	if err != nil {
		t.Fatal(err)
	}
	url := s.ready.BaseURL + "/v2/room/1/notification?auth_token=" + token.AccessToken
	if got := post(t, url, "application/json", `{"message":"x"}`); got != http.StatusNoContent {
		t.Fatal(got)
	}
	r.await(t, hipchat.EventRoomNotification) // so that nothing stands before what the next test sends
	if status, body := s.call(t, "POST", "/api/dev/tokens/expire", ""); status != http.StatusOK || !strings.Contains(body, `"expired":1`) {
		t.Fatal(status, body)
	}
	if got := post(t, url, "application/json", `{"message":"x"}`); got != http.StatusUnauthorized {
		t.Errorf("a dead token: %d", got)
	}
	lines := s.lines(t, "kind=call&look=bad")
	if len(lines) != 1 || lines[0].Status != http.StatusUnauthorized || strings.Contains(lines[0].Title, token.AccessToken) {
		t.Errorf("%+v", lines)
	}
}

func nothingOut(t *testing.T, s *Server) {
	s.set(t, `{"outbound":"blocked"}`)
	if status, body := s.call(t, "POST", "/api/dev/events/room_message", ""); status != http.StatusOK {
		t.Fatal(status, body)
	}
	for {
		lines := s.lines(t, "kind=delivery")
		if lines[0].Look == bad {
			if lines[0].Guideline != "IG-07" || lines[0].Status != 0 {
				t.Errorf("%+v", lines[0])
			}
			break
		}
	}
	s.set(t, `{"outbound":"fine"}`)
	if status, body := s.call(t, "POST", "/api/dev/addons/reinstall", ""); status != http.StatusOK || !strings.Contains(body, "is installed") {
		t.Error(status, body)
	}
}

func verdicts(t *testing.T, s *Server) {
	post(t, s.ready.URLv1, "application/x-www-form-urlencoded", "from=CI&message=x")
	post(t, s.ready.URLv2, "application/json", `{"message":"x"}`)
	post(t, s.ready.URLv2, "application/json", `{"message":"x","color":"pink"}`)
	post(t, s.ready.BaseURL+"/v2/rooms/message", "application/json", `{}`)
	_, _ = http.Get(s.ready.Capabilities)
	s.set(t, `{"move":true}`)
	post(t, s.ready.URLv2, "application/json", `{"message":"x"}`)
	s.set(t, `{"move":false}`)
	var got []string
	for _, l := range s.lines(t, "kind=call") {
		got = append(got, fmt.Sprintf("%d %s %s", l.Status, l.Look, l.Guideline))
	}
	slices.Reverse(got)
	want := []string{"200 advice IG-03", "204 good IG-06", "400 bad ", "404 bad IG-14", "200 good IG-13", "410 bad IG-18"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if bad := s.lines(t, "kind=call&text=pink"); len(bad) != 1 || !strings.Contains(bad[0].Says, "color") {
		t.Errorf("%+v", bad)
	}
}
