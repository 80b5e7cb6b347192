package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// inviteURL makes the group's invite URL and answers the token in it.
func inviteURL(t *testing.T, s *stoatest.Server) string {
	t.Helper()
	var made struct{ URL string }
	asAdmin(t, s, "POST", "/api/admin/invite-url", nil, &made)
	token, ok := strings.CutPrefix(made.URL, s.URL+"/invite/")
	if !ok || len(token) != 40 {
		t.Fatalf("URL %q", made.URL)
	}
	return token
}

func joinBy(s *stoatest.Server, token, name, email string) stoatest.Answer {
	return s.Send("POST", "/api/join", http.Header{}, fmt.Appendf(nil, `{"token":%q,"name":%q,"email":%q}`, token, name, email))
}

// spec: product, 10.1
func TestWhoHasTheInviteURLMakesAnAccountOfTheirOwnWhileItIsOn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, database string) {
		s := stoatest.Start(t, stoatest.WithDatabase(database))
		if a := joinBy(s, "", "Eve", "eve@example.test"); a.Status != 404 {
			t.Errorf("off: %d %s", a.Status, a.Body)
		}
		old := inviteURL(t, s)
		token := inviteURL(t, s)
		if a := joinBy(s, old, "Eve", "eve@example.test"); a.Status != 404 {
			t.Errorf("the one before: %d %s", a.Status, a.Body)
		}
		asAdmin(t, s, "PATCH", "/api/admin/preferences", map[string]string{"email_domain": "example.test"}, nil)
		if a := s.Send("POST", "/api/join/look", http.Header{}, fmt.Appendf(nil, `{"token":%q}`, token)); a.Status != 200 || !strings.Contains(a.Body, `"email_domain":"example.test"`) {
			t.Errorf("look: %d %s", a.Status, a.Body)
		}
		s.User("Bob", "bob@example.test")
		for name, c := range map[string][2]string{
			"another domain": {"Eve", "eve@elsewhere.test"}, "no name": {" ", "eve@example.test"}, "no address": {"Eve", "eve"},
			"somebody's address": {"Eve", "bob@example.test"}, "the owner's": {"Eve", stoatest.AdminEmail},
		} {
			if a := joinBy(s, token, c[0], c[1]); a.Status != 400 {
				t.Errorf("%s: %d %s", name, a.Status, a.Body)
			}
		}
		if a := s.Send("POST", "/api/join", browser(t, s, "bob@example.test", stoatest.UserPassword), fmt.Appendf(nil, `{"token":%q}`, token)); a.Status != 409 {
			t.Errorf("who is signed in: %d %s", a.Status, a.Body)
		}
		var joined struct{ Token string }
		joinBy(s, token, "Eve Moss", "eve@example.test").JSON(t, &joined)
		if a := joinBy(s, token, "Eve Moss", "eve@example.test"); a.Status != 400 {
			t.Errorf("the same address again, which nobody has proved: %d %s", a.Status, a.Body)
		}
		if a := accept(s, joined.Token, "a long enough password"); a.Status != 201 || !strings.Contains(a.Body, `"admin":false`) {
			t.Errorf("in: %d %s", a.Status, a.Body)
		}
		asAdmin(t, s, "DELETE", "/api/admin/invite-url", nil, nil)
		if a := joinBy(s, token, "Zoe", "zoe@example.test"); a.Status != 404 {
			t.Errorf("off again: %d %s", a.Status, a.Body)
		}
		const by = "Administrator user"
		holds(t, audit(t, s, url.Values{"limit": {"200"}}),
			"group.updated | "+by+" | group Stoa | invite_url off>on",
			"group.updated | "+by+" | group Stoa | invite_url >made anew",
			"group.updated | "+by+" | group Stoa | invite_url on>off",
			"user.created | Eve Moss invite_url | user Eve Moss | email >eve@example.test, role >user",
		)
	})
}

func TestWithAMailServerTheInviteURLProvesTheAddress(t *testing.T) {
	box := stoatest.NewMailbox(t, stoatest.MailOptions{})
	s := stoatest.Start(t)
	setMail(t, s, box)
	token := inviteURL(t, s)
	for range 2 { // the first may be lost
		if a := joinBy(s, token, "Eve Moss", "eve@example.test"); a.Status != 201 || a.Body != "{}" {
			t.Fatalf("%d %q", a.Status, a.Body)
		}
	}
	box.Next()
	mail := box.Next()
	_, link, _ := strings.Cut(mail.Text, s.URL+"/invite?token=")
	if mail.To != "eve@example.test" || len(link) < 40 {
		t.Fatalf("%+v", mail)
	}
	if a := accept(s, link[:40], "a long enough password"); a.Status != 201 {
		t.Errorf("in: %d %s", a.Status, a.Body)
	}
	if a := joinBy(s, token, "Eve Moss", "eve@example.test"); a.Status != 400 {
		t.Errorf("who has come: %d %s", a.Status, a.Body)
	}
	asAdmin(t, s, "POST", "/api/users/invite", map[string]any{"name": "Ada Brook", "email": "ada@example.test", "admin": true}, nil)
	box.Next()
	if a := joinBy(s, token, "Ada", "ada@example.test"); a.Status != 400 || !box.Empty() {
		t.Errorf("an administrator who has not come: %d %s", a.Status, a.Body)
	}
}

// spec: product, 2.1
func TestTheOwnerGivesTheGroupToSomebodyElseWithThePassword(t *testing.T) {
	storetest.Each(t, func(t *testing.T, database string) {
		s := stoatest.Start(t, stoatest.WithDatabase(database))
		bob, bobs := s.User("Bob", "bob@example.test")
		var eve struct{ User struct{ ID int64 } }
		asAdmin(t, s, "POST", "/api/users/invite", map[string]string{"name": "Eve", "email": "eve@example.test"}, &eve)
		ada := browser(t, s, stoatest.AdminEmail, stoatest.AdminPassword)
		give := func(header http.Header, to int64, password string) stoatest.Answer {
			return s.Send("PUT", "/api/admin/owner", header.Clone(), fmt.Appendf(nil, `{"user":%d,"password":%q}`, to, password))
		}
		asAdmin(t, s, "PATCH", fmt.Sprint("/api/users/", bob.ID), map[string]bool{"admin": true}, nil)
		for _, c := range []struct {
			name     string
			header   http.Header
			to       int64
			password string
			status   int
		}{
			{"an administrator", browser(t, s, "bob@example.test", stoatest.UserPassword), bob.ID, stoatest.UserPassword, 403},
			{"an administrator's token", http.Header{"Authorization": {"Bearer " + bobs}}, bob.ID, stoatest.UserPassword, 403},
			{"the owner's token", http.Header{"Authorization": {"Bearer " + s.Token}}, bob.ID, stoatest.AdminPassword, 403},
			{"a wrong password", ada, bob.ID, "wrong", 400},
			{"to nobody", ada, 999, stoatest.AdminPassword, 404},
			{"to who has no password", ada, eve.User.ID, stoatest.AdminPassword, 409},
			{"to the owner", ada, 1, stoatest.AdminPassword, 409},
			{"to somebody", ada, bob.ID, stoatest.AdminPassword, 200},
			{"what is not theirs any more", ada, bob.ID, stoatest.AdminPassword, 403},
		} {
			if a := give(c.header, c.to, c.password); a.Status != c.status {
				t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
			}
		}
		var people struct {
			Items []struct {
				ID           int64
				Owner, Admin bool
			}
		}
		asAdmin(t, s, "GET", "/api/users", nil, &people)
		for _, u := range people.Items {
			if u.Owner != (u.ID == bob.ID) || u.Admin != (u.ID == bob.ID || u.ID == 1) {
				t.Errorf("%+v", u)
			}
		}
		holds(t, audit(t, s, url.Values{"limit": {"200"}}), "user.role | Administrator session | user Bob | role administrator>owner, owner Administrator>Bob")
	})
}
