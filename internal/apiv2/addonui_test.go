package apiv2_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
)

// withGlance declares a glance called k.
func withGlance(d *hipchat.Descriptor, base string) {
	icon := hipchat.Icon{URL: base + "/i", URL2x: base + "/j"}
	d.Capabilities.Glances = hipchat.Modules[hipchat.Glance]{{Key: "k", Name: hipchat.Text{Value: "K"}, Icon: icon}}
}

func saying(key, label string) string {
	return fmt.Sprintf(`{"glance":[{"key":%q,"content":{"label":{"type":"html","value":%q}}}]}`, key, label)
}

// spec: rest-v2, 4.11
func TestGlancesShowWhatWasSaidToTheFewest(t *testing.T) {
	s := stoatest.Start(t)
	ops, other := s.Room("Ops"), s.Room("Other")
	ada, adasToken := s.User("Ada", "ada@example.test")
	addon := s.Addon("", withGlance, nil)
	token := addon.Token()
	shows := func(caller string, room int64) string {
		t.Helper()
		var list struct {
			Items []struct {
				Kind, Key string
				AddonKey  string `json:"addon_key"`
				Content   *hipchat.GlanceContent
			}
		}
		a := s.Call(caller, "GET", fmt.Sprintf("/api/rooms/%d/addons", room), nil)
		a.JSON(t, &list)
		if len(list.Items) != 1 || list.Items[0].Key != "k" || list.Items[0].AddonKey != "test.addon" {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		if list.Items[0].Content == nil {
			return ""
		}
		return list.Items[0].Content.Label.Value
	}
	if got := shows(s.Token, ops.ID); got != "" {
		t.Errorf("before anything was said: %q", got)
	}
	steps := []struct{ path, label string }{
		{"/v2/addon/ui/room/Ops/user/ada@example.test", "you here"},
		{"/v2/addon/ui/user/" + fmt.Sprint(ada.ID), "you"},
		{"/v2/addon/ui/room/Ops", "here"},
		{"/v2/addon/ui", "all"},
	}
	for _, step := range steps {
		if a := s.Call(token, "POST", step.path, saying("k", step.label)); a.Status != 204 {
			t.Fatalf("%s: %d %s", step.path, a.Status, a.Body)
		}
	}
	got := []string{shows(adasToken, ops.ID), shows(adasToken, other.ID), shows(s.Token, ops.ID), shows(s.Token, other.ID)}
	if diff := cmp.Diff([]string{"you here", "you", "here", "all"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	s.Call(token, "POST", "/v2/addon/ui/room/Ops", saying("k", `<b onclick="x()">3</b><script>x</script> <a href="http://x">red</a>`))
	if got := shows(s.Token, ops.ID); got != "<b>3</b> red" {
		t.Errorf("cleaned: %q", got)
	}
}

func TestUpdatesOfGlancesReachTheRightSockets(t *testing.T) {
	s := stoatest.Start(t)
	ops := s.Room("Ops")
	s.PrivateRoom("Hidden")
	ada, adasToken := s.User("Ada", "ada@example.test")
	token := s.Addon("", withGlance, nil).Token()
	open := func(token string) (next func() string) {
		conn, _, err := websocket.Dial(t.Context(), s.URL+"/api/ws", &websocket.DialOptions{HTTPHeader: http.Header{"Authorization": {"Bearer " + token}}})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.CloseNow() })
		read := func(kind string) (f struct {
			Type    string
			Glances []struct {
				AddonKey string `json:"addon_key"`
				Content  hipchat.GlanceContent
			}
			Room, User int64
		}) {
			t.Helper()
			for f.Type != kind {
				_, b, err := conn.Read(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if err := json.Unmarshal(b, &f); err != nil {
					t.Fatalf("%s: %v", b, err)
				}
			}
			return f
		}
		if err := conn.Write(t.Context(), websocket.MessageText, fmt.Appendf(nil, `{"type":"watch","conversation":%d,"after":0}`, ops.Conversation)); err != nil {
			t.Fatal(err)
		}
		read("watching")
		return func() string {
			f := read("glances")
			return fmt.Sprintf("%s %s room %d user %d", f.Glances[0].AddonKey, f.Glances[0].Content.Label.Value, f.Room, f.User)
		}
	}
	admins, adas := open(s.Token), open(adasToken)
	for i, path := range []string{"/room/Hidden/user/@Ada", "/user/@Ada", "/room/Ops/user/@Ada", "/room/Hidden", "/room/Ops", ""} {
		if a := s.Call(token, "POST", "/v2/addon/ui"+path, saying("k", fmt.Sprint(i))); a.Status != 204 {
			t.Fatalf("%s: %d %s", path, a.Status, a.Body)
		}
	}
	want := func(name string, next func() string, frames ...string) {
		t.Helper()
		for _, frame := range frames {
			if got := next(); got != frame {
				t.Errorf("%s: got %q, want %q", name, got, frame)
			}
		}
	}
	room, all := fmt.Sprintf("test.addon 4 room %d user 0", ops.ID), "test.addon 5 room 0 user 0"
	want("the administrator", admins, room, all)
	want("Ada", adas, fmt.Sprintf("test.addon 1 room 0 user %d", ada.ID), fmt.Sprintf("test.addon 2 room %d user %d", ops.ID, ada.ID), room, all)
}

func TestBadUpdatesOfGlancesAreRefused(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	s.Room("Other")
	inRoom := s.Addon("Ops", withGlance, nil)
	global := s.Addon("", func(d *hipchat.Descriptor, base string) { withGlance(d, base); d.Key = "other.addon" }, nil)
	const good = `{"glance":[{"key":"k","content":{"label":{"type":"html","value":"x"}}}]}`
	tests := []struct {
		name, token, path, body string
		status                  int
		field                   string
	}{
		{"an unknown key", global.Token(), "", saying("nothing", "x"), 400, "glance.0.key"},
		{"a label that is a text", global.Token(), "", `{"glance":[{"key":"k","content":{"label":"x"}}]}`, 400, "glance.content.label"},
		{"no glance", global.Token(), "", `{}`, 400, "glance"},
		{"an unknown room", global.Token(), "/room/Nowhere", good, 404, ""},
		{"an unknown person", global.Token(), "/user/nobody@example.test", good, 404, ""},
		{"a person", s.Token, "", good, 403, ""},
		{"a room's token", s.RoomToken("Ops", "CI"), "/room/Ops", good, 403, ""},
		{"a room's add-on, to the group", inRoom.Token(), "", good, 403, ""},
		{"a room's add-on, to a person everywhere", inRoom.Token(), "/user/1", good, 403, ""},
		{"a room's add-on, in another room", inRoom.Token(), "/room/Other", good, 403, ""},
		{"a room's add-on, in its room", inRoom.Token("view_room"), "/room/Ops/user/1", good, 204, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := s.Call(tt.token, "POST", "/v2/addon/ui"+tt.path, tt.body)
			if a.Status != tt.status || tt.field != "" && a.Error(t).Field != tt.field {
				t.Errorf("%d %s", a.Status, a.Body)
			}
		})
	}
}
