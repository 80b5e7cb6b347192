package model

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Plan is a world to simulate. A group's people and rooms live in one cluster, which has nodes, a bus and a database of its
// own: that is how Stoa grows beyond one database.
type Plan struct {
	People  int `json:"people"`
	Nodes   int `json:"nodes"`
	Largest int `json:"largest"` // people of the largest group

	Online  float64 `json:"online"`  // share of people who have a socket at the busiest hour
	Rooms   float64 `json:"rooms"`   // that a person has joined, in the mean
	Spoken  float64 `json:"spoken"`  // posts of a person who is online, an hour
	Told    float64 `json:"told"`    // posts of integrations for each person who is online, an hour
	Changes float64 `json:"changes"` // of presence, of a person who is online, an hour
	Hot     int     `json:"hot"`     // people of the hot room, in the largest group
	HotRate float64 `json:"hot_rate"`

	Cores    float64 `json:"cores"`    // of a node
	Database float64 `json:"database"` // cores of a cluster's database
	Lost     float64 `json:"lost"`     // share of the nodes that are lost at once, with a region
}

// Million is the world of docs/scale.md: ten million people on a thousand nodes.
func Million() Plan {
	return Plan{
		People: 10_000_000, Nodes: 1_000, Largest: 250_000, Online: 0.35, Rooms: 20, Spoken: 8, Told: 8, Changes: 3,
		Hot: 100_000, HotRate: 5, Cores: 2, Database: 16, Lost: 1.0 / 3,
	}
}

func (p Plan) check() error {
	switch {
	case p.People < 1 || p.Nodes < 2 || p.Largest < 2:
		return errors.New("a plan needs people, two nodes and a largest group of two")
	case p.Online <= 0 || p.Online > 1 || p.Lost < 0 || p.Lost >= 1:
		return errors.New("online is a share up to 1, and less than all nodes may be lost")
	case p.Hot > p.Largest:
		return errors.New("the hot room has more people than the largest group")
	case p.Cores <= 0 || p.Database <= 0:
		return errors.New("nodes and databases need cores")
	}
	return nil
}

// group is one cluster with the people whom it serves.
type group struct {
	people, online, nodes int
}

const (
	smallest   = 8_000 // people of the smallest group
	tail       = 1.2   // of the sizes of groups and rooms: a few are large, most are small
	leastNodes = 2     // of a cluster, so that one may be lost
)

// groups draws groups until all people have one, the largest first. Each gets two nodes, and of the others as many as its
// size asks for.
func (p Plan) groups(random *rand.Rand) ([]group, error) {
	list := []group{{people: min(p.Largest, p.People)}}
	for left := p.People - list[0].people; left > 0; left -= list[len(list)-1].people {
		list = append(list, group{people: min(left, pareto(random, smallest, p.Largest))})
	}
	slices.SortFunc(list, func(a, b group) int { return cmp.Compare(b.people, a.people) })
	others := p.Nodes - leastNodes*len(list)
	if others < 0 {
		return nil, fmt.Errorf("%d groups need %d nodes at least", len(list), leastNodes*len(list))
	}
	given, people := 0, 0
	for i := range list {
		g := &list[i]
		people += g.people
		upTo := int(math.Round(float64(others) * float64(people) / float64(p.People))) // rounded once, so that none is left over
		g.online = max(1, int(float64(g.people)*p.Online))
		g.nodes, given = leastNodes+upTo-given, upTo
	}
	return list, nil
}

// pareto draws a size between two bounds: the probability to be larger falls with the power tail.
func pareto(random *rand.Rand, low, high int) int {
	l, h := math.Pow(float64(low), tail), math.Pow(float64(high), tail)
	u := random.Float64()
	return int(math.Pow(-(u*h-u*l-h)/(h*l), -1/tail))
}
