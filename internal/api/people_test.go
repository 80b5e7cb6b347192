package api_test

import (
	"fmt"
	"net/http"
	"net/url"
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

// tokenOf takes the token out of an invitation's link.
func tokenOf(t *testing.T, s *stoatest.Server, link string) string {
	t.Helper()
	u, err := url.Parse(link)
	if err != nil || !strings.HasPrefix(link, s.URL+"/invite?") || len(u.Query().Get("token")) != 40 {
		t.Fatalf("link %q, %v", link, err)
	}
	return u.Query().Get("token")
}

func accept(s *stoatest.Server, token, password string) stoatest.Answer {
	return s.Send("POST", "/api/invitation/accept", http.Header{}, fmt.Appendf(nil, `{"token":%q,"password":%q}`, token, password))
}

func look(s *stoatest.Server, token string) stoatest.Answer {
	return s.Send("POST", "/api/invitation", http.Header{}, fmt.Appendf(nil, `{"token":%q}`, token))
}

func TestWhoIsInvitedChoosesAPasswordOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, database string) {
		s := stoatest.Start(t, stoatest.WithDatabase(database))
		a := s.Call(s.Token, "POST", "/v2/invite/user", `{"name":"Ada Brook","email":"ada@example.test","title":"SRE"}`)
		var made hipchat.GroupInvitation
		a.JSON(t, &made)
		if a.Status != 200 || made.Name != "Ada Brook" || *made.Email != "ada@example.test" || made.Title != "SRE" || made.InvitationExpires == "" {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		old := tokenOf(t, s, made.InvitationURL)
		again, err := s.Remote.InviteUser(t.Context(), remote.NewUser{Name: "Ada", Email: "ADA@example.test"})
		if err != nil || again.User.ID != made.ID {
			t.Fatalf("again: %+v, %v", again, err)
		}
		token := tokenOf(t, s, again.URL)
		if a := accept(s, old, "long enough"); a.Status != 404 {
			t.Errorf("the link that was replaced: %d %s", a.Status, a.Body)
		}
		if a := look(s, token); a.Status != 200 || a.Body != `{"name":"Ada Brook","email":"ada@example.test"}` {
			t.Errorf("look: %d %s", a.Status, a.Body)
		}
		if a := accept(s, token, "short"); a.Status != 400 || a.Error(t).Field != "password" {
			t.Errorf("a short password: %d %s", a.Status, a.Body)
		}
		a = accept(s, token, "correct horse")
		if a.Status != 201 {
			t.Fatalf("accept: %d %s", a.Status, a.Body)
		}
		cookie, _, _ := strings.Cut(a.Header.Get("Set-Cookie"), ";")
		if a := s.Send("GET", "/api/rooms", http.Header{"Cookie": {cookie}}, nil); a.Status != 200 {
			t.Errorf("the session that it opened: %d %s", a.Status, a.Body)
		}
		if s.SignIn("ada@example.test", "correct horse") == "" {
			t.Error("the password does not work")
		}
		for what, a := range map[string]stoatest.Answer{
			"accepted again": accept(s, token, "another one"), "looked at again": look(s, token),
			"no token": look(s, ""), "a long token": look(s, strings.Repeat("x", 500)), "an unknown token": accept(s, "x", "long enough"),
		} {
			if a.Status != 404 {
				t.Errorf("%s: %d %s", what, a.Status, a.Body)
			}
		}
		if a := s.Call(s.Token, "POST", "/v2/invite/user", `{"name":"Ada","email":"ada@example.test"}`); a.Status != 400 || a.Error(t).Message != "Email already in use" {
			t.Errorf("who has come: %d %s", a.Status, a.Body)
		}
	})
}

func TestAnInvitationEndsWithTimeWithADeletionAndWithAPassword(t *testing.T) {
	var late atomic.Int64
	s := stoatest.Start(t, func(c *app.Config) {
		c.Now = func() time.Time { return time.Now().Add(time.Duration(late.Load())) }
	})
	invite := func(email string) (id int64, token string) {
		t.Helper()
		in, err := s.Remote.InviteUser(t.Context(), remote.NewUser{Name: "Ada", Email: email})
		if err != nil {
			t.Fatal(err)
		}
		return in.User.ID, tokenOf(t, s, in.URL)
	}
	_, gone := invite("gone@example.test")
	if _, err := s.Remote.DeleteUser(t.Context(), "gone@example.test"); err != nil {
		t.Fatal(err)
	}
	given, set := invite("set@example.test")
	if a := s.Call(s.Token, "PATCH", fmt.Sprint("/api/users/", given), `{"password":"given by hand"}`); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	_, good := invite("good@example.test")
	for what, token := range map[string]string{"of who was deleted": gone, "of who was given a password": set} {
		if a := accept(s, token, "long enough"); a.Status != 404 {
			t.Errorf("the link %s: %d %s", what, a.Status, a.Body)
		}
	}
	_, back := invite("gone@example.test") // brings the account back
	if a := accept(s, back, "long enough"); a.Status != 201 {
		t.Errorf("who was deleted and invited again: %d %s", a.Status, a.Body)
	}
	late.Store(int64(7 * 24 * time.Hour))
	if a := accept(s, good, "long enough"); a.Status != 404 {
		t.Errorf("after a week: %d %s", a.Status, a.Body)
	}
}

func TestAnInvitationIsGuarded(t *testing.T) {
	s := stoatest.Start(t)
	_, bob := s.User("Bob", "bob@example.test")
	for _, path := range []string{"/v2/invite/user", "/api/users/invite"} {
		if a := s.Call(bob, "POST", path, `{"name":"Ada","email":"ada@example.test"}`); a.Status != 403 {
			t.Errorf("%s by a plain user: %d %s", path, a.Status, a.Body)
		}
		for body, field := range map[string]string{
			`{"name":"Ada"}`: "email", `{"email":"a@b.test"}`: "name", `{"name":"Ada","email":"nobody"}`: "email", `{"name":1}`: "name",
			`{"name":"Ada","email":"` + "a\\u0000" + `@b.test"}`: "email",
		} {
			if a := s.Call(s.Token, "POST", path, body); a.Status != 400 || a.Error(t).Field != field {
				t.Errorf("%s %s: %d %s", path, body, a.Status, a.Body)
			}
		}
	}
	in, err := s.Remote.InviteUser(t.Context(), remote.NewUser{Name: "Ada", Email: "ada@example.test"})
	if err != nil {
		t.Fatal(err)
	}
	token := tokenOf(t, s, in.URL)
	h := http.Header{"Sec-Fetch-Site": {"cross-site"}, "Origin": {"https://evil.test"}}
	if a := s.Send("POST", "/api/invitation/accept", h, fmt.Appendf(nil, `{"token":%q,"password":"long enough"}`, token)); a.Status != 403 {
		t.Errorf("from another site's page: %d %s", a.Status, a.Body)
	}
	var last stoatest.Answer
	for range 11 {
		last = accept(s, token, "short")
	}
	if last.Status != 429 {
		t.Errorf("the eleventh try: %d %s", last.Status, last.Body)
	}
}

func TestTheOwnerChangesTheirOwnProfileInTheBrowserOnly(t *testing.T) {
	s := stoatest.Start(t)
	if a := s.Call(s.Token, "PATCH", "/api/users/1", `{"title":"Captain"}`); a.Status != 403 {
		t.Errorf("with a token: %d %s", a.Status, a.Body)
	}
	me, other := browser(t, s, stoatest.AdminEmail, stoatest.AdminPassword), browser(t, s, stoatest.AdminEmail, stoatest.AdminPassword)
	a := s.Send("PATCH", "/api/users/1", me.Clone(), []byte(`{"title":"Captain","password":"a new long one"}`))
	if a.Status != 200 || !strings.Contains(a.Body, `"title":"Captain"`) {
		t.Fatalf("signed in: %d %s", a.Status, a.Body)
	}
	if a := s.Send("GET", "/api/rooms", me.Clone(), nil); a.Status != 200 {
		t.Errorf("the session that changed the password: %d", a.Status)
	}
	if a := s.Send("GET", "/api/rooms", other.Clone(), nil); a.Status != 401 {
		t.Errorf("another session: %d", a.Status)
	}
	if a := s.Send("DELETE", "/api/users/1", me.Clone(), nil); a.Status != 403 {
		t.Errorf("deleting oneself: %d %s", a.Status, a.Body)
	}
	if a := s.Send("PATCH", "/api/users/1", me.Clone(), []byte(`{"name":""}`)); a.Status != 400 || a.Error(t).Field != "name" {
		t.Errorf("without a name: %d %s", a.Status, a.Body)
	}
}
