package provider_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/stoatest"
)

func TestWhoIsProvisionedSignsInByTheSameIdentityProviderUntilItTakesThemAway(t *testing.T) {
	h := openSAML(t, graceSAML(), fields{"domains": []string{}, "adopt": false})
	in := h.s.Send("POST", "/api/session", http.Header{"Content-Type": {"application/json"}}, fmt.Appendf(nil, `{"email":%q,"password":%q}`, stoatest.AdminEmail, stoatest.AdminPassword))
	cookie, _, _ := strings.Cut(in.Header.Get("Set-Cookie"), ";")
	admin := func(method, path, body string) stoatest.Answer {
		t.Helper()
		a := h.s.Send(method, path, http.Header{"Cookie": {cookie}, "Content-Type": {"application/json"}}, []byte(body))
		if a.Status >= 300 {
			t.Fatalf("%s %s: %d %s", method, path, a.Status, a.Body)
		}
		return a
	}
	admin("PUT", "/api/admin/sign-in/provisioners/people", `{"name":"Corp people"}`)
	var token struct{ Token string }
	admin("POST", "/api/admin/sign-in/provisioners/people/token", "").JSON(t, &token)
	var grace struct{ ID string }
	a := h.s.Call(token.Token, "POST", "/scim/v2/Users", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"grace@example.test","displayName":"Grace Hopper"}`)
	if a.JSON(t, &grace); a.Status != 201 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if p := h.plainBrowser().come("G-1906", nil); !strings.Contains(p.says(), "has an account here already") {
		t.Errorf("by a source that is not hers: %d %s", p.status, p.says())
	}
	admin("PUT", "/api/admin/sign-in/provisioners/people", `{"name":"Corp people","source":"corp"}`)
	b := h.plainBrowser()
	if p := b.come("G-1906", nil); p.location != h.s.URL+"/chat/lobby" {
		t.Fatalf("%d %s %s", p.status, p.location, p.says())
	}
	if me, _ := b.me(); me != "grace@example.test" {
		t.Errorf("signed in as %q", me)
	}
	a = h.s.Call(token.Token, "PATCH", "/scim/v2/Users/"+grace.ID, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Replace","path":"active","value":"False"}]}`)
	if a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if me, _ := b.me(); me != "" {
		t.Errorf("her browser is signed in still as %q", me)
	}
	if p := h.plainBrowser().come("G-1906", nil); !strings.Contains(p.says(), "was deactivated") {
		t.Errorf("after it took her away: %d %s", p.status, p.says())
	}
}
