package node_test

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/cache"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/node"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// wires join the buses of a test. What is told to a bus that is cut is lost.
type wires struct {
	mu    sync.Mutex
	buses []*fakeBus
}

type fakeBus struct {
	wires *wires
	id    string
	hear  map[string]func(string, []byte)
	gap   func()
	cut   bool // it hears nobody, and knows it
	deaf  bool // it hears nobody, and does not
	side  int  // it hears nobody of another, and does not know it either
}

func (w *wires) bus(id string) *fakeBus {
	b := &fakeBus{wires: w, id: id, hear: make(map[string]func(string, []byte))}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.buses = append(w.buses, b)
	return b
}

func (b *fakeBus) others() (heard []*fakeBus) {
	b.wires.mu.Lock()
	defer b.wires.mu.Unlock()
	for _, o := range b.wires.buses {
		if o != b && !o.cut && !b.cut && !b.deaf && !o.deaf && b.side == o.side {
			heard = append(heard, o)
		}
	}
	return heard
}

func (b *fakeBus) Tell(topic string, payload []byte) {
	for _, o := range b.others() {
		if f := o.hear[topic]; f != nil {
			f(b.id, payload)
		}
	}
}

func (b *fakeBus) Sync(context.Context) error { return b.Up() }

func (b *fakeBus) Hear(topic string, f func(string, []byte)) func() {
	b.hear[topic] = f
	return func() {}
}

func (b *fakeBus) OnGap(f func()) func() {
	b.gap = f
	return func() {}
}

func (b *fakeBus) Heard() (ids []string) {
	for _, o := range b.others() {
		ids = append(ids, o.id)
	}
	return ids
}

func (b *fakeBus) Up() error {
	if b.cut {
		return errors.New("the bus is cut")
	}
	return nil
}

// peer is a node with one cache of what is in a map, as the database would be.
type peer struct {
	*node.Node
	bus    *fakeBus
	cache  *cache.Cache[string, string]
	source map[string]string
	sentOn int // how often those who are here were sent to other nodes
}

func (p *peer) read(t *testing.T, key string) string {
	t.Helper()
	v, err := p.cache.Get(t.Context(), key, func(context.Context, string) (string, error) { return p.source[key], nil })
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (p *peer) beat(t *testing.T) {
	t.Helper()
	if err := p.Meet(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// cluster makes nodes on one database that beat only when they are told to.
func cluster(t *testing.T, database string, ids ...string) (peers []*peer) {
	t.Helper()
	w, source := &wires{}, map[string]string{"k": "old"}
	for _, id := range ids {
		p := &peer{bus: w.bus(id), cache: cache.New[string, string](10), source: source}
		p.Node = node.New(node.Config{
			Self: chat.Node{ID: id, Name: "machine " + id, Address: "10.0.0.1:80", Version: "1"}, Bus: p.bus, Store: storetest.Open(t, database), Every: time.Hour,
			Leave: func() { p.sentOn++ },
		})
		p.cache.Share(p.Node, "things")
		p.beat(t)
		p.read(t, "k")
		peers = append(peers, p)
	}
	return peers
}

func TestWhatOneNodeChangesOthersForget(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		for _, tt := range []struct {
			name   string
			before func(a, b *peer)
			after  func(t *testing.T, a, b *peer)
		}{
			{"told by the bus", func(_, _ *peer) {}, func(*testing.T, *peer, *peer) {}},
			{"the teller is cut off: by way of the database", func(a, _ *peer) { a.bus.cut = true }, func(t *testing.T, a, b *peer) {
				a.beat(t)
				b.beat(t)
			}},
			{"the other is cut off: it believes nothing that it has kept", func(_, b *peer) { b.bus.cut = true }, func(*testing.T, *peer, *peer) {}},
			{"something was lost: what was missed is not known, so all is read anew", func(_, b *peer) { b.bus.deaf = true }, func(_ *testing.T, _, b *peer) {
				b.bus.deaf = false
				b.bus.gap()
			}},
			{"neither hears the other and both think that all is well: they see each other in the database", func(_, b *peer) { b.bus.deaf = true }, func(t *testing.T, _, b *peer) {
				for range 5 {
					b.beat(t)
				}
			}},
		} {
			t.Run(tt.name, func(t *testing.T) {
				all := cluster(t, storetestCopy(t, url), "a", "b")
				a, b := all[0], all[1]
				a.beat(t)
				tt.before(a, b)
				a.source["k"] = "new"
				a.cache.Clear()
				tt.after(t, a, b)
				if got := b.read(t, "k"); got != "new" {
					t.Errorf("b has %q", got)
				}
			})
		}
	})
}

// storetestCopy is an empty database of the same kind.
func storetestCopy(t *testing.T, url string) string {
	t.Helper()
	if url[:6] == "sqlite" {
		return storetest.SQLite(t)
	}
	return storetest.PostgreSQL(t)
}

func TestANodeThatIsThereAndNotHeardIsAReasonNotToBeReady(t *testing.T) {
	t.Parallel()
	all := cluster(t, storetest.PostgreSQL(t), "a", "b")
	a, b := all[0], all[1]
	b.beat(t)
	if why := b.Against(); why != nil {
		t.Errorf("at first: %v", why)
	}
	a.bus.deaf = true
	for range 5 {
		b.beat(t)
	}
	want := []string{
		"node machine a at 10.0.0.1:80 has the same database and is not heard on the bus: mend the way between them, or give all nodes the same --bus",
		"half of the nodes are not heard, among them the keeper, machine a at 10.0.0.1:80: that half goes on, and this one waits",
	}
	if diff := cmp.Diff(want, b.Against()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	a.bus.deaf = false
	b.beat(t)
	if why := b.Against(); why != nil {
		t.Errorf("when it is heard again: %v", why)
	}
	b.bus.cut = true
	if diff := cmp.Diff([]string{"the bus is cut"}, b.Against()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestOneOfThreeThatIsCutOffSaysSoAndTheOthersGoOn(t *testing.T) {
	t.Parallel()
	all := cluster(t, storetest.PostgreSQL(t), "a", "b", "c")
	a, b, c := all[0], all[1], all[2]
	a.bus.deaf = true // it does not know it
	a.source["k"] = "changed before anybody knows"
	a.cache.Clear()
	for range 4 { // each sees twice that the others live
		for _, p := range all {
			p.beat(t)
		}
	}
	if a.Current() || len(a.Against()) != 2 {
		t.Errorf("the one that is cut off: believes %t, against %v", a.Current(), a.Against())
	}
	for _, p := range []*peer{b, c} {
		if got := p.read(t, "k"); got != a.source["k"] {
			t.Errorf("%s has %q", p.Self.ID, got)
		}
		if !p.Current() || p.Against() != nil {
			t.Errorf("%s: believes %t, against %v", p.Self.ID, p.Current(), p.Against())
		}
		for _, m := range p.Roster() {
			if m.Unheard != (m.ID == "a") {
				t.Errorf("%s has %+v", p.Self.ID, m)
			}
		}
	}
	for _, teller := range []*peer{a, b} { // by way of the database
		teller.source["k"] = "changed by " + teller.Self.ID
		teller.cache.Clear()
		for _, p := range []*peer{teller, a, b, c} {
			p.beat(t)
		}
		for _, p := range all {
			if got := p.read(t, "k"); got != "changed by "+teller.Self.ID {
				t.Errorf("%s has %q after %s has changed it", p.Self.ID, got, teller.Self.ID)
			}
		}
	}
	a.bus.deaf = false
	a.beat(t)
	if !a.Current() || a.Against() != nil {
		t.Errorf("when it hears again: believes %t, against %v", a.Current(), a.Against())
	}
}

func TestOneNodeKeepsAndAnotherTakesOverWhenItGoes(t *testing.T) {
	t.Parallel()
	all := cluster(t, storetest.PostgreSQL(t), "a", "b", "c")
	keepers := func() (ids []string) {
		for _, p := range all {
			if p.Keeps() {
				ids = append(ids, p.Self.ID)
			}
		}
		return ids
	}
	if got := keepers(); !slices.Equal(got, []string{"a"}) {
		t.Errorf("keepers %v", got)
	}
	gone, stop := context.WithCancel(t.Context())
	stop()
	all[0].Run(gone)
	all[2].beat(t)
	all[1].beat(t)
	if got := keepers(); !slices.Equal(got, []string{"c"}) {
		t.Errorf("keepers after a has gone: %v", got)
	}
	var there []string
	for _, n := range all[1].Nodes() {
		there = append(there, n.ID)
	}
	if !slices.Equal(there, []string{"b", "c"}) {
		t.Errorf("there are %v", there)
	}
}

func TestWhoIsAloneKeepsAndBelieves(t *testing.T) {
	t.Parallel()
	n := node.New(node.Config{Self: chat.Node{ID: "a"}, Store: storetest.Open(t, storetest.SQLite(t))})
	if err := n.Meet(t.Context()); err != nil {
		t.Error(err)
	}
	n.Run(t.Context()) // there is nothing to run
	if !n.Keeps() || !n.Current() || n.Against() != nil {
		t.Errorf("keeps %t, believes %t, against %v", n.Keeps(), n.Current(), n.Against())
	}
}

func TestWhatADeadNodeHeldIsTakenOnceByTheKeeper(t *testing.T) {
	t.Parallel()
	url := storetest.PostgreSQL(t)
	all := cluster(t, url, "a", "b", "c")
	a, b := all[0], all[1]
	died := make(chan string, 10)
	fails := errors.New("the database is busy")
	a.Dead = func(_ context.Context, id string) error {
		died <- id
		defer func() { fails = nil }()
		return fails
	}
	b.Dead = func(context.Context, string) error {
		t.Error("somebody who is not the keeper was asked")
		return nil
	}
	silent := func(ago string) {
		t.Helper()
		db, err := sql.Open("pgx", url)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec(`UPDATE node SET seen = seen - $1 * 3600000000 WHERE id = 'c'`, ago); err != nil {
			t.Fatal(err)
		}
	}
	a.beat(t)
	silent("4") // beats come every hour here: it may have missed some
	a.beat(t)
	if len(died) > 0 {
		t.Error("a node is dead that was only late")
	}
	silent("4")
	b.beat(t)
	for range 2 { // again after a failure
		a.beat(t)
		if got := <-died; got != "c" {
			t.Errorf("%s is dead", got)
		}
		a.Settle()
	}
	a.beat(t)
	all[2].beat(t) // it was only frozen
	a.beat(t)
	a.Settle()
	if len(died) > 0 {
		t.Errorf("%s died once more", <-died)
	}
	silent("8")
	a.beat(t)
	if got := <-died; got != "c" {
		t.Errorf("%s is dead", got)
	}
	a.Settle()
	for _, m := range a.Roster() {
		if m.Gone != (m.ID == "c") || m.Keeper != (m.ID == "a") || m.Self != (m.ID == "a") {
			t.Errorf("the roster has %+v", m)
		}
	}
}
