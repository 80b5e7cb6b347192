package app_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/stoatest"
)

// A person's pages may be at different nodes.
func TestWhatIsSavedAtOneNodeIsToldAtTheOther(t *testing.T) {
	t.Parallel()
	one, two := twoNodes(t)
	board := one.PrivateRoom("Board")
	grace, hers := one.User("Grace", "grace@example.org")
	must := func(status int, s *stoatest.Server, token, method, path, body string) stoatest.Answer {
		t.Helper()
		a := s.Call(token, method, path, body)
		if a.Status != status {
			t.Fatalf("%s %s: %d %s", method, path, a.Status, a.Body)
		}
		return a
	}
	member := fmt.Sprintf("/api/rooms/%d/members/%d", board.ID, grace.ID)
	must(204, one, one.Token, "PUT", member, `{"role":"room_member"}`)
	var said struct{ ID string }
	must(201, one, one.Token, "POST", fmt.Sprintf("/api/conversations/%d/events", board.Conversation), `{"body":"keep this"}`).JSON(t, &said)
	saved := fmt.Sprintf("/api/conversations/%d/events/%s/saved", board.Conversation, said.ID)

	pages := []*socket{live(t, one, hers, board.Conversation), live(t, two, hers, board.Conversation)}
	for _, step := range []struct {
		at           *stoatest.Server
		status       int
		method, body string
		want         string // of what was saved
	}{
		{one, 200, "PUT", `{}`, `"saved":true,"done":false`},
		{two, 200, "PUT", `{"done":true}`, `"saved":true,"done":true`},
		{one, 204, "DELETE", ``, `"saved":false,"done":false`},
		{two, 200, "PUT", `{}`, `"saved":true,"done":false`},
	} {
		must(step.status, step.at, hers, step.method, saved, step.body)
		want := fmt.Sprintf(`{"conversation":%d,"event":%q,%s}`, board.Conversation, said.ID, step.want)
		for i, page := range pages {
			if f := page.until("me"); f.What != "saved" || string(f.Data) != want {
				t.Errorf("node %d tells %s %s, want %s", i+1, f.What, f.Data, want)
			}
		}
	}

	must(204, one, one.Token, "DELETE", member, "")
	for i, s := range []*stoatest.Server{one, two} {
		pages[i].until("conversations")
		if a := must(200, s, hers, "GET", "/api/me/saved/marks", ""); strings.Contains(a.Body, said.ID) {
			t.Errorf("node %d: %s", i+1, a.Body)
		}
	}
}
