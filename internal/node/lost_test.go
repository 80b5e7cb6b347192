package node_test

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/node"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// ready are the nodes that work and believe what they have in memory. One that does only one of both is an error.
func ready(t *testing.T, all []*peer) (ids []string) {
	t.Helper()
	for _, p := range all {
		if p.Current() != (p.Against() == nil) {
			t.Errorf("%s believes: %t, against it: %v", p.Self.ID, p.Current(), p.Against())
		}
		if p.Current() {
			ids = append(ids, p.Self.ID)
		}
	}
	return ids
}

// TestOnePartGoesOnWhenNodesLoseEachOther has a be the keeper.
func TestOnePartGoesOnWhenNodesLoseEachOther(t *testing.T) {
	t.Parallel()
	nodes := func(ids ...string) []string { return ids }
	sides := func(by ...int) func([]*peer) {
		return func(all []*peer) {
			for i, side := range by {
				all[i].bus.side = side
			}
		}
	}
	unlinked := func(at ...int) func([]*peer) {
		return func(all []*peer) {
			for _, i := range at {
				all[i].bus.cut = true
			}
		}
	}
	for _, tt := range []struct {
		name string
		of   []string
		lose func([]*peer)
		want []string
	}{
		{"of two the keeper", nodes("a", "b"), sides(0, 1), nodes("a")},
		{"of two halves the keeper's", nodes("a", "b", "c", "d"), sides(0, 1, 1, 0), nodes("a", "d")},
		{"the larger part, without the keeper", nodes("a", "b", "c"), sides(0, 1, 1), nodes("b", "c")},
		{"the larger part, with the keeper", nodes("a", "b", "c"), sides(0, 0, 1), nodes("a", "b")},
		{"of three that all lose each other the keeper", nodes("a", "b", "c"), sides(0, 1, 2), nodes("a")},
		{"where no part is half of all the keeper's, large or not", nodes("a", "b", "c", "d", "e"), sides(0, 1, 1, 2, 2), nodes("a")},
		{"of two the one that reaches the bus", nodes("a", "b"), unlinked(0), nodes("b")},
		{"of two the keeper, when it is the one that reaches the bus", nodes("a", "b"), unlinked(1), nodes("a")},
		{"of three the one that reaches the bus", nodes("a", "b", "c"), unlinked(0, 1), nodes("c")},
		{"nobody without a bus", nodes("a", "b", "c"), unlinked(0, 1, 2), nil},
		{"of two that have lost each other the oldest, while the keeper does not reach the bus", nodes("a", "b", "c"), func(all []*peer) {
			unlinked(0)(all)
			sides(0, 0, 1)(all)
		}, nodes("b")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			all := cluster(t, storetest.PostgreSQL(t), tt.of...)
			beat := func(rounds int) {
				t.Helper()
				for range rounds {
					for _, p := range all {
						p.beat(t)
					}
				}
			}
			beat(1)
			if got := ready(t, all); !slices.Equal(got, tt.of) {
				t.Fatalf("at first %v are ready", got)
			}
			tt.lose(all)
			beat(8)
			for range 4 { // and so it stays
				beat(1)
				if got := ready(t, all); !slices.Equal(got, tt.want) {
					t.Fatalf("%v are ready", got)
				}
			}
			all[0].source["k"] = "changed on the first"
			all[0].cache.Clear()
			beat(2)
			for _, p := range all {
				if got := p.read(t, "k"); got != "changed on the first" {
					t.Errorf("%s has %q", p.Self.ID, got)
				}
			}
			for _, p := range all {
				p.bus.side, p.bus.cut = 0, false
			}
			beat(2)
			if got := ready(t, all); !slices.Equal(got, tt.of) {
				t.Errorf("when all hear each other again %v are ready", got)
			}
		})
	}
}

func TestWhoIsOnANodeThatWaitsIsSentToOthersOnce(t *testing.T) {
	t.Parallel()
	all := cluster(t, storetest.PostgreSQL(t), "a", "b")
	a, b := all[0], all[1]
	beat := func(rounds int) {
		for range rounds {
			a.beat(t)
			b.beat(t)
		}
	}
	for i, tt := range []struct {
		lose func()
		who  *peer // waits; a is the keeper
	}{
		{func() { b.bus.side = 1 }, b},
		{func() { b.bus.cut = true }, b},
		{func() { a.bus.cut = true }, a},
		{func() { b.bus.side = 1 }, b},
	} {
		beat(20)
		if !a.HearsAll() || !b.HearsAll() {
			t.Errorf("%d: they do not hear each other", i)
		}
		a.sentOn, b.sentOn = 0, 0
		tt.lose()
		beat(3)
		if tt.who.Current() || tt.who.HearsAll() || tt.who.sentOn > 0 {
			t.Errorf("%d: it believes: %t, hears all: %t, and has sent on %d times, before anybody can know that it waits", i, tt.who.Current(), tt.who.HearsAll(), tt.who.sentOn)
		}
		beat(20)
		if a.sentOn+b.sentOn != 1 || tt.who.sentOn != 1 {
			t.Errorf("%d: a has sent on %d times and b %d times", i, a.sentOn, b.sentOn)
		}
		a.bus.cut, b.bus.side, b.bus.cut = false, 0, false
	}
	beat(20)
	a.bus.cut, b.bus.cut, a.sentOn, b.sentOn = true, true, 0, 0
	beat(20)
	if a.sentOn+b.sentOn != 0 {
		t.Errorf("where nobody goes on a has sent on %d times and b %d times", a.sentOn, b.sentOn)
	}
}

func TestWhoIsLeftGoesOnWhenTheKeeperLeaves(t *testing.T) {
	t.Parallel()
	all := cluster(t, storetest.PostgreSQL(t), "a", "b")
	a, b := all[0], all[1]
	b.bus.side = 1
	for range 4 {
		a.beat(t)
		b.beat(t)
	}
	if b.Current() {
		t.Error("at first both go on")
	}
	gone, stop := context.WithCancel(t.Context())
	stop()
	a.Run(gone)
	b.beat(t)
	if !b.Current() || b.Against() != nil {
		t.Errorf("b believes: %t, against it: %v", b.Current(), b.Against())
	}
	for range 4 { // it is the keeper now, also when a comes back, which is the older one
		a.beat(t)
		b.beat(t)
	}
	if got := ready(t, all); !slices.Equal(got, []string{"b"}) {
		t.Errorf("%v are ready", got)
	}
}

// unsteady is a database with another node that the bus does not know, and which may be away.
type unsteady struct{ away atomic.Bool }

func (s *unsteady) Beat(_ context.Context, b chat.Beat) (chat.Pulse, error) {
	if s.away.Load() {
		return chat.Pulse{}, errors.New("the database is away")
	}
	b.Node.Seen = time.Now()
	return chat.Pulse{Now: b.Node.Seen, Keeper: b.ID, Nodes: []chat.Node{b.Node, {ID: "other", Linked: true, Seen: b.Node.Seen}}}, nil
}

func (s *unsteady) LeaveNodes(context.Context, string) error { return nil }

func TestWhoHearsOthersOnlyByTheDatabaseBelievesNothingWithoutIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var database unsteady
		n := node.New(node.Config{Self: chat.Node{ID: "a"}, Bus: (&wires{}).bus("a"), Store: &database})
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { n.Run(ctx); close(done) }()
		defer func() { stop(); <-done }()
		time.Sleep(time.Minute)
		if !n.Current() {
			t.Error("the keeper does not go on")
		}
		database.away.Store(true)
		time.Sleep(time.Minute)
		if n.Current() {
			t.Error("it believes what may have been changed by the other")
		}
		database.away.Store(false)
		time.Sleep(time.Minute)
		if !n.Current() {
			t.Error("it does not go on")
		}
	})
}
