package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/remote"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// audit answers the entries that the query selects, the oldest first, in a short form: kind, who, what, changes.
func audit(t *testing.T, s *stoatest.Server, query url.Values) []string {
	t.Helper()
	page, err := s.Remote.Audit(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	lines := make([]string, 0, len(page.Items))
	for _, e := range slices.Backward(page.Items) {
		changes := make([]string, len(e.Changes))
		for i, c := range e.Changes {
			changes[i] = fmt.Sprintf("%s %s>%s", c.Field, c.From, c.To)
		}
		lines = append(lines, fmt.Sprintf("%s | %s %s | %s %s | %s", e.Kind, e.Actor.Name, e.Actor.Credential, e.Target.Kind, e.Target.Name, strings.Join(changes, ", ")))
	}
	return lines
}

// holds tells which of the lines wanted are missing.
func holds(t *testing.T, got []string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !slices.Contains(got, w) {
			t.Errorf("no entry %q in\n%s", w, strings.Join(got, "\n"))
		}
	}
}

const picture = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

func TestWhateverChangesTheGroupStandsInTheAuditLog(t *testing.T) {
	storetest.Each(t, func(t *testing.T, database string) {
		s := stoatest.Start(t, stoatest.WithDatabase(database))
		good := func(method, path, body string) string {
			t.Helper()
			a := s.Call(s.Token, method, path, body)
			if a.Status >= 300 {
				t.Fatalf("%s %s: %d %s", method, path, a.Status, a.Body)
			}
			return a.Body
		}
		bob, _ := s.User("Bob", "bob@example.test")
		user := fmt.Sprint("/api/users/", bob.ID)
		good("PATCH", user, `{"title":"SRE"}`)
		good("PATCH", user, `{"admin":true}`)
		good("PATCH", user, `{"password":"a new long secret"}`)
		good("PATCH", user, `{"title":"SRE"}`) // changes nothing
		good("DELETE", user, "")
		good("POST", "/api/users/invite", `{"name":"Eve","email":"eve@example.test"}`)
		room := s.Room("Ops")
		path := fmt.Sprint("/api/rooms/", room.ID)
		good("PATCH", path, `{"topic":"nothing to see"}`)
		good("PATCH", path, `{"privacy":"private"}`)
		good("PATCH", path, `{"archived":true}`)
		good("POST", path+"/tokens", `{"name":"CI"}`)
		tokens, err := s.Remote.Tokens(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ci := tokens[slices.IndexFunc(tokens, func(k remote.Token) bool { return k.Name == "CI" })]
		good("DELETE", fmt.Sprint("/api/tokens/", ci.ID), "")
		var hook struct{ ID int64 }
		s.Call(s.Token, "POST", "/v2/room/Ops/webhook", `{"name":"deploys","url":"https://ci.example.test","event":"room_message"}`).JSON(t, &hook)
		good("DELETE", fmt.Sprint("/v2/room/Ops/webhook/", hook.ID), "")
		good("POST", "/api/emoticons", `{"shortcut":"parrot","image":"`+picture+`"}`)
		e, err := s.Client(s.Token).GetEmoticon(t.Context(), "parrot")
		if err != nil {
			t.Fatal(err)
		}
		good("DELETE", fmt.Sprint("/api/emoticons/", e.ID), "")
		addon := s.Addon("", nil, nil)
		one := fmt.Sprint("/api/installations/", addon.Installation.ID)
		good("PUT", one, `{"disabled":true}`)
		good("PUT", one, `{"disabled":false}`)
		good("DELETE", one, "")
		good("DELETE", path, "")
		browser(t, s, stoatest.AdminEmail, stoatest.AdminPassword)
		s.Send("POST", "/api/session", http.Header{}, []byte(`{"email":"mallory@example.test","password":"secret guess"}`))

		const by = "Administrator user"
		holds(t, audit(t, s, url.Values{"limit": {"200"}}),
			"user.created |  server | user Administrator | email >"+stoatest.AdminEmail+", role >owner",
			"user.created | "+by+" | user Bob | email >bob@example.test, role >user",
			"user.updated | "+by+" | user Bob | title >SRE",
			"user.role | "+by+" | user Bob | role user>administrator",
			"user.password | "+by+" | user Bob | password >",
			"user.deactivated | "+by+" | user Bob | ",
			"invitation.made | "+by+" | user Eve | email >eve@example.test",
			"room.created | "+by+" | room Ops | privacy >public",
			"room.updated | "+by+" | room Ops | privacy public>private",
			"room.updated | "+by+" | room Ops | archived false>true",
			"room.deleted | "+by+" | room Ops | privacy private>",
			"webhook.made | "+by+" | webhook deploys | ",
			"webhook.removed | "+by+" | webhook deploys | ",
			"token.made | "+by+" | token CI | kind >room, scopes >send_notification",
			"token.revoked | "+by+" | token CI | kind >room, scopes >send_notification",
			"emoticon.added | "+by+" | emoticon parrot | ",
			"emoticon.removed | "+by+" | emoticon parrot | ",
			"addon.installed | "+by+" | installation Addon | key >test.addon, scopes >"+strings.Join([]string{hipchat.ScopeAdminRoom, hipchat.ScopeSendNotification, hipchat.ScopeViewRoom}, " "),
			"addon.disabled | "+by+" | installation Addon | key >test.addon",
			"addon.enabled | "+by+" | installation Addon | key >test.addon",
			"addon.removed | "+by+" | installation Addon | key >test.addon",
			"signin.succeeded | Administrator session | user Administrator | method >password",
			"signin.failed |  server | user mallory@example.test | ",
		)
		if got := audit(t, s, url.Values{"kind": {"user.updated"}}); len(got) != 1 {
			t.Errorf("changes of accounts: %q", got)
		}
		if got := audit(t, s, url.Values{"person": {fmt.Sprint(bob.ID)}, "kind": {"user"}}); len(got) != 5 {
			t.Errorf("what became of Bob: %q", got)
		}
		if got := audit(t, s, url.Values{"text": {"MALLORY@"}}); len(got) != 1 {
			t.Errorf("by text: %q", got)
		}
		if got := audit(t, s, url.Values{"kind": {"room"}, "limit": {"2"}}); len(got) != 2 || !strings.HasPrefix(got[1], "room.deleted") {
			t.Errorf("the newest two about rooms: %q", got)
		}
	})
}

func TestTheAuditLogHasNoSecrets(t *testing.T) {
	s := stoatest.Start(t)
	s.Send("POST", "/api/session", http.Header{}, []byte(`{"email":"admin@example.test","password":"wrong but secret"}`))
	bob, _ := s.User("Bob", "bob@example.test")
	s.Call(s.Token, "PATCH", fmt.Sprint("/api/users/", bob.ID), `{"password":"a new long secret"}`)
	in, err := s.Remote.InviteUser(t.Context(), remote.NewUser{Name: "Eve", Email: "eve@example.test"})
	if err != nil {
		t.Fatal(err)
	}
	s.Room("Ops")
	token := s.RoomToken("Ops", "CI")
	body := s.Call(s.Token, "GET", "/api/audit?limit=200", nil).Body
	for what, secret := range map[string]string{
		"a wrong password": "wrong but secret", "a new password": "a new long secret", "an invitation": tokenOf(t, s, in.URL), "a token": token,
	} {
		if strings.Contains(body, secret) {
			t.Errorf("it has %s: %s", what, body)
		}
	}
	if !strings.Contains(body, `"address":"127.0.0.1"`) {
		t.Errorf("it does not tell from where: %s", body)
	}
}

func TestAnAdministratorWhoJoinsAPrivateRoomStandsInTheAuditLog(t *testing.T) {
	s := stoatest.Start(t)
	_, bobs := s.User("Bob", "bob@example.test")
	for _, privacy := range []string{"private", "public"} {
		var room struct{ ID int64 }
		s.Call(bobs, "POST", "/api/rooms", fmt.Sprintf(`{"name":%q,"topic":"","privacy":%q}`, privacy, privacy)).JSON(t, &room)
		for range 2 { // the second changes nothing
			asAdmin(t, s, "POST", fmt.Sprintf("/api/rooms/%d/join", room.ID), nil, nil)
		}
	}
	joined := slices.DeleteFunc(audit(t, s, url.Values{"kind": {"room.members"}}), func(line string) bool { return !strings.Contains(line, "joined") })
	if want := "room.members | Administrator user | room private | joined >Administrator"; len(joined) != 1 || joined[0] != want {
		t.Errorf("got %q", joined)
	}
}

func TestAFloodOfFailedSignInsLeavesFewEntries(t *testing.T) {
	var minutes atomic.Int64
	start := time.Now()
	s := stoatest.Start(t, func(c *app.Config) {
		c.Now = func() time.Time { return start.Add(time.Duration(minutes.Load()) * time.Minute) }
	})
	guess := func(i int) {
		s.Send("POST", "/api/session", http.Header{}, fmt.Appendf(nil, `{"email":"guess%d@example.test","password":"guessing"}`, i))
	}
	for i := range 70 {
		guess(i)
	}
	minutes.Store(1)
	guess(71)
	got := audit(t, s, url.Values{"kind": {"signin.failed"}, "limit": {"200"}})
	if len(got) != 62 || got[60] != "signin.failed |  server |   | attempts >10" {
		t.Errorf("%d entries, the last %q", len(got), got[len(got)-2:])
	}
}

func TestOnlyAGroupAdministratorSeesTheAuditLog(t *testing.T) {
	s := stoatest.Start(t)
	_, bob := s.User("Bob", "bob@example.test")
	for who, token := range map[string]string{
		"a plain user": bob, "a token with few scopes": s.SignIn(stoatest.AdminEmail, stoatest.AdminPassword, hipchat.ScopeViewGroup),
	} {
		if a := s.Call(token, "GET", "/api/audit", nil); a.Status != 403 {
			t.Errorf("%s: %d %s", who, a.Status, a.Body)
		}
	}
	for query, field := range map[string]string{"person=x": "person", "since=yesterday": "since", "limit=0": "limit", "cursor=-1": "cursor"} {
		if a := s.Call(s.Token, "GET", "/api/audit?"+query, nil); a.Status != 400 || a.Error(t).Field != field {
			t.Errorf("%s: %d %s", query, a.Status, a.Body)
		}
	}
}
