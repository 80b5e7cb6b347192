package dev

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/outage"
)

// call calls the server's own API as its administrator and answers the status and the body.
func (s *Server) call(t *testing.T, method, path, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.ready.BaseURL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+s.ready.AdminToken)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

func (s *Server) set(t *testing.T, change string) {
	t.Helper()
	if status, body := s.call(t, "POST", "/api/dev/outages", change); status != http.StatusOK {
		t.Fatal(status, body)
	}
}

func outages(t *testing.T, s *Server) {
	for _, c := range []struct {
		api    string
		v2, v1 int
	}{{"503", 503, 503}, {"429", 429, 403}, {"fine", 204, 200}} {
		s.set(t, `{"api":"`+c.api+`"}`)
		if got := post(t, s.ready.URLv2, "application/json", `{"message":"x"}`); got != c.v2 {
			t.Errorf("%s: v2 %d", c.api, got)
		}
		if got := post(t, s.ready.URLv1, "application/x-www-form-urlencoded", "from=CI&message=x"); got != c.v1 {
			t.Errorf("%s: v1 %d", c.api, got)
		}
	}
}

func TestSlowAPIAnswersInTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := outage.New()
		slow := outage.Slow
		if _, err := s.Set(outage.Change{API: &slow}); err != nil {
			t.Fatal(err)
		}
		began, w := time.Now(), httptest.NewRecorder()
		s.Calls(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })).
			ServeHTTP(w, httptest.NewRequest("POST", "/v2/x", nil))
		if w.Code != http.StatusNoContent || time.Since(began) == 0 {
			t.Errorf("%d after %v", w.Code, time.Since(began))
		}
	})
}

func moved(t *testing.T, s *Server) {
	read := func() (doc hipchat.CapabilitiesDocument) {
		status, body := s.call(t, "GET", "/v2/capabilities", "")
		if err := json.Unmarshal([]byte(body), &doc); err != nil || status != http.StatusOK {
			t.Fatal(status, body, err)
		}
		return doc
	}
	notify := func(url string) int {
		return post(t, url+"room/1/notification?auth_token="+s.ready.RoomToken, "application/json", `{"message":"x"}`)
	}
	first := read()
	s.set(t, `{"move":true}`)
	second := read()
	if second.Links.Self != first.Links.Self || second.Links.Homepage != first.Links.Homepage {
		t.Errorf("the document or the page moved as well: %+v", second.Links)
	}
	for what, pair := range map[string][2]string{
		"API":       {first.Capabilities.HipchatAPIProvider.URL, second.Capabilities.HipchatAPIProvider.URL},
		"tokens":    {first.Capabilities.OAuth2Provider.TokenURL, second.Capabilities.OAuth2Provider.TokenURL},
		"authorize": {first.Capabilities.OAuth2Provider.AuthorizationURL, second.Capabilities.OAuth2Provider.AuthorizationURL},
		"links.api": {first.Links.API, second.Links.API},
	} {
		if pair[0] == pair[1] {
			t.Errorf("%s did not move: %s", what, pair[0])
		}
	}
	if old, now := notify(first.Capabilities.HipchatAPIProvider.URL), notify(second.Capabilities.HipchatAPIProvider.URL); old != 410 || now != 204 {
		t.Errorf("the old address answers %d, the new one %d", old, now)
	}
	c, err := hipchat.NewClient(strings.TrimSuffix(second.Links.API, "/v2"), hipchat.WithToken(s.ready.AdminToken), hipchat.WithRetries(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	room, err := c.GetRoom(t.Context(), "1")
	if err != nil || !strings.HasPrefix(room.Links.Self, second.Links.API) {
		t.Errorf("links lead to %q, %v", room.Links.Self, err)
	}
	s.set(t, `{"move":false}`)
	if old, now := notify(first.Capabilities.HipchatAPIProvider.URL), notify(second.Capabilities.HipchatAPIProvider.URL); old != 204 || now != 410 {
		t.Errorf("moved back: the first address answers %d, the second %d", old, now)
	}
}

func wrongSwitches(t *testing.T, s *Server) {
	for _, c := range []struct{ path, body, field string }{
		{"/api/dev/outages", `{"api":"418"}`, "api"},
		{"/api/dev/outages", `{"api":"503","outbound":"gone"}`, "outbound"},
		{"/api/dev/outages", `{}`, "api"},
		{"/api/dev/outages", `{"move":"far"}`, "move"},
		{"/api/dev/events/room_exploded", `{}`, "event"},
	} {
		status, body := s.call(t, "POST", c.path, c.body)
		var e hipchat.ErrorBody
		if err := json.Unmarshal([]byte(body), &e); err != nil || status != http.StatusBadRequest || e.Error.Field != c.field {
			t.Errorf("%s %s: %d %s", c.path, c.body, status, body)
		}
	}
	if s.switches.State().API != outage.Fine {
		t.Error("half a change was made")
	}
}

func administrators(t *testing.T, s *Server) {
	res, err := http.Get(s.ready.BaseURL + "/api/dev")
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusUnauthorized {
		t.Errorf("nobody is answered %d", res.StatusCode)
	}
}
