package apiv2_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/apiv2"
	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

var update = flag.Bool("update", false, "write the golden files anew")

func atLevel(l hipchat.Level) stoatest.Option {
	return func(c *app.Config) { c.CompatLevel = string(l) }
}

// oldScopes are those that every level has.
func oldScopes(d *hipchat.Descriptor, _ string) {
	d.Capabilities.Consumer.Scopes = []string{hipchat.ScopeAdminGroup, hipchat.ScopeAdminRoom, hipchat.ScopeSendNotification, hipchat.ScopeViewGroup}
}

// spec: connect, 1; product, 13.4
func TestTheCapabilitiesOfEachLevel(t *testing.T) {
	for _, level := range hipchat.Levels() {
		t.Run(string(level), func(t *testing.T) {
			s := stoatest.Start(t, atLevel(level))
			body := strings.ReplaceAll(s.Call("", "GET", "/v2/capabilities", nil).Body, s.URL, "https://chat.example.test")
			var got bytes.Buffer
			if err := json.Indent(&got, []byte(body), "", "  "); err != nil {
				t.Fatal(err)
			}
			got.WriteString("\n")
			file := filepath.Join("testdata", "capabilities", string(level)+".json")
			if *update {
				if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// callAt is a method and what each level answers, in the order of hipchat.Levels.
type callAt struct {
	method, path, body string
	want               [4]int
}

func callsAt(room int64) []callAt {
	at := func(path string) string { return strings.ReplaceAll(path, "ROOM", fmt.Sprint(room)) }
	glance := `{"key":"k","name":{"value":"n"},"icon":{"url":"https://a.test/i","url@2x":"https://a.test/i"}}`
	page := `{"key":"k","url":"https://a.test/"}`
	hook := `{"event":"room_message","url":"https://a.test/"}`
	card := `{"message":"m","card":{"style":"application","id":"1","title":"t","description":"d"}}`
	return []callAt{
		{"GET", "/v2/capabilities", "", [4]int{200, 200, 200, 200}},
		{"GET", "/v2/capabilities/addon/schema", "", [4]int{404, 200, 200, 200}},
		{"POST", at("/v2/room/ROOM/notification"), `{"message":"m"}`, [4]int{204, 204, 204, 204}},
		{"POST", at("/v2/room/ROOM/notification"), `{"message":"m","card":null}`, [4]int{204, 204, 204, 204}},
		{"POST", at("/v2/room/ROOM/notification"), card, [4]int{400, 204, 204, 204}},
		{"POST", at("/v2/room/ROOM/webhook"), hook, [4]int{201, 201, 201, 201}},
		{"PUT", at("/v2/room/ROOM/extension/webhook/k"), hook, [4]int{404, 201, 201, 201}},
		{"PUT", at("/v2/room/ROOM/extension/glance/k"), glance, [4]int{404, 201, 201, 201}},
		{"PUT", "/v2/extension/externalPage/k", page, [4]int{404, 201, 201, 201}},
		{"GET", "/v2/extension/externalPage/k", "", [4]int{404, 200, 200, 200}},
		{"POST", at("/v2/addon/ui/room/ROOM"), `{"glance":[]}`, [4]int{404, 204, 204, 204}},
		{"POST", "/v2/addon/link", `{"target":"https://a.test/","ttl":60}`, [4]int{404, 200, 200, 200}},
		{"DELETE", at("/v2/room/ROOM/avatar"), "", [4]int{404, 404, 204, 204}},
		{"DELETE", "/v2/group/1/avatar", "", [4]int{404, 404, 204, 204}},
		{"GET", at("/v2/room/ROOM"), "", [4]int{200, 200, 200, 200}},
		{"GET", at("/v2/room/ROOM/webhook"), "", [4]int{200, 200, 200, 200}},
	}
}

func check(t *testing.T, s *stoatest.Server, token string, c callAt, i int) {
	t.Helper()
	var body any
	if c.body != "" {
		body = c.body
	}
	a := s.Call(token, c.method, c.path, body)
	if a.Status != c.want[i] {
		t.Errorf("%s %s %s: %d %s, want %d", c.method, c.path, c.body, a.Status, a.Body, c.want[i])
	}
	if a.Status == http.StatusBadRequest && a.Error(t).Field != "card" {
		t.Errorf("the error does not name the card: %s", a.Body)
	}
}

// spec: product, 13.4
func TestEachLevelHasItsMethods(t *testing.T) {
	for i, level := range hipchat.Levels() {
		t.Run("a server at "+string(level), func(t *testing.T) {
			s := stoatest.Start(t, atLevel(level))
			room := s.Room("Ops")
			token := s.Addon("", oldScopes, nil).Token()
			for _, c := range callsAt(room.ID) {
				check(t, s, token, c, i)
			}
		})
	}
	s := stoatest.Start(t)
	room := s.Room("Ops")
	addon := s.Addon("", oldScopes, nil)
	token := addon.Token()
	for i, level := range hipchat.Levels() {
		t.Run("an installation at "+string(level), func(t *testing.T) {
			if _, err := s.Remote.SetAddonLevel(t.Context(), addon.Installation.ID, level); err != nil {
				t.Fatal(err)
			}
			for _, c := range callsAt(room.ID)[2:] { // the first two need no token: the document is the same for all
				check(t, s, token, c, i)
			}
		})
	}
}

func TestAMethodThatALevelLacksIsUnknownToEverybody(t *testing.T) {
	s := stoatest.Start(t, atLevel(hipchat.Level13))
	for _, rt := range apiv2.Routes() {
		if hipchat.Level13.Has(rt.Since) {
			continue
		}
		path := strings.NewReplacer("{room}", "1", "{user}", "1", "{key}", "k", "{token}", "t", "{group}", "1").Replace(rt.Pattern)
		for _, token := range []string{"", s.Token} {
			if a := s.Call(token, rt.Method, path, nil); a.Status != 404 || !strings.Contains(a.Body, "No such method") {
				t.Errorf("%s %s: %d %s", rt.Method, path, a.Status, a.Body)
			}
		}
	}
}

// spec: product, 13.4; connect, 2
func TestAnAddonIsReadAsItsLevelReadsIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, database string) {
		s := stoatest.Start(t, stoatest.WithDatabase(database))
		want := map[hipchat.Level]struct {
			parts, life int
			heard       string
			signed      bool
		}{
			hipchat.Level13:     {0, 3599, "anything", true},
			hipchat.Level20:     {1, 3599, "/tide", false},
			hipchat.Level22:     {1, 28799, "/tide", false},
			hipchat.LevelLatest: {1, 28799, "/tide", false},
		}
		for _, level := range hipchat.Levels() {
			t.Run(string(level), func(t *testing.T) {
				room := s.Room("At " + string(level))
				addon := s.AddonAt(level, room.Name, func(d *hipchat.Descriptor, base string) {
					oldScopes(d, base)
					d.APIVersion = "1:1"
					d.Capabilities.Configurable = &hipchat.Configurable{URL: base + "/configure", Authentication: hipchat.AuthenticationNone}
					d.Capabilities.Webhooks = []hipchat.WebhookRequest{{Event: "room_message", URL: base + "/hook", Pattern: "^/tide"}}
					d.Capabilities.WebPanels = hipchat.Modules[hipchat.WebPanel]{{Key: "p", Name: hipchat.Text{Value: "P"}, URL: base + "/p", Location: hipchat.LocationSidebarRight}}
				}, nil)
				var parts struct{ Items []any }
				s.Call(s.Token, "GET", fmt.Sprintf("/api/rooms/%d/addons", room.ID), nil).JSON(t, &parts)
				var granted hipchat.TokenResponse
				addon.Grant(map[string][]string{"grant_type": {"client_credentials"}}).JSON(t, &granted)
				var page struct{ JWT string }
				s.Call(s.Token, "POST", fmt.Sprintf("/api/installations/%d/url", addon.Installation.ID), `{"kind":"configurable"}`).JSON(t, &page)
				w := want[level]
				if len(parts.Items) != w.parts || int(granted.ExpiresIn) != w.life || (page.JWT != "") != w.signed {
					t.Errorf("%d parts, %d s, signed %v; want %+v", len(parts.Items), granted.ExpiresIn, page.JWT != "", w)
				}
				for _, text := range []string{"anything", "/tide"} {
					if a := s.Call(s.Token, "POST", fmt.Sprintf("/v2/room/%d/message", room.ID), map[string]string{"message": text}); a.Status != 201 {
						t.Fatalf("%d %s", a.Status, a.Body)
					}
				}
				if call := <-addon.Calls; !strings.Contains(call.Body, `"message":"`+w.heard+`"`) {
					t.Errorf("heard first: %s", call.Body)
				}
			})
		}
	})
}

// spec: product, 13.4
func TestAnOldServerPassesOverThePatternOfAWebhook(t *testing.T) {
	for level, want := range map[hipchat.Level]string{hipchat.Level13: "", hipchat.Level20: "^/tide"} {
		s := stoatest.Start(t, atLevel(level))
		room := s.Room("Ops")
		path := fmt.Sprintf("/v2/room/%d/webhook", room.ID)
		var made, kept hipchat.Webhook
		s.Call(s.Token, "POST", path, `{"event":"room_message","url":"https://a.test/","pattern":"^/tide"}`).JSON(t, &made)
		s.Call(s.Token, "GET", fmt.Sprintf("%s/%v", path, made.ID), nil).JSON(t, &kept)
		got := ""
		if kept.Pattern != nil {
			got = *kept.Pattern
		}
		if made.ID == 0 || got != want {
			t.Errorf("%s: kept %+v", level, kept)
		}
	}
}

// spec: product, 13.4 rule 6
func TestAnOldServerRefusesScopesItDoesNotKnow(t *testing.T) {
	s := stoatest.Start(t)
	addon := s.Addon("", nil, nil) // asks for view_room
	for _, level := range hipchat.Levels() {
		body := fmt.Sprintf(`{"url":%q,"compat_level":%q}`, addon.URL+"/descriptor", level)
		a := s.Call(s.Token, "POST", "/api/installations/preview", body)
		if level != hipchat.Level13 && a.Status != 200 {
			t.Errorf("%s: %d %s", level, a.Status, a.Body)
		}
		if level == hipchat.Level13 && (a.Status != 400 || a.Error(t).Field != "capabilities.hipchatApiConsumer.scopes.2") {
			t.Errorf("%s: %d %s", level, a.Status, a.Body)
		}
	}
	path := fmt.Sprintf("/api/installations/%d", addon.Installation.ID)
	for body, field := range map[string]string{`{"compat_level":"1.4"}`: "compat_level", `{}`: "disabled", `{"compat_level":5}`: "compat_level"} {
		if a := s.Call(s.Token, "PUT", path, body); a.Status != 400 || a.Error(t).Field != field {
			t.Errorf("%s: %d %s", body, a.Status, a.Body)
		}
	}
	_, bob := s.User("Bob", "bob@example.test")
	if a := s.Call(bob, "PUT", path, `{"compat_level":"1.3"}`); a.Status != 403 {
		t.Errorf("bob: %d %s", a.Status, a.Body)
	}
}
