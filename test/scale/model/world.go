package model

import (
	"math"
	"math/rand/v2"
)

// World is what became of a plan.
type World struct {
	Plan     Plan  `json:"plan"`
	Costs    Costs `json:"costs"`
	Clusters int   `json:"clusters"`
	Nodes    int   `json:"nodes"` // as they were given out

	Sockets   int     `json:"sockets"`
	Posts     float64 `json:"posts"`  // a second
	Frames    float64 `json:"frames"` // likewise
	Rings     float64 `json:"rings"`
	BusBytes  float64 `json:"bus_bytes"`
	NodeCores float64 `json:"node_cores"` // of all nodes
	Fullest   float64 `json:"fullest"`    // the node with most to do: share of its cores
	NodeMB    float64 `json:"node_mb"`    // the node with most sockets

	Largest Busy  `json:"largest"` // the cluster of the largest group
	Hot     Hot   `json:"hot"`
	Whole   Storm `json:"whole"`  // every socket of the largest cluster comes back at once
	Region  Storm `json:"region"` // those of its lost nodes do
}

// Hot is what the hot room asks of its cluster.
type Hot struct {
	People  int     `json:"people"`
	Online  int     `json:"online"`
	Node    float64 `json:"node_ms"` // to give one event to all sockets of a node that watch
	Bus     float64 `json:"bus_kb"`  // that one event puts on the bus
	Highest float64 `json:"highest"` // posts a second that fill the nodes, beside the daily work
}

// Simulate makes the world of a plan and loads it.
func Simulate(p Plan, c Costs, seed uint64) (World, error) {
	if err := p.check(); err != nil {
		return World{}, err
	}
	if err := c.check(); err != nil {
		return World{}, err
	}
	random := rand.New(rand.NewPCG(seed, 0))
	w := World{Plan: p, Costs: c}
	groups, err := p.groups(random)
	if err != nil {
		return World{}, err
	}
	w.Clusters = len(groups)
	for i, g := range groups {
		b := p.busy(c, g, random, i == 0 && p.Hot > 0)
		if i == 0 {
			w.Largest = b
		}
		w.Nodes += g.nodes
		w.Sockets += b.Sockets
		w.Posts += b.Posts
		w.Frames += b.Frames
		w.Rings += b.Rings
		w.BusBytes += b.BusBytes
		w.NodeCores += b.NodeCores * float64(b.Nodes)
		w.Fullest, w.NodeMB = max(w.Fullest, b.Fullest), max(w.NodeMB, b.NodeMB)
	}
	w.Hot = hotRoom(p, c, w.Largest)
	free := max(0.05*p.Cores, p.Cores-w.Largest.NodeCores)
	w.Whole = storm(c, w.Largest.Sockets, w.Largest.Nodes, p.Cores, p.Database, random) // nobody is there to be served besides
	left := max(1, int(math.Floor(float64(w.Largest.Nodes)*(1-p.Lost))))
	lost := w.Largest.Sockets * (w.Largest.Nodes - left) / w.Largest.Nodes
	w.Region = storm(c, lost, left, free, p.Database-w.Largest.DatabaseCores, random)
	return w, nil
}

func hotRoom(p Plan, c Costs, b Busy) Hot {
	if p.Hot == 0 {
		return Hot{}
	}
	h := Hot{People: p.Hot, Online: int(float64(p.Hot) * p.Online)}
	perNode := float64(h.Online) / float64(b.Nodes)
	h.Node = perNode * c.NodeFrame / 1000
	h.Bus = float64(b.Nodes-1) * c.FrameBytes / 1024
	one := Costs.Predict(c, Run{Nodes: b.Nodes, Sockets: h.Online, Posts: 1}).Nodes
	rest := float64(b.Nodes)*(p.Cores-b.NodeCores) + p.HotRate*one
	h.Highest = rest / one
	return h
}
