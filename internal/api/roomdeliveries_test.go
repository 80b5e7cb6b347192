package api_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
)

// roomAdmin makes an account that administers a room, and answers its token.
func roomAdmin(t *testing.T, s *stoatest.Server, name, email string, roomID int64) string {
	t.Helper()
	u, token := s.User(name, email)
	asAdmin(t, s, "PUT", fmt.Sprintf("/v2/room/%d/member/%d", roomID, u.ID), map[string]any{"room_roles": []string{"room_admin"}}, nil)
	return token
}

// What the page of a room's deliveries calls is answered to who administers that room, and to no administrator of another.
func TestDeliveriesOfARoomsOwnWebhooksAreForItsAdministrators(t *testing.T) {
	s := stoatest.Start(t)
	ops, other := newReceiver(t, s, "Ops", ok), newReceiver(t, s, "Other", ok)
	ops.post(t, "x")
	ops.await(t)
	d := ops.settled(t)
	hers := roomAdmin(t, s, "Cleo Marsh", "cleo@example.test", ops.room.ID)
	his := roomAdmin(t, s, "Bob Stone", "bob@example.test", other.room.ID)
	_, nobodys := s.User("Dan Reed", "dan@example.test")

	of := fmt.Sprintf("?webhook_room=%d", ops.room.ID)
	one, hook := fmt.Sprintf("/api/deliveries/%d", d.ID), fmt.Sprintf("/api/webhooks/%d", ops.id)
	replay := fmt.Sprintf(`{"since":"2026-01-01T00:00:00Z","until":"2026-01-02T00:00:00Z","webhook_room":%d}`, ops.room.ID)
	for _, c := range []struct {
		method, path, body string
		hers, others       int
	}{
		{"GET", fmt.Sprintf("/api/webhooks?room=%d", ops.room.ID), "", 200, 403},
		{"GET", "/api/deliveries" + of, "", 200, 403},
		{"GET", "/api/deliveries/count" + of, "", 200, 403},
		{"POST", "/api/deliveries/replay", replay, 200, 403},
		{"GET", one, "", 200, 404},
		{"GET", one + "/curl", "", 200, 404},
		{"POST", one + "/redeliver", "", 204, 404},
		{"POST", hook + "/pause", "", 204, 404},
		{"POST", hook + "/skip", `{"all":true}`, 200, 404},
		{"POST", hook + "/resume", "", 204, 404},
	} {
		var body any
		if c.body != "" {
			body = c.body
		}
		for who, want := range map[string]int{his: c.others, nobodys: c.others, hers: c.hers} {
			if got := s.Call(who, c.method, c.path, body); got.Status != want {
				t.Errorf("%s %s as %.4s: %d %s, want %d", c.method, c.path, who, got.Status, got.Body, want)
			}
		}
	}
	// Another filter beside it widens nothing.
	for query, want := range map[string]int{
		fmt.Sprintf("?webhook_room=%d&room=%d", other.room.ID, ops.room.ID): 200,
		fmt.Sprintf("?webhook_room=%d&room=%d", ops.room.ID, other.room.ID): 403,
		fmt.Sprintf("?webhook_room=%d&webhook=%d", other.room.ID, ops.id):   404,
	} {
		got := s.Call(his, "GET", "/api/deliveries"+query, nil)
		var page struct{ Items []struct{ ID int64 } }
		if got.Status == http.StatusOK {
			got.JSON(t, &page)
		}
		if got.Status != want || len(page.Items) != 0 {
			t.Errorf("%s: %d %s, want %d and nothing", query, got.Status, got.Body, want)
		}
	}
}

func TestDeliveriesOfARoomsOwnWebhooksLeaveOutTheGroups(t *testing.T) {
	s := stoatest.Start(t)
	ops := newReceiver(t, s, "Ops", ok)
	s.Addon("", func(d *hipchat.Descriptor, base string) {
		d.Capabilities.Webhooks = []hipchat.WebhookRequest{{URL: base + "/hook", Event: hipchat.EventRoomNotification}}
	}, nil)
	hers := roomAdmin(t, s, "Cleo Marsh", "cleo@example.test", ops.room.ID)
	ops.post(t, "x")
	for who, token := range map[string]string{"the group's administrator": s.Token, "the room's administrator": hers} {
		var page struct {
			Items []struct {
				WebhookID int64 `json:"webhook_id"`
			}
		}
		s.Call(token, "GET", fmt.Sprintf("/api/deliveries?webhook_room=%d", ops.room.ID), nil).JSON(t, &page)
		if len(page.Items) != 1 || page.Items[0].WebhookID != ops.id {
			t.Errorf("%s sees %+v, want what webhook %d was sent", who, page.Items, ops.id)
		}
	}
	var all struct{ Items []any }
	asAdmin(t, s, "GET", fmt.Sprintf("/api/deliveries?room=%d", ops.room.ID), nil, &all)
	if len(all.Items) != 2 {
		t.Errorf("%d deliveries about the room, want the group's as well", len(all.Items))
	}
}
