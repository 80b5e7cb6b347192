package hipchattest_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/hipchat/hipchattest"
)

// A server takes longer to start than a test of it, so there is one for all that leave it as it was.
func TestServer(t *testing.T) {
	t.Parallel()
	chat := hipchattest.Start(t)
	for _, c := range []struct {
		name string
		test func(*testing.T, *hipchattest.Server)
	}{
		{"a sender is heard, and what it does wrong is told", senders},
		{"each delivery is told with its answer", deliveries},
		{"every event can be made to happen", events},
		{"the API does as it is told", outages},
		{"an add-on that refuses is not installed", refusing},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, chat) })
	}
}

func senders(t *testing.T, chat *hipchattest.Server) {
	c, err := hipchat.NewClient(chat.URL, hipchat.WithToken(chat.RoomToken))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.SendRoomNotification(t.Context(), hipchat.ID(chat.Room), hipchat.NotificationRequest{Message: "Build 512 failed", Color: "red"}); err != nil {
		t.Fatal(err)
	}
	if got := chat.Await("512"); got.Message != "Build 512 failed" || got.Color != "red" {
		t.Errorf("the room has %+v", got)
	}
	if all := chat.Complaints(); len(all) > 0 {
		t.Errorf("complaints: %q", all)
	}
	err = c.SendRoomNotification(t.Context(), hipchat.ID(chat.Room), hipchat.NotificationRequest{Message: "x", Color: "magenta"})
	if !errors.Is(err, hipchat.ErrInvalid) {
		t.Errorf("a wrong colour: %v", err)
	}
	if all := chat.Complaints(); len(all) != 1 || !strings.Contains(all[0], "magenta") {
		t.Errorf("complaints: %q", all)
	}
}

// receiver registers a webhook of the room that is answered so.
func receiver(t *testing.T, chat *hipchattest.Server, event string, answer http.HandlerFunc) {
	t.Helper()
	s := httptest.NewServer(answer)
	t.Cleanup(s.Close)
	made, err := chat.Client().CreateWebhook(t.Context(), hipchat.ID(chat.Room), hipchat.WebhookRequest{URL: s.URL, Event: event, Name: "receiver"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := chat.Client().DeleteWebhook(context.WithoutCancel(t.Context()), hipchat.ID(chat.Room), made.ID); err != nil {
			t.Error(err)
		}
	})
}

func deliveries(t *testing.T, chat *hipchattest.Server) {
	receiver(t, chat, hipchat.EventRoomMessage, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if strings.Contains(string(body), "/fail") {
			http.Error(w, "no database", http.StatusInternalServerError)
			return
		}
		_, _ = io.WriteString(w, `{"message":"pong","message_format":"text"}`)
	})
	got := chat.Say("/ping")
	if len(got) != 1 || got[0].Status != http.StatusOK || got[0].Error != "" || !strings.Contains(got[0].Answer, "pong") {
		t.Fatalf("%+v", got)
	}
	var sent struct {
		Item struct{ Message hipchat.Message }
	}
	if err := json.Unmarshal(got[0].Body, &sent); err != nil || sent.Item.Message.Message != "/ping" {
		t.Errorf("sent %s, %v", got[0].Body, err)
	}
	if m := chat.Await("pong"); m.Type != "notification" {
		t.Errorf("the answer is %+v", m)
	}
	got = chat.Say("/fail")
	if len(got) != 1 || got[0].Status != http.StatusInternalServerError || got[0].Error == "" || !strings.Contains(got[0].Answer, "no database") {
		t.Errorf("%+v", got)
	}
}

func events(t *testing.T, chat *hipchattest.Server) {
	local := map[string]bool{hipchat.EventRoomCreated: false, hipchat.EventRoomDeleted: false} // a room's own webhook hears neither of another room
	for _, event := range hipchat.WebhookEvents() {
		if _, away := local[event]; away {
			if got := chat.Happen(event, ""); len(got) != 0 {
				t.Errorf("%s of another room is heard: %+v", event, got)
			}
			continue
		}
		t.Run(event, func(t *testing.T) {
			receiver(t, chat, event, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
			if got := chat.Happen(event, "The text"); len(got) != 1 || got[0].Status != http.StatusNoContent {
				t.Errorf("%+v", got)
			}
		})
	}
	chat.Happen(hipchat.EventRoomUnarchived, "") // for who comes next
}

func outages(t *testing.T, chat *hipchattest.Server) {
	for _, c := range []struct {
		condition hipchattest.Condition
		want      error
	}{{hipchattest.Unavailable, hipchat.ErrUnavailable}, {hipchattest.Limited, hipchat.ErrRateLimited}, {hipchattest.Fine, nil}} {
		chat.API(c.condition)
		if _, err := chat.Client().GetRoom(t.Context(), hipchat.ID(chat.Room)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.condition, err)
		}
	}
	receiver(t, chat, hipchat.EventRoomTopicChange, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	chat.BlockOutbound(true)
	if got := chat.Happen(hipchat.EventRoomTopicChange, "blocked"); len(got) != 1 || got[0].Status != 0 || got[0].Error == "" {
		t.Errorf("nothing gets out: %+v", got)
	}
	if got := chat.Happen(hipchat.EventRoomTopicChange, "blocked still"); len(got) != 1 || !strings.Contains(got[0].Error, "waits behind delivery") {
		t.Errorf("the next waits for it: %+v", got)
	}
	chat.BlockOutbound(false)
}

func refusing(t *testing.T, chat *hipchattest.Server) {
	s := httptest.NewUnstartedServer(nil)
	base := "http://" + s.Listener.Addr().String()
	s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			http.Error(w, "not on this server", http.StatusForbidden)
			return
		}
		_, _ = io.WriteString(w, `{"key":"test.shy","name":"Shy","description":"Refuses","links":{"self":"`+base+`/"},"capabilities":{"installable":{"callbackUrl":"`+base+`/"}}}`)
	})
	s.Start()
	t.Cleanup(s.Close)
	if id, err := chat.Install(base+"/", chat.Room); err == nil || !strings.Contains(err.Error(), "not on this server") {
		t.Errorf("installed as %q: %v", id, err)
	}
}

// A server that has moved answers at its old addresses with 410, and everything is found by its document.
func TestAMovedServerIsFoundByItsDocument(t *testing.T) {
	t.Parallel()
	chat := hipchattest.StartAt(t, hipchat.Level20)
	old := chat.Client()
	chat.Move()
	var gone *hipchat.Error
	if _, err := old.GetRoom(t.Context(), hipchat.ID(chat.Room)); !errors.As(err, &gone) || gone.Code != http.StatusGone {
		t.Errorf("the old address: %v", err)
	}
	chat.Say("still here")
	if m := chat.Await("still here"); m.From.Name != "Grace Tester" {
		t.Errorf("%+v", m)
	}
}
