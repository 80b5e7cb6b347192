package directory_test

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/go-ldap/ldap/v3"

	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// silent is the port of a server that says nothing.
func silent(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l.Addr().(*net.TCPAddr).Port
}

type synced struct {
	People, Known int
	Gone          []string
	Problem       string
}

func sync(t *testing.T, s *stoatest.Server, anyway bool) synced {
	t.Helper()
	var done synced
	a := s.Call(s.Token, "POST", "/api/admin/sign-in/directories/pages/sync", fields{"anyway": anyway})
	if a.Status != 200 {
		t.Fatalf("sync: %d %s", a.Status, a.Body)
	}
	a.JSON(t, &done)
	return done
}

func TestWhoIsGoneIsDeactivatedAndComesBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		d := startDirectory(t)
		s := stoatest.Start(t, stoatest.WithDatabase(dsn))
		d.describe(s, nil)
		_, grace := signIn(t, s, "grace", "nanoseconds")
		signIn(t, s, "zoe, b", "wuthering")
		if done := sync(t, s, false); done.Known != 2 || len(done.Gone) != 0 || done.Problem != "" {
			t.Errorf("nobody is gone: %+v", done)
		}
		d.set("grace", "employeeType", "disabled")
		d.set("zoe\\2c b", "title", "Author")
		if done := sync(t, s, false); len(done.Gone) != 1 || done.Gone[0] != "Grace Hopper" || done.Problem != "" {
			t.Errorf("one is gone: %+v", done)
		}
		if u := find(t, s, "grace@example.test"); !u.Deleted {
			t.Errorf("%+v", u)
		}
		if a := s.Send("GET", "/api/me", grace.Clone(), nil); a.Status != 401 {
			t.Errorf("a session of who is gone: %d", a.Status)
		}
		if a := s.Call(s.Token, "GET", "/v2/user/zoe@example.test", nil); !strings.Contains(a.Body, "Author") {
			t.Errorf("not changed: %s", a.Body)
		}
		d.set("grace", "employeeType", "admin")
		sync(t, s, false)
		if u := find(t, s, "grace@example.test"); u.Deleted {
			t.Errorf("still gone: %+v", u)
		}
		if a, _ := signIn(t, s, "grace", "nanoseconds"); a.Status != 200 {
			t.Errorf("%d %s", a.Status, a.Body)
		}
		// Whom an administrator has deactivated stays so.
		if _, err := s.Remote.DeleteUser(t.Context(), "grace@example.test"); err != nil {
			t.Fatal(err)
		}
		sync(t, s, false)
		if a, _ := signIn(t, s, "grace", "nanoseconds"); a.Status != 403 || !strings.Contains(a.Body, "was deactivated") {
			t.Errorf("%d %s", a.Status, a.Body)
		}
		d.set("grace", "employeeType", "disabled")
		if done := sync(t, s, false); len(done.Gone) != 0 || done.Problem != "" {
			t.Errorf("who was deactivated before is gone: %+v", done)
		}
	})
}

func TestASyncEmptiesNothingBySlip(t *testing.T) {
	d := startDirectory(t)
	s := stoatest.Start(t)
	d.describe(s, nil)
	d.root(func(c *ldap.Conn) error {
		for i := range 10 {
			uid := fmt.Sprintf("user%d", i)
			add := ldap.NewAddRequest("uid="+uid+",ou=people,dc=example,dc=test", nil)
			for name, value := range map[string]string{"objectClass": "inetOrgPerson", "uid": uid, "cn": "User " + uid, "sn": "User", "mail": uid + "@example.test", "userPassword": "password of " + uid} {
				add.Attribute(name, []string{value})
			}
			if err := c.Add(add); err != nil {
				return err
			}
		}
		return nil
	})
	for i := range 10 {
		signIn(t, s, fmt.Sprintf("user%d", i), fmt.Sprintf("password of user%d", i))
	}
	stay := func(what string) {
		t.Helper()
		for i := range 10 {
			if u := find(t, s, fmt.Sprintf("user%d@example.test", i)); u.Deleted {
				t.Fatalf("%s: %s was deactivated", what, u.Name)
			}
		}
	}
	d.describe(s, fields{"filter": "(objectClass=device)"})
	if done := sync(t, s, true); !strings.Contains(done.Problem, "has nobody at all") {
		t.Errorf("nobody passes: %+v", done)
	}
	stay("nobody passes the filter")
	d.describe(s, fields{"base": "ou=nowhere,dc=example,dc=test"})
	if done := sync(t, s, true); done.Problem == "" {
		t.Errorf("no base: %+v", done)
	}
	stay("no base")
	d.describe(s, fields{"filter": "(|(uid=grace)(uid=user1))"})
	if done := sync(t, s, false); !strings.Contains(done.Problem, "9 of 10 people are gone") || len(done.Gone) != 9 {
		t.Errorf("most are gone: %+v", done)
	}
	stay("most are gone")
	if done := sync(t, s, true); done.Problem != "" || len(done.Gone) != 9 {
		t.Errorf("anyway: %+v", done)
	}
	if u := find(t, s, "user2@example.test"); !u.Deleted {
		t.Errorf("anyway: %+v", u)
	}
	if u := find(t, s, "user1@example.test"); u.Deleted {
		t.Errorf("who is there: %+v", u)
	}
	d.stop()
	if done := sync(t, s, true); !strings.Contains(done.Problem, "does not answer") {
		t.Errorf("away: %+v", done)
	}
}

func TestAnAdministratorDoesNotLockThemselvesOut(t *testing.T) {
	d := startDirectory(t)
	s := stoatest.Start(t)
	d.describe(s, fields{"admins": "(employeeType=admin)"})
	_, grace := signIn(t, s, "grace", "nanoseconds")
	call := func(method, path, body string) stoatest.Answer {
		h := grace.Clone()
		return s.Send(method, path, h, []byte(body))
	}
	if a := call("PUT", "/api/admin/sign-in/directories/pages", `{"name":"Mine","host":"127.0.0.1"}`); a.Status != 403 || !strings.Contains(a.Body, "another administrator") {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if a := call("DELETE", "/api/admin/sign-in/pages", ""); a.Status != 403 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	d.set("grace", "employeeType", "disabled")
	if a := call("POST", "/api/admin/sign-in/directories/pages/sync", `{}`); a.Status != 200 || !strings.Contains(a.Body, "You yourself are gone") {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if u := find(t, s, "grace@example.test"); u.Deleted {
		t.Errorf("%+v", u)
	}
}

func TestWhatIsWrongWithADirectoryIsNamed(t *testing.T) {
	s := stoatest.Start(t)
	_, token := s.User("Grace", "grace@example.test")
	good := fields{"name": "Pages", "host": "ldap.example.test", "base": "dc=example,dc=test", "bind_dn": "cn=reader,dc=example,dc=test", "bind_password": "very secret"}
	with := func(field string, value any) fields {
		in := fields{}
		for name, v := range good {
			in[name] = v
		}
		in[field] = value
		return in
	}
	for _, tt := range []struct {
		field string
		value any
	}{
		{"name", ""}, {"host", ""}, {"host", "ldap://x"}, {"port", 70000}, {"tls", "perhaps"}, {"preset", "novell"}, {"ca", "no certificate"}, {"bind_dn", "no DN"},
		{"base", "nowhere"}, {"filter", "(unclosed"}, {"filter", "(a=b))(c=d"}, {"admins", "x"}, {"login", []string{"uid)(x"}}, {"subject", "a b"}, {"email", "mail="}, {"sync", -2},
	} {
		a := s.Call(s.Token, "PUT", "/api/admin/sign-in/directories/pages", with(tt.field, tt.value))
		if a.Status != http.StatusBadRequest || a.Error(t).Field != tt.field {
			t.Errorf("%s %v: %d %s", tt.field, tt.value, a.Status, a.Body)
		}
	}
	for method, path := range map[string]string{
		"PUT": "/api/admin/sign-in/directories/pages", "POST": "/api/admin/sign-in/directories/pages/look", "DELETE": "/api/admin/sign-in/pages",
	} {
		if a := s.Call(token, method, path, good); a.Status != 403 {
			t.Errorf("%s %s as a user: %d", method, path, a.Status)
		}
	}
	for _, path := range []string{"/api/admin/sign-in/directories/pages/sync"} {
		if a := s.Call(token, "POST", path, fields{}); a.Status != 403 {
			t.Errorf("%s as a user: %d", path, a.Status)
		}
		if a := s.Call(s.Token, "POST", path, fields{}); a.Status != 404 {
			t.Errorf("%s of none: %d", path, a.Status)
		}
	}
	if a := s.Call(s.Token, "PUT", "/api/admin/sign-in/directories/pages", good); a.Status != 200 || strings.Contains(a.Body, "very secret") {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	// The password that is kept does not go elsewhere.
	delete(good, "bind_password")
	if a := s.Call(s.Token, "PUT", "/api/admin/sign-in/directories/pages", with("name", "Other")); a.Status != 200 || !strings.Contains(a.Body, `"has_secret":true`) {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	for _, path := range []string{"", "/look"} {
		a := s.Call(s.Token, map[string]string{"": "PUT", "/look": "POST"}[path], "/api/admin/sign-in/directories/pages"+path, with("host", "evil.example"))
		if a.Status != 400 || a.Error(t).Field != "bind_password" {
			t.Errorf("%s: %d %s", path, a.Status, a.Body)
		}
	}
}
