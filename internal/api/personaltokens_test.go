package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/stoatest"
)

func TestPeopleMakeTokensOfTheirOwnWithTheScopesThatTheyChoose(t *testing.T) {
	s := stoatest.Start(t)
	in := s.Send("POST", "/api/session", http.Header{"Content-Type": {"application/json"}},
		[]byte(fmt.Sprintf(`{"email":%q,"password":%q}`, stoatest.AdminEmail, stoatest.AdminPassword)))
	cookie, _, _ := strings.Cut(in.Header.Get("Set-Cookie"), ";")
	page := func(method, path, body string) stoatest.Answer {
		return s.Send(method, path, http.Header{"Cookie": {cookie}, "Content-Type": {"application/json"}}, []byte(body))
	}
	a := page("POST", "/api/me/tokens", `{"name":"Backup","scopes":["view_group","view_group"]}`)
	var made struct {
		ID     int64
		Token  string
		URL    string
		Scopes []string
	}
	a.JSON(t, &made)
	if a.Status != http.StatusCreated || made.Token == "" || !strings.Contains(made.URL, made.Token) || len(made.Scopes) != 1 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if got := s.Call(made.Token, "GET", "/v2/user", nil); got.Status != 200 {
		t.Errorf("what the scope allows: %d %s", got.Status, got.Body)
	}
	if got := s.Call(made.Token, "POST", "/v2/room", `{"name":"Ops"}`); got.Status < 400 {
		t.Errorf("what it does not: %d", got.Status)
	}
	for body, field := range map[string]string{
		`{"name":"","scopes":["view_group"]}`:   "name",
		`{"name":"x","scopes":[]}`:              "scopes",
		`{"name":"x","scopes":["import_data"]}`: "scopes",
		`{"name":"x","scopes":["all"]}`:         "scopes",
	} {
		if a := page("POST", "/api/me/tokens", body); a.Status != http.StatusBadRequest || a.Error(t).Field != field {
			t.Errorf("%s: %d %s", body, a.Status, a.Body)
		}
	}
	if a := s.Call(s.Token, "POST", "/api/me/tokens", `{"name":"x","scopes":["view_group"]}`); a.Status != http.StatusForbidden {
		t.Errorf("a token makes a token: %d %s", a.Status, a.Body)
	}
	if a := page("DELETE", fmt.Sprintf("/api/tokens/%d", made.ID), ""); a.Status != http.StatusNoContent {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if got := s.Call(made.Token, "GET", "/v2/user", nil); got.Status != http.StatusUnauthorized {
		t.Errorf("after it was revoked: %d", got.Status)
	}
	_, other := s.User("Grace Hopper", "grace@example.test")
	var listed struct{ Items []struct{ Name string } }
	s.Call(other, "GET", "/api/me/tokens", nil).JSON(t, &listed)
	for _, item := range listed.Items {
		if item.Name == "Backup" {
			t.Error("somebody else's token is listed")
		}
	}
}
