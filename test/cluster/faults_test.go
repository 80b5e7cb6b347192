package cluster_test

import (
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/store/storetest"
)

// faultsOfOne are those that a single node can have.
func faultsOfOne() []fault {
	return []fault{
		// First, while the log of SQLite is short: a long one has room for hundreds of messages.
		{name: "the disk is full", also: true, needs: func(h *house) bool { return h.disk != nil }, make: func(t *testing.T, h *house, s *scene) {
			h.disk.fill(t)
			s.failing(t)
			h.disk.free(t)
			eventually(t, "the database is there", func() bool {
				if h.database != nil && h.database.Crashed() { // then whoever looks after services starts it again
					h.database.Start(t)
				}
				return h.front.allHealthy()
			})
		}},
		{name: "the node is killed", make: func(t *testing.T, h *house, _ *scene) {
			h.nodes[0].Kill(t)
			h.nodes[0].Restart(t)
		}},
		{name: "the node is frozen", make: func(t *testing.T, h *house, _ *scene) {
			h.nodes[0].Freeze(t)
			pass(t, frozen)
			h.nodes[0].Thaw(t)
		}},
		{name: "clients are cut off", also: true, make: func(t *testing.T, _ *house, s *scene) {
			back := s.clients[0].cut()
			s.until(t, missed)
			back()
		}},
		{name: "a client is cut off for a minute", also: true, long: true, pace: 10 * usualPace, make: func(t *testing.T, _ *house, s *scene) {
			back := s.clients[1].cut()
			pass(t, time.Minute)
			back()
		}},
		{name: "the database is stopped", also: true, long: true, needs: onPostgreSQL, make: func(t *testing.T, h *house, _ *scene) {
			h.database.Stop(t, storetest.Fast)
			pass(t, stopped)
			h.database.Start(t)
		}},
		{name: "the database crashes", also: true, long: true, needs: onPostgreSQL, make: func(t *testing.T, h *house, _ *scene) {
			h.database.Stop(t, storetest.Immediate)
			pass(t, stopped)
			h.database.Start(t)
		}},
		{name: "the database freezes", also: true, needs: onPostgreSQL, make: func(t *testing.T, h *house, _ *scene) {
			h.database.Freeze(t)
			pass(t, frozen)
			h.database.Thaw(t)
		}},
	}
}

const (
	frozen  = 3 * time.Second // longer than a balancer and a socket wait
	stopped = time.Second
	missed  = 300 // posts acknowledged while a client is away
)

// pass lets time go by in which something is broken.
func pass(t *testing.T, d time.Duration) {
	t.Helper()
	select {
	case <-time.After(d):
	case <-t.Context().Done():
	}
}
