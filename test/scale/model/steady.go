package model

import (
	"math"
	"math/rand/v2"
)

// Busy is what the busiest hour asks of one cluster.
type Busy struct {
	People        int     `json:"people"`
	Sockets       int     `json:"sockets"`
	Nodes         int     `json:"nodes"`
	Posts         float64 `json:"posts"`           // a second
	Frames        float64 `json:"frames"`          // events and presence to sockets, a second
	Rings         float64 `json:"rings"`           // from node to node, a second
	BusBytes      float64 `json:"bus_bytes"`       // of them
	NodeCores     float64 `json:"node_cores"`      // of a node, in the mean
	Fullest       float64 `json:"fullest"`         // of the node with most to do, as a share of its cores
	DatabaseCores float64 `json:"database_cores"`  // of the cluster's database
	NodeMB        float64 `json:"node_mb"`         // memory
	RingsPerEvent float64 `json:"rings_per_event"` // other nodes that an event goes to
}

const (
	hour      = 3600.0
	gathering = 10.0 // times a second that presence is told at most
)

// room is a conversation with people online.
type room struct {
	online int
	rate   float64 // posts a second
}

// rooms draws a group's rooms, until everybody has joined as many as the plan says. Who is in a room speaks there as much as
// in each other one.
func (p Plan) rooms(g group, random *rand.Rand, hot bool) []room {
	perRoom := p.Spoken / p.Rooms / hour
	var list []room
	if hot {
		online := int(float64(p.Hot) * p.Online)
		list = append(list, room{online, p.HotRate})
	}
	for left := int(float64(g.people) * p.Rooms); left > 0; {
		size := min(pareto(random, 2, max(3, g.people/4)), left)
		left -= size
		online := 0
		if size < 50 {
			for range size {
				if random.Float64() < p.Online {
					online++
				}
			}
		} else {
			mean := float64(size) * p.Online
			online = max(0, int(mean+math.Sqrt(mean*(1-p.Online))*random.NormFloat64()))
		}
		list = append(list, room{online, float64(online) * perRoom})
	}
	// What integrations say goes to rooms of any size.
	told := float64(g.online) * p.Told / hour / float64(len(list))
	for i := range list {
		list[i].rate += told
	}
	return list
}

// busy adds up what a cluster does for its rooms. People are on nodes by chance, as a balancer puts them there.
func (p Plan) busy(c Costs, g group, random *rand.Rand, hot bool) Busy {
	b := Busy{People: g.people, Sockets: g.online, Nodes: g.nodes}
	n := g.nodes
	cores := make([]float64, n)
	here := make([]int, n)
	var events float64
	for _, r := range p.rooms(g, random, hot) {
		watching := spread(random, r.online, here)
		// The node that takes a post is any of them; it rings those of the others that have somebody who watches.
		rings := r.rate * float64(watching) * float64(n-1) / float64(n)
		b.Posts += r.rate
		b.Rings += rings
		b.Frames += r.rate * float64(r.online)
		events += r.rate
		for i, k := range here {
			if k > 0 {
				cores[i] += r.rate * (float64(k)*c.NodeFrame + c.NodeRing/2) * micro
			}
		}
	}
	changes := float64(g.online) * p.Changes / hour
	frames := min(changes, gathering) * float64(g.online)
	b.Frames += frames
	told := changes * float64(n-1)
	b.Rings += told
	b.BusBytes = b.Rings * c.FrameBytes
	even := (b.Posts*c.NodePost + b.Rings*c.NodeRing/2 + frames*c.NodeFrame + told*c.NodeRing/2) * micro / float64(n)
	for i := range cores {
		cores[i] += even
		b.NodeCores += cores[i] / float64(n)
		b.Fullest = max(b.Fullest, cores[i]/p.Cores)
	}
	b.DatabaseCores = (b.Posts*c.DatabasePost + (b.Rings-told)*c.DatabaseRing) * micro
	b.NodeMB = c.BaseMB + float64(g.online)/float64(n)*c.IdleKB/1024
	if events > 0 {
		b.RingsPerEvent = (b.Rings - told) / events
	}
	return b
}

// spread puts people on nodes by chance, and tells how many nodes have somebody.
func spread(random *rand.Rand, people int, here []int) (watching int) {
	clear(here)
	n := len(here)
	if people > 20*n { // so many that chance evens out
		mean := float64(people) / float64(n)
		for i := range here {
			here[i] = max(1, int(mean+math.Sqrt(mean)*random.NormFloat64()))
		}
		return n
	}
	for range people {
		i := random.IntN(n)
		if here[i]++; here[i] == 1 {
			watching++
		}
	}
	return watching
}
