package surface_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/apiv1"
	"github.com/stoachat/stoa/internal/apiv2"
	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/stoatest"
)

// refusal is a way to be refused that every route has.
type refusal struct {
	name    string
	applies func(apiv2.Route) bool
	change  func(*call, apiv2.Route)
	status  int
	message func(apiv2.Route) string // how the text begins
}

func always(apiv2.Route) bool { return true }

func guarded(rt apiv2.Route) bool { return !rt.Open }

func says(text string) func(apiv2.Route) string { return func(apiv2.Route) string { return text } }

// refusals are the documented ones. spec: auth, 2, 3, 9, 16; rest-v2, 1.10.
func refusals(w *world) []refusal {
	posting := w.SignIn(stoatest.AdminEmail, stoatest.AdminPassword, hipchat.ScopeSendNotification)
	viewing := w.SignIn(stoatest.AdminEmail, stoatest.AdminPassword, hipchat.ScopeViewGroup)
	tooFew := func(c *call, scopes []string) {
		c.token = posting
		if slices.Contains(scopes, hipchat.ScopeSendNotification) {
			c.token = viewing
		}
	}
	room := w.RoomToken(w.Room("Bound").Name, "CI")
	return []refusal{
		{"no token", guarded, func(c *call, _ apiv2.Route) { c.token = "" }, 401, says("Authenticated requests only. See " + w.URL + "/docs/apiv2/auth for more information.")},
		{"an unknown token", guarded, func(c *call, _ apiv2.Route) { c.token = strings.Repeat("x", 40) }, 401, says("Invalid OAuth session")},
		{"a token of v1", guarded, func(c *call, _ apiv2.Route) { c.token = w.v1 }, 401, says("Invalid OAuth session. This is a token of API v1")},
		{"too few scopes", func(rt apiv2.Route) bool { return guarded(rt) && len(rt.Scopes) > 0 }, func(c *call, rt apiv2.Route) { tooFew(c, rt.Scopes) }, 403, func(rt apiv2.Route) string {
			return "This action requires one of the following scopes: [u'" + strings.Join(rt.Scopes, "', u'") + "']"
		}},
		{"a token of another room", func(rt apiv2.Route) bool {
			return guarded(rt) && strings.Contains(rt.Pattern, "{room}") && slices.Contains(rt.Scopes, hipchat.ScopeSendNotification)
		}, func(c *call, _ apiv2.Route) { c.token = room }, 403, says("")},
		{"a person where only add-ons may", func(rt apiv2.Route) bool { return guarded(rt) && !slices.Contains(rt.Classes, chat.ClassUser) },
			func(c *call, _ apiv2.Route) { c.token = w.Token }, 403, says("Only ")},
		{"a verb that is not there", always, func(c *call, _ apiv2.Route) { c.method = "PATCH" }, 405, says("The method PATCH is not allowed here.")},
		{"a body that is too large", func(rt apiv2.Route) bool {
			return rt.Body != nil && rt.Name != "share_file_with_room" && rt.Name != "share_file_with_user"
		},
			func(c *call, rt apiv2.Route) { c.body = tooLarge(rt) }, 413, says("The request body is larger than")},
		{"an unknown room", func(rt apiv2.Route) bool { return guarded(rt) && strings.Contains(rt.Pattern, "{room}") },
			func(c *call, _ apiv2.Route) { c.path = replacedPath(c.path, "room", "Nowhere") }, 404, says("Room not found: Room 'Nowhere' not found")},
	}
}

// tooLarge is a body beyond what the method reads; pictures may be larger than anything else in JSON.
func tooLarge(rt apiv2.Route) string {
	size := 1 << 20
	if strings.HasSuffix(rt.Name, "avatar") || strings.HasSuffix(rt.Name, "photo") {
		size = 20 << 20
	}
	return `{"a":"` + strings.Repeat("x", size) + `"}`
}

func replacedPath(path map[string]string, name, value string) map[string]string {
	out := map[string]string{name: value}
	for k, v := range path {
		if k != name {
			out[k] = v
		}
	}
	return out
}

func TestEveryMethodRefusesInTheDocumentedWords(t *testing.T) {
	w := newWorld(t)
	all := refusals(w)
	for _, rt := range apiv2.Routes() {
		t.Run(rt.Name, func(t *testing.T) {
			good := (&place{w: w, t: t}).call(rt)
			for _, ref := range all {
				if !ref.applies(rt) {
					continue
				}
				c := good
				ref.change(&c, rt)
				a, err := w.do(c.request(t, w.URL))
				if err == nil {
					err = a.wantV2(c.method)
				}
				if err != nil {
					t.Errorf("%s: %v", ref.name, err)
					continue
				}
				if a.status != ref.status || !strings.Contains(a.body, `"message":"`+ref.message(rt)) {
					t.Errorf("%s: got %d %s, want %d %q", ref.name, a.status, a.body, ref.status, ref.message(rt))
				}
				if ref.status == 405 && !strings.Contains(a.header.Get("Allow"), rt.Method) {
					t.Errorf("Allow is %q", a.header.Get("Allow"))
				}
			}
		})
	}
}

func TestEveryMethodTakesAuthTestAndPreflight(t *testing.T) {
	w := newWorld(t)
	for _, rt := range apiv2.Routes() {
		t.Run(rt.Name, func(t *testing.T) {
			c := (&place{w: w, t: t}).call(rt)
			if guarded(rt) {
				test := c
				test.query = "auth_test=true"
				if a, err := w.do(test.request(t, w.URL)); err != nil || a.status != 202 || !strings.Contains(a.body, "This auth_token has access to use this method.") {
					t.Errorf("auth_test: %v, %d %s", err, a.status, a.body)
				}
			}
			c.method, c.token, c.body = http.MethodOptions, "", ""
			a, err := w.do(c.request(t, w.URL))
			if err != nil || a.status != 204 || a.header.Get("Access-Control-Allow-Origin") != "*" || !strings.Contains(a.header.Get("Access-Control-Allow-Headers"), "Authorization") {
				t.Errorf("OPTIONS: %v, %d %v", err, a.status, a.header)
			}
			if err := a.wantV2(c.method); err != nil {
				t.Errorf("OPTIONS: %v", err)
			}
		})
	}
}

func TestV1RefusesATokenOfV2AndTakesAuthTest(t *testing.T) {
	w := newWorld(t)
	for _, rt := range apiv1.Routes() {
		for name, want := range map[string]struct {
			query  string
			status int
			text   string
		}{
			"no token":    {"", 401, "Auth token invalid. Please see: " + w.URL + "/docs/api/auth"},
			"v2's token":  {"auth_token=" + w.Token, 401, "This is a token of API v2"},
			"auth_test":   {"auth_test=true&auth_token=" + w.v1, 202, "This auth_token has access to use this method."},
			"other verbs": {"auth_token=" + w.v1, 405, "is not allowed here"},
		} {
			c := call{method: http.MethodGet, pattern: rt.Path, query: want.query}
			if want.status == 405 {
				c.method = http.MethodPut
			}
			a, err := w.do(c.request(t, w.URL))
			if err != nil || a.status != want.status || !strings.Contains(a.body, want.text) || a.wantV1() != nil {
				t.Errorf("%s, %s: %v, %d %s", rt.Name, name, err, a.status, a.body)
			}
		}
	}
}

func TestLimitsAreWhatTheAdministratorSet(t *testing.T) {
	s := stoatest.Start(t, stoatest.WithLimits(), func(c *app.Config) { c.RateV1, c.RateV2, c.Flood = 2, 6, 1 })
	s.Room("Ops")
	token := s.RoomToken("Ops", "CI")
	post := func() stoatest.Answer { return s.Call(token, "POST", "/v2/room/Ops/notification", `{"message":"x"}`) }
	if a := post(); a.Status != 204 || a.Header["X-Floodcontrol-Remaining"][0] != "0" || a.Header["X-Ratelimit-Limit"][0] != "6" {
		t.Errorf("the first: %d %v", a.Status, a.Header)
	}
	if a := post(); a.Status != 429 || a.Error(t).Message != "Rate Limit exceeded" || a.Header["X-Ratelimit-Remaining"][0] != "4" {
		t.Errorf("over the flood limit: %d %s %v", a.Status, a.Body, a.Header)
	}
	for range 4 {
		s.Call(token, "GET", "/v2/room/Ops?auth_test=true", nil)
	}
	if a := s.Call(token, "GET", "/v2/room/Ops?auth_test=true", nil); a.Status != 429 || a.Header["X-Ratelimit-Remaining"][0] != "0" {
		t.Errorf("over the rate limit: %d %s %v", a.Status, a.Body, a.Header)
	}
	v1 := "/v1/rooms/list?auth_token=" + s.V1Token("admin")
	for _, want := range []int{200, 200, 403} { // 403 is v1's word for it. spec: rest-v1, 4
		if a := s.Call("", "GET", v1, nil); a.Status != want {
			t.Errorf("v1: got %d %s, want %d", a.Status, a.Body, want)
		}
	}
}
