package app_test

import (
	"net/http"
	"os"
	"testing"

	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// ownPostgreSQL starts a server that a test may stop.
func ownPostgreSQL(t *testing.T) *storetest.Server {
	t.Helper()
	dir, err := os.MkdirTemp("", "stoa-postgresql")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil { // PostgreSQL runs as a user of its own
		t.Fatal(err)
	}
	return storetest.NewServer(t, dir)
}

// TestADatabaseThatIsAwayIsSaidAndComesBack stops PostgreSQL under a server: every surface asks for another try in its own
// shape, and when it is there again the server goes on by itself.
func TestADatabaseThatIsAwayIsSaidAndComesBack(t *testing.T) {
	t.Parallel()
	database := ownPostgreSQL(t)
	s := stoatest.Start(t, stoatest.WithDatabase(database.URL))
	s.Room("Ops")
	v1 := s.V1Token("admin")
	calls := []struct {
		name, token, method, path, body string
		good                            int
	}{
		{"v2", s.Token, "POST", "/v2/room/Ops/notification", `{"message":"x"}`, 204},
		{"v1", "", "GET", "/v1/rooms/list?auth_token=" + v1, "", 200},
		{"Stoa's own API", s.Token, "GET", "/api/rooms", "", 200},
		{"a hook", "", "POST", "/hook/" + s.RoomToken("Ops", "hook"), `{"text":"x"}`, 200},
		{"Slack's API", s.Token, "POST", "/slack/api/conversations.list", `{}`, 200},
	}
	answers := func() (statuses []int) {
		for _, c := range calls {
			a := s.Call(c.token, c.method, c.path, c.body)
			statuses = append(statuses, a.Status)
			if a.Status == http.StatusServiceUnavailable && a.Header.Get("Retry-After") == "" {
				t.Errorf("%s: no Retry-After: %s", c.name, a.Body)
			}
		}
		return statuses
	}
	for i, status := range answers() {
		if status != calls[i].good {
			t.Fatalf("%s: %d before anything has happened", calls[i].name, status)
		}
	}
	database.Stop(t, storetest.Fast)
	for i, status := range answers() {
		if status != http.StatusServiceUnavailable {
			t.Errorf("%s: %d without a database", calls[i].name, status)
		}
	}
	database.Start(t)
	eventually(t, "every surface works again", func() bool {
		for i, status := range answers() {
			if status != calls[i].good {
				return false
			}
		}
		return true
	})
}
