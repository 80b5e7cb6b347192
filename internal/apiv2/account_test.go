package apiv2_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func viewUser(t *testing.T, s *stoatest.Server, ref string) hipchat.User {
	t.Helper()
	var u hipchat.User
	a := s.Call(s.Token, "GET", "/v2/user/"+ref, nil)
	if a.Status != 200 {
		t.Fatalf("%s: %d %s", ref, a.Status, a.Body)
	}
	a.JSON(t, &u)
	return u
}

// spec: rest-v2, 4.12 update_user
func TestAnUpdateReplacesTheWholeAccount(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		s := stoatest.Start(t, stoatest.WithDatabase(url))
		s.User("Ada Brook", "ada@example.test")
		s.User("Bob", "bob@example.test")
		a := s.Call(s.Token, "PUT", "/v2/user/@adabrook", `{"name":" Ada B ","mention_name":"@ada","email":"Ada@new.test","title":"SRE","timezone":"Europe/Oslo","roles":["administrator"],"links":{"self":"x"},"id":99}`)
		if a.Status != 204 || a.Body != "" {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		u := viewUser(t, s, "ada@NEW.test")
		if u.Name != "Ada B" || u.MentionName != "ada" || *u.Email != "Ada@new.test" || u.Title != "SRE" || u.Timezone != "Europe/Oslo" || !u.IsGroupAdmin {
			t.Errorf("after the update: %+v", u)
		}
		if a := s.Call(s.Token, "PUT", "/v2/user/@ada", `{"name":"Ada","email":"ada@new.test"}`); a.Status != 204 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		u = viewUser(t, s, "@ada")
		if u.Title != "" || u.Timezone != "UTC" || u.IsGroupAdmin || cmp.Diff([]string{"user"}, u.Roles) != "" {
			t.Errorf("what was left out is still there: %+v", u)
		}
		if s.SignIn("ada@new.test", stoatest.UserPassword) == "" {
			t.Error("the password was cleared")
		}
		// HypChat writes back all that it read.
		whole, err := json.Marshal(u)
		if err != nil {
			t.Fatal(err)
		}
		if a := s.Call(s.Token, "PUT", "/v2/user/@ada", string(whole)); a.Status != 204 {
			t.Errorf("written back as it was read: %d %s", a.Status, a.Body)
		}
		again := viewUser(t, s, "@ada")
		u.Version, again.Version = "", ""
		if diff := cmp.Diff(u, again); diff != "" {
			t.Errorf("written back as it was read (-want +got):\n%s", diff)
		}
		for _, c := range []struct{ ref, body, field, message string }{
			{"@ada", `{"email":"a@b.test"}`, "name", ""},
			{"@ada", `{"name":"A","email":null}`, "email", ""},
			{"@ada", `{"name":"","email":"a@b.test"}`, "name", ""},
			{"@ada", `{"name":"` + strings.Repeat("x", 51) + `","email":"a@b.test"}`, "name", ""},
			{"@ada", `{"name":"A","email":"nobody"}`, "email", ""},
			{"@ada", `{"name":"A","email":"bob@EXAMPLE.test"}`, "", "Email already in use"},
			{"@ada", `{"name":"A","email":"a@b.test","mention_name":"BOB"}`, "", "Another user has the mention name 'BOB'"},
			{"@ada", `{"name":"A","email":"a@b.test","mention_name":"a b"}`, "mention_name", ""},
			{"@ada", `{"name":"A","email":"a@b.test","timezone":"Mars"}`, "timezone", ""},
			{"@ada", `{"name":"A","email":"a@b.test","password":"short"}`, "password", ""},
			{"@ada", `{"name":"A","email":"a@b.test","roles":["king"]}`, "roles", ""},
			{"@ada", `{"name":"A","email":"a@b.test","roles":["owner"]}`, "roles", ""},
			{"@ada", `{"name":"A","email":"a@b.test","roles":[1]}`, "roles", ""},
			{"@ada", `{"name":"A","email":"a@b.test","roles":"user"}`, "roles", ""},
			{"@ada", `{"name":"A","email":"a@b.test","presence":{"show":"asleep"}}`, "presence.show", ""},
			{"@ada", `{"name":"A","email":"a@b.test","presence":{"show":"away","status":"` + strings.Repeat("x", 51) + `"}}`, "presence.status", ""},
			{"@ada", `{"name":"A","email":"a@b.test","title":"a\u0000b"}`, "title", ""},
		} {
			a := s.Call(s.Token, "PUT", "/v2/user/"+c.ref, c.body)
			if a.Status != 400 || a.Error(t).Field != c.field || c.message != "" && a.Error(t).Message != c.message {
				t.Errorf("%s: %d %s", c.body, a.Status, a.Body)
			}
		}
	})
}

func TestRolesAreReadInEveryFormThatClientsSend(t *testing.T) {
	s := stoatest.Start(t)
	s.User("Ada", "ada@example.test")
	const rest = `"name":"Ada","email":"ada@example.test"`
	for _, c := range []struct{ members, role string }{
		{`,"roles":["administrator","user"]`, "administrator"},
		{`,"roles":["user"]`, "user"},
		{`,"roles":["admin"]`, "administrator"},
		{`,"roles":["administrator","user"],"is_group_admin":false`, "user"}, // read as an administrator, one member changed
		{`,"roles":["user"],"is_group_admin":true`, "administrator"},
		{`,"roles":["user"],"is_group_admin":true`, "user"}, // read as an administrator, the other one changed
		{`,"roles":[{"name":"administrator"}]`, "administrator"},
		{`,"is_group_admin":"true"`, "user"}, // no roles are no roles
		{`,"is_group_admin":"true"`, "administrator"},
		{`,"is_group_admin":true,"roles":["administrator"]`, "administrator"},
		{``, "user"},
		{`,"roles":["moderator"]`, "delegated administrator"},
		{`,"roles":["delegated administrator","user"]`, "delegated administrator"},
		{`,"roles":["delegated administrator"],"is_group_admin":true`, "administrator"},
		{`,"roles":[],"is_group_admin":null`, "user"},
		{`,"roles":null`, "user"},
	} {
		if a := s.Call(s.Token, "PUT", "/v2/user/@ada", "{"+rest+c.members+"}"); a.Status != 204 {
			t.Fatalf("%s: %d %s", c.members, a.Status, a.Body)
		}
		if u := viewUser(t, s, "@ada"); u.Roles[0] != c.role || u.IsGroupAdmin != (c.role == "administrator") {
			t.Errorf("%s: %v, want %s", c.members, u.Roles, c.role)
		}
	}
	for i, c := range []struct{ members, role string }{
		{`,"roles":["administrator"]`, "administrator"}, {`,"is_group_admin":1`, "administrator"},
		{`,"roles":[{"name":"moderator"}],"is_group_admin":false`, "delegated administrator"}, {`,"roles":[]`, "user"},
	} {
		body := fmt.Sprintf(`{"name":"U %d","email":"u%d@example.test"%s}`, i, i, c.members)
		if a := s.Call(s.Token, "POST", "/v2/user", body); a.Status != 201 {
			t.Fatalf("%s: %d %s", body, a.Status, a.Body)
		}
		if u := viewUser(t, s, fmt.Sprintf("u%d@example.test", i)); u.Roles[0] != c.role {
			t.Errorf("created with %s: %v", c.members, u.Roles)
		}
	}
}

// spec: product, 2.1; auth, 5
func TestNobodyChangesWhoStandsAboveThem(t *testing.T) {
	s := stoatest.Start(t)
	for _, role := range []string{"user", "delegated administrator", "administrator"} {
		name, _, _ := strings.Cut(role, " ")
		for _, n := range []string{"one", "two"} {
			body := fmt.Sprintf(`{"name":"%s %s","email":"%s%s@example.test","password":"long enough","roles":["%s"]}`, name, n, name, n, role)
			if a := s.Call(s.Token, "POST", "/v2/user", body); a.Status != 201 {
				t.Fatalf("%d %s", a.Status, a.Body)
			}
		}
	}
	tokens := map[string]string{"owner": s.Token}
	for _, name := range []string{"user", "delegated", "administrator"} {
		tokens[name] = s.SignIn(name+"one@example.test", "long enough")
	}
	for _, c := range []struct {
		who, whom string
		status    int
	}{
		{"user", "user", 403}, {"user", "administrator", 403},
		{"delegated", "user", 204}, {"delegated", "delegated", 204}, {"delegated", "administrator", 403},
		{"administrator", "delegated", 204}, {"administrator", "administrator", 204},
	} {
		role := map[string]string{"delegated": "delegated administrator"}[c.whom]
		if role == "" {
			role = c.whom
		}
		body := fmt.Sprintf(`{"name":"New name","email":"%stwo@example.test","roles":["%s"]}`, c.whom, role)
		if a := s.Call(tokens[c.who], "PUT", "/v2/user/"+c.whom+"two@example.test", body); a.Status != c.status {
			t.Errorf("%s changes %s: %d %s", c.who, c.whom, a.Status, a.Body)
		}
	}
	raise := `{"name":"X","email":"usertwo@example.test","roles":["administrator"]}`
	if a := s.Call(tokens["delegated"], "PUT", "/v2/user/usertwo@example.test", raise); a.Status != 403 {
		t.Errorf("a delegate makes an administrator: %d %s", a.Status, a.Body)
	}
	if a := s.Call(tokens["delegated"], "POST", "/v2/user", `{"name":"X","email":"x@example.test","is_group_admin":true}`); a.Status != 403 {
		t.Errorf("a delegate creates an administrator: %d %s", a.Status, a.Body)
	}
	for who, token := range tokens {
		if a := s.Call(token, "PUT", "/v2/user/1", `{"name":"X","email":"x@example.test","is_group_admin":true}`); a.Status != 403 {
			t.Errorf("%s changes the owner: %d %s", who, a.Status, a.Body)
		}
		if a := s.Call(token, "DELETE", "/v2/user/1", nil); a.Status != 403 {
			t.Errorf("%s deletes the owner: %d %s", who, a.Status, a.Body)
		}
	}
	if a := s.Call(tokens["delegated"], "DELETE", "/v2/user/administratortwo@example.test", nil); a.Status != 403 {
		t.Errorf("a delegate deletes an administrator: %d %s", a.Status, a.Body)
	}
	// A right that was taken away is gone with the next call.
	lower := `{"name":"administrator one","email":"administratorone@example.test","roles":["user"]}`
	if a := s.Call(s.Token, "PUT", "/v2/user/administratorone@example.test", lower); a.Status != 204 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if a := s.Call(tokens["administrator"], "DELETE", "/v2/user/usertwo@example.test", nil); a.Status != 403 {
		t.Errorf("who is no administrator any more deletes a user: %d %s", a.Status, a.Body)
	}
}

// signedIn is everything that a person can be signed in with.
type signedIn struct {
	password, refresh, personal string
	cookie                      http.Header
	feed                        *feed
}

func signInEverywhere(t *testing.T, s *stoatest.Server, email, password string) signedIn {
	t.Helper()
	grant := func(kind string) hipchat.TokenResponse {
		var token hipchat.TokenResponse
		s.Send("POST", "/v2/oauth/token", http.Header{}, fmt.Appendf(nil, `{"grant_type":%q,"username":%q,"password":%q}`, kind, email, password)).JSON(t, &token)
		return token
	}
	a := s.Send("POST", "/api/session", http.Header{}, fmt.Appendf(nil, `{"email":%q,"password":%q}`, email, password))
	cookie, _, _ := strings.Cut(a.Header.Get("Set-Cookie"), ";")
	token := grant("password")
	return signedIn{token.AccessToken, token.RefreshToken, grant("personal").AccessToken, http.Header{"Cookie": {cookie}}, connect(t, s, token.AccessToken)}
}

// works tells which of them still do.
func (in signedIn) works(s *stoatest.Server) map[string]bool {
	refresh := s.Send("POST", "/v2/oauth/token", http.Header{}, fmt.Appendf(nil, `{"grant_type":"refresh_token","refresh_token":%q}`, in.refresh))
	return map[string]bool{
		"password": s.Call(in.password, "GET", "/v2/room", nil).Status == 200,
		"refresh":  refresh.Status == 200,
		"personal": s.Call(in.personal, "GET", "/v2/room", nil).Status == 200,
		"cookie":   s.Send("GET", "/api/rooms", in.cookie.Clone(), nil).Status == 200,
	}
}

func TestANewPasswordEndsWhatTheOldOneOpened(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		s := stoatest.Start(t, stoatest.WithDatabase(url))
		s.User("Ada", "ada@example.test")
		s.User("Bob", "bob@example.test")
		ada := signInEverywhere(t, s, "ada@example.test", stoatest.UserPassword)
		bob := signInEverywhere(t, s, "bob@example.test", stoatest.UserPassword)
		if a := s.Call(s.Token, "PUT", "/v2/user/@ada", `{"name":"Ada","email":"ada@example.test","password":"another long one"}`); a.Status != 204 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		if code := ada.feed.end(); code != 4001 {
			t.Errorf("her socket ended with %d", code)
		}
		want := map[string]bool{"password": false, "refresh": false, "personal": true, "cookie": false}
		if diff := cmp.Diff(want, ada.works(s)); diff != "" {
			t.Errorf("hers (-want +got):\n%s", diff)
		}
		want = map[string]bool{"password": true, "refresh": true, "personal": true, "cookie": true}
		if diff := cmp.Diff(want, bob.works(s)); diff != "" {
			t.Errorf("another's (-want +got):\n%s", diff)
		}
		if s.SignIn("ada@example.test", "another long one") == "" {
			t.Error("the new password does not work")
		}
		if a := s.Send("POST", "/api/session", http.Header{}, []byte(`{"email":"ada@example.test","password":"`+stoatest.UserPassword+`"}`)); a.Status != 401 {
			t.Errorf("the old password: %d", a.Status)
		}
	})
}

func TestWhoIsDeletedIsOutAtOnceAndComesBackByAddress(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		s := stoatest.Start(t, stoatest.WithDatabase(url))
		s.Room("Ops")
		u, _ := s.User("Ada", "ada@example.test")
		ada := signInEverywhere(t, s, "ada@example.test", stoatest.UserPassword)
		if a := s.Call(ada.password, "POST", "/v2/room/Ops/message", `{"message":"before"}`); a.Status != 201 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		mentions := func() int {
			s.Call(s.Token, "POST", "/v2/room/Ops/message", `{"message":"@ada?"}`)
			return len(lastMessage(t, s, "Ops").Mentions)
		}
		if mentions() != 1 {
			t.Fatal("she is not mentioned")
		}
		for range 2 { // twice is no error
			if a := s.Call(s.Token, "DELETE", "/v2/user/ada@example.test", nil); a.Status != 204 {
				t.Fatalf("%d %s", a.Status, a.Body)
			}
		}
		if code := ada.feed.end(); code != 4001 {
			t.Errorf("her socket ended with %d", code)
		}
		none := map[string]bool{"password": false, "refresh": false, "personal": false, "cookie": false}
		if diff := cmp.Diff(none, ada.works(s)); diff != "" {
			t.Errorf("what still works (-want +got):\n%s", diff)
		}
		if mentions() != 0 {
			t.Error("she is still mentioned")
		}
		if gone := viewUser(t, s, "ada@example.test"); !gone.IsDeleted || gone.Presence != nil {
			t.Errorf("shown as %+v", gone)
		}
		var history hipchat.List[hipchat.Message]
		s.Call(s.Token, "GET", "/v2/room/Ops/history", nil).JSON(t, &history)
		if history.Items[0].From.Person == nil || history.Items[0].From.Person.ID != u.ID {
			t.Errorf("her message is from %+v", history.Items[0].From)
		}
		count := func(query string) int {
			var list hipchat.List[hipchat.UserStub]
			s.Call(s.Token, "GET", "/v2/user"+query, nil).JSON(t, &list)
			return len(list.Items)
		}
		if count("") != 1 || count("?include-deleted=true") != 2 {
			t.Errorf("lists: %d and %d", count(""), count("?include-deleted=true"))
		}
		if a := s.Call(s.Token, "PUT", "/v2/user/@ada", `{"name":"Ada","email":"ada@example.test"}`); a.Status != 400 || !strings.Contains(a.Error(t).Message, "was deleted") {
			t.Errorf("an update: %d %s", a.Status, a.Body)
		}
		var made hipchat.UserCreated
		a := s.Call(s.Token, "POST", "/v2/user", `{"name":"Ada Again","email":"ADA@example.test","mention_name":null,"title":null,"password":null}`)
		a.JSON(t, &made)
		if a.Status != 201 || made.ID != u.ID || made.Password == "" || made.Entity.MentionName != "Ada" || made.Entity.Name != "Ada Again" {
			t.Fatalf("back: %d %s", a.Status, a.Body)
		}
		if s.SignIn("ada@example.test", made.Password) == "" || mentions() != 1 {
			t.Error("she is not really back")
		}
		if diff := cmp.Diff(none, ada.works(s)); diff != "" {
			t.Errorf("what works again (-want +got):\n%s", diff)
		}
	})
}

func TestPresenceIsChangedForWhoIsOnline(t *testing.T) {
	s := stoatest.Start(t)
	ada, token := s.User("Ada", "ada@example.test")
	update := func(presence string) {
		t.Helper()
		body := `{"name":"Ada","mention_name":"Ada","email":"ada@example.test","presence":` + presence + `}`
		if a := s.Call(s.Token, "PUT", "/v2/user/@ada", body); a.Status != 204 {
			t.Errorf("%s: %d %s", presence, a.Status, a.Body)
		}
	}
	update(`{"status":"at lunch","show":"away"}`)
	if u := viewUser(t, s, "@ada"); u.Presence != nil {
		t.Errorf("offline: %+v", u.Presence)
	}
	feed := connect(t, s, token)
	check := func(what, show, status string) {
		t.Helper()
		p := viewUser(t, s, "@ada").Presence
		if p == nil || p.Show != show || p.Status == nil || *p.Status != status {
			t.Errorf("%s: %+v", what, p)
		}
	}
	check("what was set while she was away", "chat", "at lunch")
	update(`{"status":"in a call","show":"xa"}`)
	feed.until(func(f frame) bool { return f.Type == "presence" && f.UserID == ada.ID && f.Show == "xa" })
	check("changed", "xa", "in a call")
	for _, nothing := range []string{`null`, `{}`, `{"status":null,"show":null}`, `{"status":"","show":""}`} {
		update(nothing)
		check(nothing, "xa", "in a call")
	}
	update(`{"show":"dnd"}`)
	if p := viewUser(t, s, "@ada").Presence; p == nil || p.Show != "dnd" || p.Status != nil {
		t.Errorf("a status that was left out: %+v", p)
	}
	if a := s.Call(s.Token, "PUT", "/v2/user/@ada", `{"name":"Ada B","email":"ada@example.test"}`); a.Status != 204 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if code := feed.end(); code != 1012 {
		t.Errorf("after a new name her socket ended with %d", code)
	}
}

// A webhook that a person registered must not tell them anything after they have left.
func TestTheWebhooksOfWhoWasDeletedAreNotCalled(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	s.User("Ada", "ada@example.test")
	body := `{"name":"Ada","email":"ada@example.test","is_group_admin":true}`
	if a := s.Call(s.Token, "PUT", "/v2/user/@ada", body); a.Status != 204 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	heard := make(chan struct{}, 10)
	receiver := newReceiver(t, heard)
	hook := map[string]string{"url": receiver, "event": "room_message"}
	ada := s.SignIn("ada@example.test", stoatest.UserPassword)
	for _, token := range []string{ada, s.Token} {
		if a := s.Call(token, "POST", "/v2/room/Ops/webhook", hook); a.Status != 201 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
	}
	say := func() { s.Call(s.Token, "POST", "/v2/room/Ops/message", `{"message":"x"}`) }
	say()
	<-heard
	<-heard
	s.Call(s.Token, "DELETE", "/v2/user/@ada", nil)
	say()
	<-heard
	s.Call(s.Token, "POST", "/v2/user", `{"name":"Ada","email":"ada@example.test","password":"long enough","is_group_admin":true}`)
	say()
	<-heard
	<-heard
	if len(heard) != 0 {
		t.Error("who was deleted heard a message")
	}
}

func newReceiver(t *testing.T, heard chan<- struct{}) string {
	t.Helper()
	receiver := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { heard <- struct{}{} }))
	t.Cleanup(receiver.Close)
	return receiver.URL
}
