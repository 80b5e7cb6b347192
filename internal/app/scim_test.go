package app_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"github.com/stoachat/stoa/internal/stoatest"
)

// What an identity provider says to one node holds on the other one at once.
func TestWhoIsDeprovisionedOnOneNodeIsOutsideOnTheOther(t *testing.T) {
	t.Parallel()
	one, two := twoNodes(t)
	in := one.Send("POST", "/api/session", http.Header{"Content-Type": {"application/json"}}, fmt.Appendf(nil, `{"email":%q,"password":%q}`, stoatest.AdminEmail, stoatest.AdminPassword))
	cookie, _, _ := strings.Cut(in.Header.Get("Set-Cookie"), ";")
	admin := http.Header{"Cookie": {cookie}, "Content-Type": {"application/json"}}
	if a := one.Send("PUT", "/api/admin/sign-in/provisioners/okta", admin, []byte(`{"name":"Okta"}`)); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	var made struct{ Token string }
	one.Send("POST", "/api/admin/sign-in/provisioners/okta/token", admin, nil).JSON(t, &made)
	room := one.Room("Ops")
	grace, token := one.User("Grace Hopper", "grace@example.test")
	socket := live(t, two, token, room.Conversation)
	if a := two.Call(token, "GET", "/v2/user", nil); a.Status != 200 {
		t.Fatalf("before: %d %s", a.Status, a.Body)
	}
	a := one.Call(made.Token, "PATCH", fmt.Sprintf("/scim/v2/Users/%d", grace.ID),
		`{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","value":{"active":false}}]}`)
	if a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if a := two.Call(token, "GET", "/v2/user", nil); a.Status != http.StatusUnauthorized {
		t.Errorf("her token is good on the other node: %d", a.Status)
	}
	var err error
	for err == nil { // frames of before may come first
		_, err = socket.next()
	}
	if websocket.CloseStatus(err) == -1 {
		t.Errorf("her socket was not closed: %v", err)
	}
	if a := one.Send("DELETE", "/api/admin/sign-in/provisioners/okta/token", admin, nil); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if a := two.Call(made.Token, "GET", "/scim/v2/Users", nil); a.Status != http.StatusUnauthorized {
		t.Errorf("the token that was revoked is good on the other node: %d", a.Status)
	}
}
