package app_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// leftover is what the administration says is still to be removed.
func leftover(t *testing.T, s *stoatest.Server) int {
	t.Helper()
	var system struct{ Queues struct{ Leftover int } }
	s.Call(s.Token, "GET", "/api/admin/system", nil).JSON(t, &system)
	return system.Queues.Leftover
}

func TestWhatADeletedRoomLeavesIsRemovedByTheServerThatRunsNext(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, database string) {
		data := t.TempDir()
		start := func() *stoatest.Server {
			return stoatest.Start(t, stoatest.WithDatabase(database), func(c *app.Config) { c.Data = data })
		}
		s := start()
		room := s.Room("Ops")
		s.Room("Dev")
		for i := range 350 {
			if a := s.Call(s.Token, "POST", "/v2/room/Ops/notification", fmt.Sprintf(`{"message":"%d"}`, i)); a.Status != http.StatusNoContent {
				t.Fatalf("post: %d %s", a.Status, a.Body)
			}
		}
		if a := s.Call(s.Token, "DELETE", fmt.Sprint("/api/rooms/", room.ID), nil); a.Status != http.StatusNoContent {
			t.Fatalf("delete: %d %s", a.Status, a.Body)
		}
		if a := s.Call(s.Token, "GET", "/v2/room/Ops/history", nil); a.Status != http.StatusNotFound {
			t.Errorf("its history: %d %s", a.Status, a.Body)
		}
		s.Stop()
		s = start()
		eventually(t, "nothing is left", func() bool {
			if a := s.Call(s.Token, "POST", "/v2/room/Dev/notification", `{"message":"meanwhile"}`); a.Status != http.StatusNoContent {
				t.Fatalf("post: %d %s", a.Status, a.Body)
			}
			return leftover(t, s) == 0
		})
	})
}
