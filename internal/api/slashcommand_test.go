package api_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
)

func TestASlashCommandIsAWebhookOfItsWord(t *testing.T) {
	s := stoatest.Start(t)
	room := s.Room("Ops")
	heard := make(chan struct{}, 10)
	receiver := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { heard <- struct{}{} }))
	t.Cleanup(receiver.Close)
	path := fmt.Sprintf("/api/rooms/%d/commands", room.ID)
	var hook struct {
		ID   int64
		Name string
	}
	asAdmin(t, s, "POST", path, map[string]string{"command": "/Deploy", "url": receiver.URL}, &hook)
	if hook.Name != "/deploy" {
		t.Errorf("%+v", hook)
	}
	var listed struct{ Items []struct{ Command string } }
	asAdmin(t, s, "GET", fmt.Sprintf("/api/conversations/%d/commands", room.Conversation), nil, &listed)
	if len(listed.Items) != 1 || listed.Items[0].Command != "deploy" {
		t.Errorf("%+v", listed)
	}
	for _, text := range []string{"/deployed", "not /deploy", "/deploy now"} {
		if _, err := s.Client(s.Token).SendMessage(t.Context(), hipchat.ID("Ops"), text); err != nil {
			t.Fatal(err)
		}
	}
	select {
	case <-heard:
	case <-time.After(20 * time.Second):
		t.Fatal("the receiver heard nothing")
	}
	eventually(t, func() bool {
		var n struct{ Pending, Done int64 }
		asAdmin(t, s, "GET", "/api/deliveries/count", nil, &n)
		return n.Pending == 0 && n.Done == 1
	})

	one := fmt.Sprintf("/api/webhooks/%d", hook.ID)
	_, person := s.User("Grace Hopper", "grace@example.test")
	for _, call := range [][2]string{{"POST", path}, {"DELETE", one}} {
		if a := s.Call(person, call[0], call[1], `{"command":"x","url":"https://example.test"}`); a.Status != 403 && a.Status != 404 {
			t.Errorf("somebody else, %s: %d %s", call, a.Status, a.Body)
		}
	}
	asAdmin(t, s, "DELETE", one, nil, nil)
	if a := s.Call(s.Token, "DELETE", one, nil); a.Status != http.StatusNotFound {
		t.Errorf("removed twice: %d", a.Status)
	}
}

func TestSlashCommandsThatCannotBeAreRefusedByField(t *testing.T) {
	s := stoatest.Start(t)
	path := fmt.Sprintf("/api/rooms/%d/commands", s.Room("Ops").ID)
	for body, field := range map[string]string{
		`{"command":"","url":"https://example.test"}`:          "command",
		`{"command":"two words","url":"https://example.test"}`: "command",
		`{"command":"(a+)+","url":"https://example.test"}`:     "command",
		`{"command":"deploy","url":"ftp://example.test"}`:      "url",
		`{"command":"deploy","url":""}`:                        "url",
	} {
		if a := s.Call(s.Token, "POST", path, body); a.Status != http.StatusBadRequest || a.Error(t).Field != field {
			t.Errorf("%s: %d %s", body, a.Status, a.Body)
		}
	}
	addon := s.Addon("Ops", func(d *hipchat.Descriptor, base string) {
		d.Capabilities.Webhooks = []hipchat.WebhookRequest{{URL: base + "/hook", Event: hipchat.EventRoomNotification, Name: "own"}}
	}, nil)
	var hooks struct {
		Items []struct {
			ID             int64
			InstallationID *int64 `json:"installation_id"`
		}
	}
	asAdmin(t, s, "GET", "/api/webhooks", nil, &hooks)
	for _, h := range hooks.Items {
		if h.InstallationID != nil && *h.InstallationID == addon.Installation.ID {
			if a := s.Call(s.Token, "DELETE", fmt.Sprintf("/api/webhooks/%d", h.ID), nil); a.Status != http.StatusConflict {
				t.Errorf("an add-on's: %d %s", a.Status, a.Body)
			}
		}
	}
}
