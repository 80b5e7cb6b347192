package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// person is what the tests read of one.
type person struct {
	ID          int64
	Name        string
	Email       string
	Role        string
	Deleted     bool
	Sessions    int
	HasPassword bool    `json:"has_password"`
	Invited     *string `json:"invited_until"`
	Changeable  bool
}

type peoplePage struct {
	Items []person
	Next  string
}

func namesOf(page peoplePage) (names []string) {
	for _, p := range page.Items {
		names = append(names, p.Name)
	}
	return names
}

// peopleAt answers a page of people.
func peopleAt(t *testing.T, s *stoatest.Server, token, query string) (page peoplePage) {
	t.Helper()
	a := s.Call(token, "GET", "/api/admin/users?"+query, nil)
	if a.Status != 200 {
		t.Fatalf("%s: %d %s", query, a.Status, a.Body)
	}
	a.JSON(t, &page)
	return page
}

func TestPeopleAreFoundByNameStateAndRoleInPages(t *testing.T) {
	storetest.Each(t, func(t *testing.T, database string) {
		s := stoatest.Start(t, stoatest.WithDatabase(database))
		for _, name := range []string{"Émile Zola", "Bob", "anna", "Carl 100%"} {
			s.User(name, strings.ToLower(strings.Fields(name)[0])+"@example.test")
		}
		made := s.Call(s.Token, "POST", "/api/admin/users", `{"name":"Dora","email":"dora@example.test","role":"delegated administrator"}`)
		if made.Status != 201 || !strings.Contains(made.Body, `"delegate":true`) {
			t.Fatalf("%d %s", made.Status, made.Body)
		}
		if a := s.Call(s.Token, "POST", "/api/admin/users/invite", `{"name":"Eve","email":"eve@example.test","title":"Gardener"}`); a.Status != 201 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		if a := s.Call(s.Token, "POST", "/api/admin/users/3/deactivate", ""); a.Status != 200 { // Bob
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		for query, want := range map[string][]string{
			"state=active&text=a":            {"Administrator", "anna", "Carl 100%", "Dora", "Émile Zola"},
			"text=ZOLA":                      {"Émile Zola"},
			"text=100%25":                    {"Carl 100%"},
			"text=gard":                      {"Eve"},
			"text=ANNA@example":              {"anna"},
			"state=invited":                  {"Eve"},
			"state=deactivated":              {"Bob"},
			"role=owner":                     {"Administrator"},
			"role=delegated%20administrator": {"Dora"},
			"role=administrator":             nil,
			"text=nobody":                    nil,
		} {
			if diff := cmp.Diff(want, namesOf(peopleAt(t, s, s.Token, query))); diff != "" {
				t.Errorf("%s: %s", query, diff)
			}
		}
		var all []string
		for cursor := "0"; cursor != ""; {
			page := peopleAt(t, s, s.Token, "limit=3&cursor="+cursor)
			all, cursor = append(all, namesOf(page)...), page.Next
		}
		if diff := cmp.Diff([]string{"Administrator", "anna", "Bob", "Carl 100%", "Dora", "Eve", "Émile Zola"}, all); diff != "" {
			t.Error(diff)
		}
	})
}

func TestALinkGivesAPersonAnotherPasswordAndEndsWhatTheOldOneOpened(t *testing.T) {
	storetest.Each(t, func(t *testing.T, database string) {
		s := stoatest.Start(t, stoatest.WithDatabase(database))
		bob, _ := s.User("Bob", "bob@example.test")
		if a := s.Call(s.Token, "PATCH", fmt.Sprint("/api/users/", bob.ID), `{"password":"the first one"}`); a.Status != 200 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		path := fmt.Sprintf("/api/admin/users/%d", bob.ID)
		reset := func(body string) string {
			t.Helper()
			var link struct{ URL string }
			a := s.Call(s.Token, "POST", path+"/password", body)
			if a.Status != 201 {
				t.Fatalf("%d %s", a.Status, a.Body)
			}
			a.JSON(t, &link)
			return tokenOf(t, s, link.URL)
		}
		signedIn := func(cookie http.Header) bool { return s.Send("GET", "/api/me", cookie.Clone(), nil).Status == 200 }

		before := browser(t, s, "bob@example.test", "the first one")
		link := reset(`{}`)
		if !signedIn(before) || s.SignIn("bob@example.test", "the first one") == "" {
			t.Error("the old password ended before the link was used")
		}
		if a := accept(s, link, "the second one"); a.Status != 201 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		if signedIn(before) {
			t.Error("a session of the old password is left")
		}
		before = browser(t, s, "bob@example.test", "the second one")
		link = reset(`{"now":true}`)
		if signedIn(before) {
			t.Error("a session is left, though it was to end now")
		}
		if a := s.Send("POST", "/api/session", http.Header{}, []byte(`{"email":"bob@example.test","password":"the second one"}`)); a.Status != 401 {
			t.Errorf("the old password: %d", a.Status)
		}
		if a := accept(s, link, "the third one"); a.Status != 201 {
			t.Errorf("%d %s", a.Status, a.Body)
		}
		if a := s.Call(s.Token, "POST", path+"/deactivate", ""); a.Status != 200 || !strings.Contains(a.Body, `"deleted":true`) {
			t.Errorf("%d %s", a.Status, a.Body)
		}
		if a := s.Call(s.Token, "POST", path+"/password", `{}`); a.Status != 400 {
			t.Errorf("of who is deactivated: %d %s", a.Status, a.Body)
		}
		if a := s.Call(s.Token, "POST", path+"/reactivate", ""); a.Status != 200 || !strings.Contains(a.Body, `"deleted":false`) {
			t.Errorf("%d %s", a.Status, a.Body)
		}
		browser(t, s, "bob@example.test", "the third one")
	})
}

func TestAPersonsSessionsAreEndedByWhoLooksAfterThem(t *testing.T) {
	s := stoatest.Start(t)
	bob, _ := s.User("Bob", "bob@example.test")
	if a := s.Call(s.Token, "PATCH", fmt.Sprint("/api/users/", bob.ID), `{"password":"the first one"}`); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	one, two := browser(t, s, "bob@example.test", "the first one"), browser(t, s, "bob@example.test", "the first one")
	path := fmt.Sprintf("/api/admin/users/%d/sessions", bob.ID)
	var list struct {
		Items []struct {
			ID      int64
			Current bool
		}
	}
	s.Call(s.Token, "GET", path, nil).JSON(t, &list)
	if len(list.Items) != 2 || list.Items[0].Current {
		t.Fatalf("%+v", list)
	}
	newest := list.Items[0].ID
	if a := s.Call(s.Token, "DELETE", fmt.Sprint(path, "/", newest), nil); a.Status != 204 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if a := s.Call(s.Token, "DELETE", fmt.Sprint(path, "/", newest), nil); a.Status != 404 {
		t.Errorf("again: %d %s", a.Status, a.Body)
	}
	if s.Send("GET", "/api/me", one.Clone(), nil).Status != 200 || s.Send("GET", "/api/me", two.Clone(), nil).Status != 401 {
		t.Error("another session was ended than the one that was named")
	}
	if a := s.Call(s.Token, "DELETE", path, nil); a.Status != 200 || a.Body != `{"ended":1}` {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if s.Send("GET", "/api/me", one.Clone(), nil).Status != 401 {
		t.Error("a session is left")
	}
}

func TestPeopleAreLookedAfterByRank(t *testing.T) {
	s := stoatest.Start(t)
	user := func(name, role string) (int64, string) {
		t.Helper()
		u, _ := s.User(name, name+"@example.test")
		if a := s.Call(s.Token, "PATCH", fmt.Sprint("/api/admin/users/", u.ID), fmt.Sprintf(`{"role":%q}`, role)); a.Status != 200 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		if a := s.Call(s.Token, "PATCH", fmt.Sprint("/api/users/", u.ID), `{"password":"a long enough one"}`); a.Status != 200 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		return u.ID, s.SignIn(name+"@example.test", "a long enough one")
	}
	plain, plainToken := user("plain", "user")
	delegate, delegateToken := user("delegate", "delegated administrator")
	admin, adminToken := user("admin2", "administrator")
	rename := func(id int64) (string, string, string) {
		return "PATCH", fmt.Sprint("/api/admin/users/", id), `{"title":"x"}`
	}
	role := func(id int64, to string) (string, string, string) {
		return "PATCH", fmt.Sprint("/api/admin/users/", id), fmt.Sprintf(`{"role":%q}`, to)
	}
	call := func(token, method, path, body string) int { return s.Call(token, method, path, body).Status }
	with := func(token string, f func() (string, string, string)) int {
		method, path, body := f()
		return call(token, method, path, body)
	}
	on := func(f func(int64) (string, string, string), id int64) func() (string, string, string) {
		return func() (string, string, string) { return f(id) }
	}
	for _, tt := range []struct {
		name  string
		token string
		do    func() (string, string, string)
		want  int
	}{
		{"a delegate changes a user", delegateToken, on(rename, plain), 200},
		{"a delegate changes an administrator", delegateToken, on(rename, admin), 403},
		{"an administrator changes a delegate", adminToken, on(rename, delegate), 200},
		{"an administrator changes the owner", adminToken, on(rename, 1), 403},
		{"a user changes themself here", plainToken, on(rename, plain), 403},
		{"a delegate makes an administrator", delegateToken, func() (string, string, string) { return role(plain, "administrator") }, 403},
		{"an administrator makes an owner", adminToken, func() (string, string, string) { return role(plain, "owner") }, 400},
		{"a delegate resets an administrator's password", delegateToken, func() (string, string, string) {
			return "POST", fmt.Sprintf("/api/admin/users/%d/password", admin), `{"now":true}`
		}, 403},
		{"a delegate ends an administrator's sessions", delegateToken, func() (string, string, string) {
			return "DELETE", fmt.Sprintf("/api/admin/users/%d/sessions", admin), ""
		}, 403},
		{"an administrator deactivates the owner", adminToken, func() (string, string, string) { return "POST", "/api/admin/users/1/deactivate", "" }, 403},
		{"an administrator deactivates themself", adminToken, func() (string, string, string) {
			return "POST", fmt.Sprintf("/api/admin/users/%d/deactivate", admin), ""
		}, 400},
	} {
		if got := with(tt.token, tt.do); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
	for body, field := range map[string]string{`{"role":"king"}`: "role", `{"email":"x"}`: "email", `{"name":""}`: "name", `{"role":1}`: "role"} {
		if a := s.Call(s.Token, "PATCH", fmt.Sprint("/api/admin/users/", plain), body); a.Status != 400 || a.Error(t).Field != field {
			t.Errorf("%s: %d %s", body, a.Status, a.Body)
		}
	}
	for _, query := range []string{"state=gone", "role=king", "limit=1000", "cursor=x"} {
		if a := s.Call(s.Token, "GET", "/api/admin/users?"+query, nil); a.Status != 400 {
			t.Errorf("%s: %d %s", query, a.Status, a.Body)
		}
	}
	if a := s.Call(s.Token, "GET", "/api/admin/users/4711", nil); a.Status != 404 {
		t.Errorf("nobody: %d %s", a.Status, a.Body)
	}
}
