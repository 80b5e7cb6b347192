package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
)

// adminRoutes are what only administrators of the group may call.
var adminRoutes = []string{
	"GET /api/admin/system",
	"GET /api/admin/statistics?range=day",
	"GET /api/admin/mail",
	"DELETE /api/admin/mail",
	"POST /api/admin/mail/test",
	"PUT /api/admin/mail",
	"GET /api/installations?everywhere=true",
	"GET /api/deliveries/count",
	"GET /api/deliveries",
	"GET /api/webhooks",
	"GET /api/calls",
	"GET /api/tokens/v1",
	"GET /api/audit",
	"GET /api/admin/preferences",
	"PATCH /api/admin/preferences",
	"GET /api/admin/old?days=1",
	"GET /api/admin/invite-url",
	"POST /api/admin/invite-url",
	"DELETE /api/admin/invite-url",
	"PUT /api/admin/owner",
	"GET /api/admin/rooms",
	"GET /api/admin/rooms/1",
	"PUT /api/admin/rooms/1/owner",
	"DELETE /api/admin/rooms/1",
	"GET /api/admin/users",
	"POST /api/admin/users",
	"POST /api/admin/users/invite",
	"GET /api/admin/users/3",
	"PATCH /api/admin/users/3",
	"POST /api/admin/users/3/deactivate",
	"POST /api/admin/users/3/reactivate",
	"POST /api/admin/users/3/password",
	"GET /api/admin/users/3/sessions",
	"DELETE /api/admin/users/3/sessions",
	"DELETE /api/admin/users/3/sessions/1",
	"GET /api/admin/second-step",
	"PUT /api/admin/second-step",
	"DELETE /api/users/1/second-step",
	"GET /api/admin/sign-in",
	"PUT /api/admin/sign-in/passwords",
	"PUT /api/admin/sign-in/providers/corp",
	"POST /api/admin/sign-in/providers/corp/look",
	"PUT /api/admin/sign-in/directories",
	"PUT /api/admin/sign-in/directories/pages",
	"POST /api/admin/sign-in/directories/pages/look",
	"POST /api/admin/sign-in/directories/pages/sync",
	"PUT /api/admin/sign-in/provisioners/corp",
	"POST /api/admin/sign-in/provisioners/corp/token",
	"DELETE /api/admin/sign-in/provisioners/corp/token",
	"DELETE /api/admin/sign-in/corp",
}

func TestTheAdministratorsAreaIsForAdministratorsAlone(t *testing.T) {
	s := stoatest.Start(t)
	v := guestRoom(t, s, "Ops", "public")
	guest, _ := v.enter("Eve")
	_, person := s.User("Grace Hopper", "grace@example.test")
	bob, roomAdmin := s.User("Bob", "bob@example.test")
	if a := s.Call(s.Token, "PUT", fmt.Sprintf("/api/rooms/%d/members/%d", v.Room, bob.ID), `{"role":"room_admin"}`); a.Status != 204 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	bearer := func(token string) http.Header { return http.Header{"Authorization": {"Bearer " + token}} }
	for _, c := range []struct {
		who    string
		header http.Header
		want   int
	}{
		{"nobody", http.Header{}, http.StatusUnauthorized},
		{"a person", bearer(person), http.StatusForbidden},
		{"an administrator of a room", bearer(roomAdmin), http.StatusForbidden},
		{"a guest", guest, http.StatusForbidden},
		{"an administrator's token with one scope", bearer(s.SignIn(stoatest.AdminEmail, stoatest.AdminPassword, hipchat.ScopeViewGroup)), http.StatusForbidden},
		{"a room's token", bearer(s.RoomToken("Ops", "CI")), http.StatusForbidden},
	} {
		for _, route := range adminRoutes {
			method, path, _ := strings.Cut(route, " ")
			if answer := s.Send(method, path, c.header.Clone(), []byte("{}")); answer.Status != c.want {
				t.Errorf("%s, %s: %d %s", c.who, route, answer.Status, answer.Body)
			}
		}
	}
}
