package api_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
)

// spec: connect-js, 9.7
func TestAnAddonIsMetWhereItIsAndConfiguredByWhoMay(t *testing.T) {
	s := stoatest.Start(t)
	ops, closed := s.Room("Ops"), s.PrivateRoom("Closed")
	_, bob := s.User("Bob", "bob@example.test")
	bobs := s.Call(bob, "POST", "/api/rooms", `{"name":"Bob's"}`)
	var own struct {
		ID int64 `json:"id"`
	}
	bobs.JSON(t, &own)
	here, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	s.Addon("", func(d *hipchat.Descriptor, base string) {
		withPages(d, base)
		d.Capabilities.ExternalPages[0].URL = "http://" + here.Hostname() + ":1/"
	}, nil)
	inRoom := s.Addon("Ops", func(d *hipchat.Descriptor, base string) { d.Name = "Of Ops" }, nil)
	key := inRoom.Installation.Key
	s.Addon("Closed", func(d *hipchat.Descriptor, base string) { d.Key = "test.closed" }, nil)
	for name, c := range map[string]struct {
		token, path string
		status      int
		name        string
		pages       []string
		managed     bool
	}{
		"the group's, for its administrator":     {s.Token, "/api/addons/" + key, 200, "", []string{"configurable", "adminPage"}, true},
		"the group's, for anybody":               {bob, "/api/addons/" + key, 200, "", []string{}, false},
		"the group's, for who has a room":        {bob, fmt.Sprintf("/api/addons/%s?room=%d", key, own.ID), 200, "", []string{"configurable"}, false},
		"the room's own before the group's":      {s.Token, fmt.Sprintf("/api/addons/%s?room=%d", key, ops.ID), 200, "Of Ops", []string{}, true},
		"in a room that the caller does not see": {bob, fmt.Sprintf("/api/addons/test.closed?room=%d", closed.ID), 404, "", nil, false},
		"a room's outside of it":                 {s.Token, "/api/addons/test.closed", 404, "", nil, false},
		"none of that key":                       {bob, "/api/addons/test.none", 404, "", nil, false},
		"what is no room":                        {bob, "/api/addons/" + key + "?room=x", 400, "", nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			a := s.Call(c.token, "GET", c.path, nil)
			if a.Status != c.status {
				t.Fatalf("%d %s", a.Status, a.Body)
			}
			if c.status != 200 {
				return
			}
			var got struct {
				Name    string   `json:"name"`
				Pages   []string `json:"pages"`
				Managed bool     `json:"managed"`
				Source  string   `json:"descriptor_url"`
				OwnHost string   `json:"own_host"`
			}
			a.JSON(t, &got)
			if c.name != "" && got.Name != c.name || got.Managed != c.managed || (got.Source != "") != c.managed {
				t.Errorf("%+v", got)
			}
			if own := map[bool]string{true: "", false: here.Hostname()}[c.name == "Of Ops"]; got.OwnHost != own {
				t.Errorf("own host %q, want %q", got.OwnHost, own)
			}
			if diff := cmp.Diff(c.pages, got.Pages); diff != "" {
				t.Errorf("pages (-want +got):\n%s", diff)
			}
		})
	}
}

// spec: connect-js, 12; product, 11
func TestPeopleLearnWhatAddonsAmongThemSeeAndDo(t *testing.T) {
	s := stoatest.Start(t)
	ops, closed := s.Room("Ops"), s.PrivateRoom("Closed")
	_, bob := s.User("Bob", "bob@example.test")
	group := s.Addon("", withPages, nil)
	inRoom := s.Addon("Ops", func(d *hipchat.Descriptor, base string) {
		d.Key, d.Name = "test.second", "Second"
		d.Capabilities.OAuth2 = &hipchat.OAuth2Consumer{RedirectionURLs: []string{base + "/back"}}
		d.Capabilities.Webhooks = hipchat.Modules[hipchat.WebhookRequest]{{Event: "room_message", Pattern: "^/deploy", URL: base + "/hook?secret=1"}}
	}, nil)
	s.Addon("Closed", func(d *hipchat.Descriptor, base string) { d.Key = "test.closed" }, nil)
	type met struct {
		Key    string
		RoomID *int64 `json:"room_id"`
	}
	var list struct{ Items []met }
	s.Call(bob, "GET", fmt.Sprintf("/api/addons?room=%d", ops.ID), nil).JSON(t, &list)
	if diff := cmp.Diff([]met{{group.Installation.Key, nil}, {"test.second", &ops.ID}}, list.Items); diff != "" {
		t.Errorf("in Ops (-want +got):\n%s", diff)
	}
	for _, path := range []string{"/api/addons?room=%d", "/api/addons/test.closed?room=%d"} {
		if a := s.Call(bob, "GET", fmt.Sprintf(path, closed.ID), nil); a.Status != 404 {
			t.Errorf("%s, not seen: %d", path, a.Status)
		}
	}
	type heard struct{ Event, Pattern, Host string }
	var got struct {
		Powers struct {
			Hears                []heard
			Frames, Asked, Shows []string
			FromName             string `json:"from_name"`
			ForOthers            bool   `json:"for_others"`
		}
	}
	s.Call(bob, "GET", fmt.Sprintf("/api/addons/test.second?room=%d", ops.ID), nil).JSON(t, &got)
	host := strings.TrimPrefix(inRoom.URL, "http://")
	if diff := cmp.Diff([]heard{{"room_message", "^/deploy", host}}, got.Powers.Hears); diff != "" || !got.Powers.ForOthers {
		t.Errorf("the room's (-want +got):\n%s %+v", diff, got.Powers)
	}
	s.Call(bob, "GET", "/api/addons/"+group.Installation.Key, nil).JSON(t, &got)
	if p := got.Powers; len(p.Hears) != 0 || !slices.Equal(p.Frames, []string{group.URL}) || !slices.Equal(p.Asked, []string{group.URL}) ||
		!slices.Equal(p.Shows, []string{"dialog", "externalPage", "glance", "webPanel"}) || p.ForOthers {
		t.Errorf("the group's: %+v", p)
	}
}
