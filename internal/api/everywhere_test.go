package api_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/stoatest"
)

func TestAdministratorsSeeTheAddonsOfTheGroupAndOfAllRooms(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	s.Addon("Ops", nil, nil)
	s.Addon("", nil, nil)
	var all struct {
		Items []struct {
			RoomID *int64 `json:"room_id"`
		}
	}
	asAdmin(t, s, "GET", "/api/installations?everywhere=true", nil, &all)
	rooms := 0
	for _, in := range all.Items {
		if in.RoomID != nil {
			rooms++
		}
	}
	if len(all.Items) != 2 || rooms != 1 {
		t.Errorf("%d add-ons, %d of them in rooms", len(all.Items), rooms)
	}
	if a := s.Call(s.Token, "GET", "/api/installations?everywhere=perhaps", nil); a.Status != http.StatusBadRequest || a.Error(t).Field != "everywhere" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

func TestDeliveriesAreCountedByTheirState(t *testing.T) {
	s := stoatest.Start(t)
	r := newReceiver(t, s, "Ops", ok)
	for _, text := range []string{"one", "two"} {
		r.post(t, text)
		r.await(t)
	}
	r.settled(t)
	var got struct{ Pending, Held, Done, Failed int64 }
	asAdmin(t, s, "GET", "/api/deliveries/count", nil, &got)
	if diff := cmp.Diff(struct{ Pending, Held, Done, Failed int64 }{Done: 2}, got); diff != "" {
		t.Error(diff)
	}
	asAdmin(t, s, "GET", "/api/deliveries/count?text=two", nil, &got)
	if got.Done != 1 {
		t.Errorf("%+v", got)
	}
}
