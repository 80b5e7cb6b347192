package model

import (
	"math"
	"math/rand/v2"
	"testing"
	"testing/quick"

	"github.com/google/go-cmp/cmp"
)

var costs = Costs{
	NodePost: 100, DatabasePost: 80, NodeFrame: 2, NodeRing: 20, DatabaseRing: 10, NodeResume: 1000, DatabaseBack: 200, IdleKB: 10, FrameBytes: 400, BaseMB: 40,
}

func small() Plan {
	p := Million()
	p.People, p.Nodes, p.Largest, p.Hot = 200_000, 60, 40_000, 10_000
	return p
}

func TestALoadIsTheSumOfItsPieces(t *testing.T) {
	for _, tt := range []struct {
		name string
		run  Run
		want Usage
	}{
		{"one node tells nobody", Run{Nodes: 1, Sockets: 0, Posts: 1000}, Usage{Nodes: 0.1, Database: 0.08}},
		{"sockets get every event", Run{Nodes: 1, Sockets: 100, Posts: 100}, Usage{Nodes: 0.03, Database: 0.008}},
		{"each other node is told once", Run{Nodes: 3, Sockets: 100, Posts: 100}, Usage{Nodes: 0.034, Database: 0.01}},
	} {
		got := costs.Predict(tt.run)
		if math.Abs(got.Nodes-tt.want.Nodes) > 1e-9 || math.Abs(got.Database-tt.want.Database) > 1e-9 {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

func TestTheSameSeedMakesTheSameWorld(t *testing.T) {
	var worlds [3]World
	for i, seed := range []uint64{1, 1, 2} {
		w, err := Simulate(small(), costs, seed)
		if err != nil {
			t.Fatal(err)
		}
		worlds[i] = w
	}
	if diff := cmp.Diff(worlds[0], worlds[1]); diff != "" {
		t.Errorf("(-first +second):\n%s", diff)
	}
	if worlds[0].Rings == worlds[2].Rings {
		t.Error("another seed makes no other world")
	}
}

func TestEverybodyAndEveryNodeIsGivenOut(t *testing.T) {
	p := small()
	groups, err := p.groups(rand.New(rand.NewPCG(7, 0)))
	if err != nil {
		t.Fatal(err)
	}
	people, nodes := 0, 0
	for i, g := range groups {
		people += g.people
		nodes += g.nodes
		if g.nodes < leastNodes || i > 0 && g.people > groups[0].people {
			t.Errorf("group %d: %+v", i, g)
		}
	}
	if people != p.People || nodes != p.Nodes {
		t.Errorf("%d people on %d nodes", people, nodes)
	}
}

// TestASmallWorldAgreesWithThePrediction loads one cluster with a single room, which Predict can do as well.
func TestASmallWorldAgreesWithThePrediction(t *testing.T) {
	p := Plan{People: 2000, Nodes: 4, Largest: 2000, Online: 1, Rooms: 1e-9, Hot: 2000, HotRate: 50, Cores: 2, Database: 4}
	w, err := Simulate(p, costs, 3)
	if err != nil {
		t.Fatal(err)
	}
	want := costs.Predict(Run{Nodes: 4, Sockets: 2000, Posts: 50})
	if got := w.NodeCores; math.Abs(got/want.Nodes-1) > 0.05 {
		t.Errorf("the nodes: %.4f, predicted %.4f", got, want.Nodes)
	}
	if got := w.Largest.DatabaseCores; math.Abs(got/want.Database-1) > 0.01 {
		t.Errorf("the database: %.4f, predicted %.4f", got, want.Database)
	}
}

func TestEverybodyComesBackFromAStorm(t *testing.T) {
	check := func(sockets uint16, nodes, cores uint8, seed uint64) bool {
		s := storm(costs, int(sockets), int(nodes%20)+1, float64(cores%8)+0.5, 4, rand.New(rand.NewPCG(seed, 0)))
		return sockets == 0 || s.Half <= s.Most && s.Most <= s.All && !math.IsInf(s.All, 0) && s.Tries >= 1 && s.Database <= 4
	}
	if err := quick.Check(check, &quick.Config{MaxCount: 50}); err != nil {
		t.Error(err)
	}
}

func TestAStormIsOverSoonerWithMoreToServeIt(t *testing.T) {
	over := func(nodes int, database float64) float64 {
		return storm(costs, 50_000, nodes, 2, database, rand.New(rand.NewPCG(1, 0))).All
	}
	if few, many := over(2, 100), over(20, 100); few <= many {
		t.Errorf("2 nodes: %.1f s, 20 nodes: %.1f s", few, many)
	}
	if weak, strong := over(20, 1), over(20, 16); weak <= strong {
		t.Errorf("a database with 1 core: %.1f s, with 16: %.1f s", weak, strong)
	}
}

func TestWhatCannotBeSimulatedIsRefused(t *testing.T) {
	change := func(f func(*Plan)) Plan {
		p := small()
		f(&p)
		return p
	}
	for name, p := range map[string]Plan{
		"nobody":              change(func(p *Plan) { p.People = 0 }),
		"too few nodes":       change(func(p *Plan) { p.Nodes = 3 }),
		"more than all":       change(func(p *Plan) { p.Online = 1.5 }),
		"everything lost":     change(func(p *Plan) { p.Lost = 1 }),
		"a hot room too hot":  change(func(p *Plan) { p.Hot = p.Largest + 1 }),
		"nodes without cores": change(func(p *Plan) { p.Cores = 0 }),
	} {
		if _, err := Simulate(p, costs, 1); err == nil {
			t.Errorf("%s was simulated", name)
		}
	}
	if _, err := Simulate(small(), Costs{}, 1); err == nil {
		t.Error("work that costs nothing was simulated")
	}
}
