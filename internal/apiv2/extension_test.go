package apiv2_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/apiv2"
	"github.com/stoachat/stoa/internal/stoatest"
)

// goodModules are one module of each kind, without its key.
var goodModules = map[string]string{
	"action":       `{"name":{"value":"N"},"location":"hipchat.input.action","target":"t"}`,
	"dialog":       `{"title":{"value":"T"},"url":"https://a.test/d","options":{"style":"warning"}}`,
	"externalPage": `{"url":"https://a.test/e"}`,
	"glance":       `{"name":{"value":"N"},"icon":{"url":"https://a.test/i","url@2x":"https://a.test/j"},"x":1}`,
	"webPanel":     `{"name":{"value":"N"},"url":"https://a.test/p","location":"hipchat.sidebar.right"}`,
	"webhook":      `{"url":"https://a.test/w","event":"room_message","pattern":"^/x","name":"n"}`,
}

// spec: rest-v2, 4.10
func TestAllThirtySixMethodsOfExtensionsStandInTheTable(t *testing.T) {
	names := make(map[string]bool)
	for _, rt := range apiv2.Routes() {
		names[rt.Name] = true
	}
	for _, verb := range []string{"get", "create", "delete"} {
		for _, place := range []string{"global", "room"} {
			for _, kind := range []string{"action", "dialog", "external_page", "glance", "web_panel", "webhook"} {
				if name := verb + "_" + place + "_" + kind; !names[name] {
					t.Errorf("%s is missing", name)
				}
			}
		}
	}
}

func TestExtensionsAreMadeReadReplacedAndRemoved(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Dev Ops")
	global := s.Addon("", nil, nil).Token()
	inRoom := s.Addon("Dev Ops", nil, nil).Token()
	for kind, body := range goodModules {
		for place, token := range map[string]string{"/v2/extension/": global, "/v2/room/Dev%20Ops/extension/": inRoom} {
			path := place + kind + "/k.1"
			t.Run(path, func(t *testing.T) {
				if a := s.Call(token, "GET", path, nil); a.Status != 404 || !strings.Contains(a.Error(t).Message, "not found") {
					t.Errorf("before: %d %s", a.Status, a.Body)
				}
				a := s.Call(token, "PUT", path, body)
				var made hipchat.ExtensionCreated
				a.JSON(t, &made)
				if a.Status != 201 || a.Header.Get("Location") != s.URL+path || !strings.HasSuffix(made.Links.Self, "/extension/"+kind+"/k.1") {
					t.Errorf("create: %d %s, Location %q", a.Status, a.Body, a.Header.Get("Location"))
				}
				if a := s.Call(token, "PUT", path, body); a.Status != 201 {
					t.Errorf("replace: %d %s", a.Status, a.Body)
				}
				a = s.Call(token, "GET", path, nil)
				var want, got map[string]any
				a.JSON(t, &got)
				if err := json.Unmarshal([]byte(body), &want); err != nil {
					t.Fatal(err)
				}
				want["key"] = "k.1"
				for member, value := range want {
					if fmt.Sprint(got[member]) != fmt.Sprint(value) {
						t.Errorf("%s: got %v, want %v", member, got[member], value)
					}
				}
				if _, number := made.ID.(float64); number != (kind == "webhook") {
					t.Errorf("id %v", made.ID)
				}
				if a := s.Call(token, "DELETE", path, nil); a.Status != 204 || a.Body != "" {
					t.Errorf("delete: %d %s", a.Status, a.Body)
				}
				if a := s.Call(token, "DELETE", path, nil); a.Status != 404 {
					t.Errorf("delete again: %d %s", a.Status, a.Body)
				}
			})
		}
	}
}

// The segments of which no literal path survives are routed in every spelling. spec: rest-v2, 4.10, 9
func TestExtensionKindsAreFoundInEverySpelling(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops/West")
	token := s.Addon("", nil, nil).Token()
	for _, place := range []string{"/v2/extension/", "/v2/room/Ops%2FWest/extension/"} {
		for kind, spellings := range map[string][]string{
			"externalPage": {"external-page", "external_page", "ExternalPage", "EXTERNALPAGE", "externalpage"},
			"webPanel":     {"webpanel", "web-panel", "web_panel", "WebPanel"},
			"glance":       {"Glance", "GLANCE"},
		} {
			if a := s.Call(token, "PUT", place+kind+"/k", goodModules[kind]); a.Status != 201 {
				t.Errorf("%s: %d %s", kind, a.Status, a.Body)
			}
			for _, spelling := range spellings {
				if a := s.Call(token, "GET", place+spelling+"/k", nil); a.Status != 200 {
					t.Errorf("%s: %d %s", place+spelling, a.Status, a.Body)
				}
			}
		}
	}
	if a := s.Call(token, "GET", "/v2/extension/gadget/k", nil); a.Status != 404 {
		t.Errorf("an unknown kind: %d", a.Status)
	}
}

func TestBadExtensionsAreRefusedByMember(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	token := s.Addon("", nil, nil).Token()
	tests := []struct{ name, path, body, field string }{
		{"another key than the path's", "glance/k", strings.Replace(goodModules["glance"], "{", `{"key":"other",`, 1), "key"},
		{"a key that is no key", "glance/a%20b", goodModules["glance"], "key"},
		{"a key that is a number", "glance/k", strings.Replace(goodModules["glance"], "{", `{"key":1,`, 1), "key"},
		{"a null key", "glance/k", strings.Replace(goodModules["glance"], "{", `{"key":null,`, 1), ""},
		{"an empty body", "glance/k", ``, "name.value"},
		{"a list", "glance/k", `{"name":[]}`, "name"},
		{"an unknown style", "dialog/k", `{"title":{"value":"T"},"url":"https://a.test","options":{"style":"bold"}}`, "options.style"},
		{"a pattern that does not compile", "webhook/k", `{"url":"https://a.test/w","event":"room_message","pattern":"("}`, "pattern"},
		{"a webhook with a NUL in its name", "webhook/k", `{"url":"https://a.test/w","event":"room_message","name":"\u0000"}`, "name"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := s.Call(token, "PUT", "/v2/room/Ops/extension/"+tt.path, tt.body)
			if tt.field == "" && a.Status != 201 || tt.field != "" && (a.Status != 400 || a.Error(t).Field != tt.field) {
				t.Errorf("%d %s", a.Status, a.Body)
			}
		})
	}
	if a := s.Call(token, "PUT", "/v2/extension/glance/k", `[1]`); a.Status != 400 {
		t.Errorf("not an object: %d %s", a.Status, a.Body)
	}
	if a := s.Call(token, "PUT", "/v2/extension/glance/"+strings.Repeat("k", 41), goodModules["glance"]); a.Status != 400 || a.Error(t).Field != "key" {
		t.Errorf("a key of 41 characters: %d %s", a.Status, a.Body)
	}
}

// spec: auth, 4.2; rest-v2, 9
func TestExtensionsBelongToAddonsInTheirPlace(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	s.Room("Other")
	global, inRoom := s.Addon("", nil, nil), s.Addon("Ops", nil, nil)
	tests := []struct {
		name, token, path string
		want              int
	}{
		{"a person, for the group", s.Token, "/v2/extension/glance/k", 403},
		{"a person, in a room", s.Token, "/v2/room/Ops/extension/glance/k", 403},
		{"a room's token", s.RoomToken("Ops", "CI"), "/v2/room/Ops/extension/glance/k", 403},
		{"a room's add-on, for the group", inRoom.Token(), "/v2/extension/glance/k", 403},
		{"a room's add-on, in another room", inRoom.Token(), "/v2/room/Other/extension/glance/k", 403},
		{"a room's add-on without admin_room", inRoom.Token("view_room"), "/v2/room/Ops/extension/glance/k", 403},
		{"a global add-on, with any token", global.Token("view_room"), "/v2/extension/glance/k", 201},
		{"a global add-on, in any room", global.Token("admin_room"), "/v2/room/Other/extension/glance/k", 201},
		{"a room that is not there", global.Token(), "/v2/room/Nowhere/extension/glance/k", 404},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if a := s.Call(tt.token, "PUT", tt.path, goodModules["glance"]); a.Status != tt.want {
				t.Errorf("%d %s, want %d", a.Status, a.Body, tt.want)
			}
		})
	}
	// Each sees its own.
	for _, kind := range []string{"glance", "webhook"} {
		s.Call(inRoom.Token(), "PUT", "/v2/room/Ops/extension/"+kind+"/mine", goodModules[kind])
		if a := s.Call(global.Token(), "GET", "/v2/room/Ops/extension/"+kind+"/mine", nil); a.Status != 404 {
			t.Errorf("another add-on's %s: %d", kind, a.Status)
		}
	}
}

func TestExtensionsAreLimitedAndDeclaredOnesAreFixed(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	addon := s.Addon("", func(d *hipchat.Descriptor, base string) {
		d.Capabilities.ExternalPages = hipchat.Modules[hipchat.ExternalPage]{{Key: "declared", URL: base}}
		d.Capabilities.Webhooks = hipchat.DescriptorWebhooks{{Key: "declared", URL: base, Event: hipchat.EventRoomMessage}}
	}, nil)
	token := addon.Token()
	for _, kind := range []string{"externalPage", "webhook"} {
		path := "/v2/extension/" + kind + "/declared"
		if a := s.Call(token, "GET", path, nil); a.Status != 200 {
			t.Errorf("read a declared %s: %d %s", kind, a.Status, a.Body)
		}
		for _, a := range []stoatest.Answer{
			s.Call(token, "PUT", path, goodModules[kind]), s.Call(token, "DELETE", path, nil),
			s.Call(token, "PUT", "/v2/room/Ops/extension/"+kind+"/declared", goodModules[kind]),
		} {
			if a.Status != 403 || !strings.Contains(a.Error(t).Message, "descriptor") {
				t.Errorf("a declared %s: %d %s", kind, a.Status, a.Body)
			}
		}
		for i := range hipchat.MaxRuntimeModules {
			if a := s.Call(token, "PUT", "/v2/room/Ops/extension/"+kind+"/k"+strconv.Itoa(i), goodModules[kind]); a.Status != 201 {
				t.Fatalf("the %s %d: %d %s", kind, i, a.Status, a.Body)
			}
		}
		if a := s.Call(token, "PUT", "/v2/room/Ops/extension/"+kind+"/more", goodModules[kind]); a.Status != 400 || !strings.Contains(a.Error(t).Message, "10") {
			t.Errorf("one %s too many: %d %s", kind, a.Status, a.Body)
		}
		if a := s.Call(token, "PUT", "/v2/extension/"+kind+"/more", goodModules[kind]); a.Status != 201 {
			t.Errorf("another place: %d %s", a.Status, a.Body)
		}
	}
	addon.Remove()
	again := s.Addon("", nil, nil).Token()
	if a := s.Call(again, "GET", "/v2/extension/externalPage/declared", nil); a.Status != 404 {
		t.Errorf("after the add-on was removed: %d", a.Status)
	}
}

// A keyed webhook fires, and stands in the older form's list under its number. spec: connect, 5.7
func TestKeyedWebhooksHearTheirRooms(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	s.Room("Other")
	addon := s.Addon("", nil, nil)
	token := addon.Token()
	hook := func(path string) string { return `{"url":"` + addon.URL + path + `","event":"room_message"}` }
	var made hipchat.ExtensionCreated
	s.Call(token, "PUT", "/v2/extension/webhook/all", hook("/all")).JSON(t, &made)
	s.Call(token, "PUT", "/v2/room/Ops/extension/webhook/one", hook("/one")).JSON(t, &made)

	var list hipchat.List[hipchat.Webhook]
	s.Call(token, "GET", "/v2/room/Ops/webhook", nil).JSON(t, &list)
	if len(list.Items) != 1 || list.Items[0].Key != "one" || float64(list.Items[0].ID) != made.ID {
		t.Errorf("the older list: %+v, made %v", list.Items, made.ID)
	}
	heard := func(room string, want ...string) {
		t.Helper()
		if a := s.Call(s.Token, "POST", "/v2/room/"+room+"/message", `{"message":"x"}`); a.Status != 201 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		got := make(map[string]bool)
		for range want {
			select {
			case c := <-addon.Calls:
				got[c.URI] = true
			case <-time.After(20 * time.Second):
				t.Fatal("nothing came")
			}
		}
		for _, path := range want {
			if !got[path] {
				t.Errorf("%s: %v, want %v", room, got, want)
			}
		}
	}
	heard("Ops", "/all", "/one")
	heard("Other", "/all")
	if a := s.Call(token, "DELETE", fmt.Sprintf("/v2/room/Ops/webhook/%v", made.ID), nil); a.Status != http.StatusNoContent {
		t.Errorf("the older delete: %d %s", a.Status, a.Body)
	}
	if a := s.Call(token, "GET", "/v2/room/Ops/extension/webhook/one", nil); a.Status != 404 {
		t.Errorf("after it: %d", a.Status)
	}
	heard("Ops", "/all")
}
