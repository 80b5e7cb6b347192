package app_test

import (
	"fmt"
	"net/http"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// TestADatabaseThatCrashesUnderLoadIsNobodysMistake kills every process of PostgreSQL while calls that read and write are
// under way: each is done or put off, none is told that something went wrong.
func TestADatabaseThatCrashesUnderLoadIsNobodysMistake(t *testing.T) {
	t.Parallel()
	database := ownPostgreSQL(t)
	s := stoatest.Start(t, stoatest.WithDatabase(database.URL))
	room := s.Room("Ops")
	v1, hook := s.V1Token("admin"), s.RoomToken("Ops", "hook")
	conversation := fmt.Sprintf("/api/conversations/%d/events", room.Conversation)
	calls := [][4]string{ // token, method, path, body
		{s.Token, "POST", "/v2/room/Ops/notification", `{"message":"x"}`},
		{s.Token, "GET", "/v2/room/Ops/history", ""},
		{s.Token, "PUT", "/v2/room/Ops/topic", `{"topic":"x"}`},
		{"", "GET", "/v1/rooms/list?auth_token=" + v1, ""},
		{"", "POST", "/v1/rooms/message?auth_token=" + v1 + "&room_id=Ops&from=x&message=x", ""},
		{s.Token, "POST", conversation, `{"body":"x"}`},
		{s.Token, "GET", "/api/rooms", ""},
		{"", "POST", "/hook/" + hook, `{"text":"x"}`},
		{s.Token, "POST", "/slack/api/conversations.list", `{}`},
	}
	var stop atomic.Bool
	var good, away atomic.Int64
	var calling sync.WaitGroup
	for _, c := range calls {
		calling.Go(func() {
			for !stop.Load() {
				switch a := s.Call(c[0], c[1], c[2], c[3]); {
				case a.Status/100 == 2:
					good.Add(1)
				case a.Status == http.StatusServiceUnavailable && a.Header.Get("Retry-After") != "":
					away.Add(1)
				default:
					t.Errorf("%s %.30s: %d %s", c[1], c[2], a.Status, a.Body)
					return
				}
			}
		})
	}
	defer calling.Wait()
	defer stop.Store(true)
	more := func(what string, n *atomic.Int64) {
		t.Helper()
		enough := n.Load() + 50
		eventually(t, "calls are "+what, func() bool { return n.Load() >= enough || t.Failed() })
	}
	for range crashes(t) {
		more("done", &good)
		database.Stop(t, storetest.Immediate)
		more("put off", &away)
		database.Start(t)
	}
	more("done", &good)
}

// crashes is how often the database does: once beside all other tests, and $STOA_CLUSTER_ROUNDS times in the long form.
func crashes(t *testing.T) int {
	t.Helper()
	rounds := os.Getenv("STOA_CLUSTER_ROUNDS")
	if rounds == "" {
		return 1
	}
	n, err := strconv.Atoi(rounds)
	if err != nil || n < 1 {
		t.Fatalf("STOA_CLUSTER_ROUNDS=%q is no number of rounds", rounds)
	}
	return n
}
