package cluster_test

import (
	"cmp"
	"testing"
	"time"
)

// TestOneNodeLosesNothing pulls the plugs of a node that is alone with its database.
func TestOneNodeLosesNothing(t *testing.T) {
	t.Parallel()
	for _, where := range []struct {
		database     string
		onPostgreSQL bool
	}{{"SQLite", false}, {"PostgreSQL", true}} {
		t.Run(where.database, func(t *testing.T) {
			if where.onPostgreSQL && short() {
				t.Skip("one node on PostgreSQL: make cluster pulls its plugs")
			}
			h := alone(t, where.onPostgreSQL)
			for _, f := range faultsOfOne() {
				if f.possible(h) {
					t.Run(f.name, func(t *testing.T) { f.happen(t, h) })
				}
			}
		})
	}
}

// fault is something that goes wrong with a house, and is over when make returns.
type fault struct {
	name  string
	make  func(t *testing.T, h *house, s *scene)
	needs func(h *house) bool // nil: every house can have it
	also  bool                // a cluster is to have it as well
	long  bool                // it takes too long to be made beside all other tests
	pace  time.Duration       // of senders while it lasts long; 0: the usual one
}

func (f fault) possible(h *house) bool { return (f.needs == nil || f.needs(h)) && !(f.long && short()) }

const (
	before = 60 // posts acknowledged before a fault
	after  = 60 // and after it, without anybody's help
)

// happen makes the fault under load, in each round, and judges what was seen of all of them.
func (f fault) happen(t *testing.T, h *house) {
	s := begin(t, h, cmp.Or(f.pace, usualPace))
	for range rounds(t) {
		s.until(t, before)
		f.make(t, h, s)
		s.until(t, after)
	}
	s.finish(t)
}

func onPostgreSQL(h *house) bool { return h.database != nil }
