package provider_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/stoatest"
)

func TestWhoGetsAnAccountIsTheAdministratorsToSay(t *testing.T) {
	people := fields{
		"new":      fields{"name": "New", "email": "new@example.test", "email_verified": true},
		"claimed":  fields{"name": "Claimed", "email": "claimed@example.test", "email_verified": false},
		"silent":   fields{"name": "Silent", "email": "silent@example.test"},
		"outside":  fields{"name": "Outside", "email": "outside@elsewhere.test", "email_verified": true},
		"spoof":    fields{"name": "Spoof", "email": "x@example.test@elsewhere.test", "email_verified": true},
		"linus":    fields{"name": "Linus", "email": "Linus@Example.test", "email_verified": true},
		"unsure":   fields{"name": "Linus", "email": "linus@example.test", "email_verified": false},
		"owner":    fields{"name": "Owner", "email": stoatest.AdminEmail, "email_verified": true},
		"gone":     fields{"name": "Gone", "email": "gone@example.test", "email_verified": true},
		"nameless": fields{"email": "nameless@example.test", "email_verified": true},
		"nobody":   fields{"name": "Nobody"},
	}
	h := open(t, people, nil)
	h.s.User("Linus", "linus@example.test")
	u, _ := h.s.User("Gone", "gone@example.test")
	if _, err := h.s.Remote.DeleteUser(t.Context(), u.Email); err != nil {
		t.Fatal(err)
	}
	all, none := fields{"domains": []string{"*"}}, fields{"domains": []string{}}
	for _, tt := range []struct {
		name, who string
		provider  fields
		email     string // who is signed in afterwards; empty: nobody, and the page says want
		want      string
	}{
		{"nobody is welcome", "new", none, "", "no account here for new@example.test"},
		{"another domain", "outside", nil, "", "no account here for outside@elsewhere.test"},
		{"a domain inside of an address", "spoof", nil, "", "no account here"},
		{"an address that is not verified", "claimed", nil, "", "has not verified that claimed@example.test"},
		{"not verified, and taken as verified otherwise", "claimed", fields{"assume_verified": true}, "", "has not verified"},
		{"nothing said of being verified", "silent", nil, "", "has not verified that silent@example.test"},
		{"nothing said, and taken as verified", "silent", fields{"assume_verified": true}, "silent@example.test", ""},
		{"no address", "nobody", all, "", "gives no e-mail address"},
		{"a domain that is welcome", "new", nil, "new@example.test", ""},
		{"who has an account stays when nobody is welcome any more", "new", none, "new@example.test", ""},
		{"everybody is welcome", "outside", all, "outside@elsewhere.test", ""},
		{"somebody without a name", "nameless", nil, "nameless@example.test", ""},
		{"an account that is there already", "linus", nil, "", "has an account here already that Corp may not sign in to"},
		{"an account that is there, by an address that is not verified", "unsure", fields{"adopt": true}, "", "has not verified"},
		{"an account that is there, adopted", "linus", fields{"adopt": true}, "linus@example.test", ""},
		{"an account that belongs to another subject now", "unsure", fields{"adopt": true, "assume_verified": true}, "", "has not verified"},
		{"the owner's", "owner", fields{"adopt": true}, "", "the owner signs in with their password alone"},
		{"a deactivated one", "gone", fields{"adopt": true}, "", "was deactivated"},
		{"a provider that is turned off", "new", fields{"disabled": true}, "", "no such way"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h.describe(tt.provider)
			b := h.browser()
			var p page
			if tt.provider["disabled"] == true {
				p = b.do("GET", h.s.URL+"/sign-in/with/corp", nil)
			} else {
				p = b.signIn(tt.who)
			}
			if me, _ := b.me(); me != tt.email {
				t.Errorf("signed in as %q, want %q: %d %s", me, tt.email, p.status, p.says())
			}
			if tt.want != "" && (p.status < 400 || p.status >= 500 || !strings.Contains(p.says(), tt.want)) {
				t.Errorf("%d %s, want %q", p.status, p.says(), tt.want)
			}
		})
	}
}

func TestAProviderMakesNoAccountsThatTheGroupDoesNotTake(t *testing.T) {
	h := open(t, grace(), fields{"domains": []string{"*"}})
	if a := h.s.Call(h.s.Token, "PATCH", "/api/admin/preferences", fields{"email_domain": "elsewhere.test"}); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	b := h.browser()
	if p := b.signIn("grace"); p.status != 400 || !strings.Contains(p.says(), "an address at elsewhere.test") {
		t.Errorf("%d %s", p.status, p.says())
	}
	if me, _ := b.me(); me != "" {
		t.Errorf("signed in as %s", me)
	}
}

func TestAnAccountIsNoSecondSubjects(t *testing.T) {
	h := open(t, fields{
		"first":  fields{"name": "First", "email": "one@example.test", "email_verified": true},
		"second": fields{"name": "Second", "email": "one@example.test", "email_verified": true},
	}, fields{"adopt": true})
	h.browser().signIn("first")
	b := h.browser()
	if p := b.signIn("second"); p.status != 403 || !strings.Contains(p.says(), "belongs to somebody else at Corp") {
		t.Errorf("%d %s", p.status, p.says())
	}
}

func TestRolesComeFromTheProviderAtEachSignIn(t *testing.T) {
	people := grace()
	roles := people["grace"].(fields)
	roles["groups"] = []string{"staff", "chat-admins"}
	h := open(t, people, fields{"scopes": []string{"profile", "email", "groups"}, "role_claim": "groups", "members": []string{"staff"}, "admins": []string{"chat-admins"}})
	for _, tt := range []struct {
		change fields
		email  string
		admin  bool
	}{
		{fields{}, "grace@example.test", true},
		{fields{"admins": []string{"others"}}, "grace@example.test", false},
		{fields{"members": []string{"others"}}, "grace@example.test", true}, // an administrator may always come in
		{fields{"members": []string{"others"}, "admins": []string{"others"}}, "", false},
	} {
		p := fields{"scopes": []string{"profile", "email", "groups"}, "role_claim": "groups", "members": []string{"staff"}, "admins": []string{"chat-admins"}}
		for name, value := range tt.change {
			p[name] = value
		}
		h.describe(p)
		b := h.browser()
		got := b.signIn("grace")
		if me, admin := b.me(); me != tt.email || admin != tt.admin {
			t.Errorf("%v: signed in as %q, %t, want %q, %t: %s", tt.change, me, admin, tt.email, tt.admin, got.says())
		}
	}
}

func TestSigningOutLeadsToTheProviderWhereThatIsWanted(t *testing.T) {
	h := open(t, grace(), fields{"sign_out": true})
	b := h.browser()
	b.signIn("grace")
	p := b.do("DELETE", h.s.URL+"/api/session", nil)
	if !strings.Contains(p.body, h.url+"/session/end?client_id=stoa") {
		t.Errorf("%d %s", p.status, p.body)
	}
	if me, _ := b.me(); me != "" {
		t.Errorf("still signed in as %s", me)
	}
}

func TestTheWayBackLeadsNowhereElse(t *testing.T) {
	h := open(t, grace(), nil)
	for _, next := range []string{"https://evil.example", "//evil.example", `/\evil.example`, "javascript:alert(1)", "/sign-in/with/corp", "chat", "/chat\r\nX: y"} {
		b := h.browser()
		p := b.do("GET", h.s.URL+"/sign-in/with/corp?next="+url.QueryEscape(next), nil)
		for p.location != "" && !strings.HasPrefix(p.location, h.s.URL) {
			p = b.do("GET", p.location, nil)
			if strings.Contains(p.body, `value="login"`) {
				p = b.do("POST", action.FindStringSubmatch(p.body)[1], url.Values{"prompt": {"login"}, "login": {"grace"}, "password": {"x"}})
			} else if strings.Contains(p.body, `value="consent"`) {
				p = b.do("POST", action.FindStringSubmatch(p.body)[1], url.Values{"prompt": {"consent"}})
			}
		}
		if p = b.do("GET", p.location, nil); p.location != h.s.URL+"/chat" {
			t.Errorf("%q leads to %q, %d", next, p.location, p.status)
		}
	}
}

func TestOnlyAnAdministratorDescribesProviders(t *testing.T) {
	s := stoatest.Start(t)
	_, token := s.User("Grace", "grace@example.test")
	good := fields{"name": "Corp", "issuer": "https://sso.example.test", "client_id": "stoa", "client_secret": "very secret"}
	for _, c := range []struct{ method, path string }{
		{"GET", "/api/admin/sign-in"}, {"PUT", "/api/admin/sign-in/providers/corp"}, {"POST", "/api/admin/sign-in/providers/corp/look"}, {"DELETE", "/api/admin/sign-in/corp"},
	} {
		if a := s.Call(token, c.method, c.path, good); a.Status != 403 {
			t.Errorf("%s %s as a user: %d", c.method, c.path, a.Status)
		}
		if a := s.Call("", c.method, c.path, good); a.Status != 401 {
			t.Errorf("%s %s as nobody: %d", c.method, c.path, a.Status)
		}
		narrow := s.SignIn(stoatest.AdminEmail, stoatest.AdminPassword, "view_group")
		if a := s.Call(narrow, c.method, c.path, good); a.Status != 403 {
			t.Errorf("%s %s with a narrow token: %d", c.method, c.path, a.Status)
		}
	}
	for field, value := range map[string]any{
		"name": "", "issuer": "http://sso.example.test", "client_id": "", "members": []string{"staff"}, "domains": []string{""}, "surplus": 1,
	} {
		wrong := map[string]string{"members": "role_claim", "surplus": ""}
		if _, other := wrong[field]; !other {
			wrong[field] = field
		}
		p := fields{}
		for name, v := range good {
			p[name] = v
		}
		p[field] = value
		a := s.Call(s.Token, "PUT", "/api/admin/sign-in/providers/corp", p)
		if a.Status != http.StatusBadRequest || a.Error(t).Field != wrong[field] {
			t.Errorf("%s %v: %d %s", field, value, a.Status, a.Body)
		}
	}
	if a := s.Call(s.Token, "PUT", "/api/admin/sign-in/providers/UP%20per", good); a.Status != 400 || a.Error(t).Field != "key" {
		t.Errorf("a bad key: %d %s", a.Status, a.Body)
	}
	if a := s.Call(s.Token, "PUT", "/api/admin/sign-in/providers/corp", good); a.Status != 200 || strings.Contains(a.Body, "very secret") || !strings.Contains(a.Body, `"has_secret":true`) {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	delete(good, "client_secret") // which is kept
	if a := s.Call(s.Token, "PUT", "/api/admin/sign-in/providers/corp", good); !strings.Contains(a.Body, `"has_secret":true`) {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if a := s.Call(s.Token, "DELETE", "/api/admin/sign-in/corp", nil); a.Status != 200 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if a := s.Call(s.Token, "DELETE", "/api/admin/sign-in/corp", nil); a.Status != 404 {
		t.Errorf("a second time: %d %s", a.Status, a.Body)
	}
}
