package model

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Storm is what it takes until everybody is live again who has lost their node.
type Storm struct {
	Sockets  int     `json:"sockets"`  // that come back
	Nodes    int     `json:"nodes"`    // that are left
	Half     float64 `json:"half_s"`   // until one of two is live, in seconds
	Most     float64 `json:"most_s"`   // until 99 of 100 are
	All      float64 `json:"all_s"`    // until everybody is
	Database float64 `json:"database"` // cores of the database, at the worst
	Tries    float64 `json:"tries"`    // of one socket, in the mean
	Full     float64 `json:"full_s"`   // for so long somebody had to wait
}

// The page's way back, see web/src/live/backoff.ts: twice as long with each try, half of it by chance.
const (
	firstWait   = 0.5
	longestWait = 30.0
	impatience  = 10.0 // a try that gets no answer for so long is given up
)

func wait(try int, random *rand.Rand) float64 {
	full := min(longestWait, firstWait*math.Pow(2, float64(min(try, 16))))
	return full/2 + full/2*random.Float64()
}

const (
	tick     = 0.1
	spare    = 0.8 // of what nodes have besides their daily work goes to those who come back
	stormEnd = 3600.0
)

// storm lets sockets come back to nodes and to a database that have so many cores to spare, and counts in steps of a tenth
// of a second.
func storm(c Costs, sockets, nodes int, freeCores, database float64, random *rand.Rand) Storm {
	s := Storm{Sockets: sockets, Nodes: nodes}
	if sockets == 0 || nodes == 0 {
		return s
	}
	perTick := freeCores * float64(nodes) / (c.NodeResume * micro)
	if c.DatabaseBack > 0 {
		perTick = min(perTick, max(0, database)/(c.DatabaseBack*micro))
	}
	perTick *= spare * tick
	coming := map[int][]int{} // by tick: the tries of those who knock then
	at := func(seconds float64) int { return int(seconds / tick) }
	for range sockets {
		t := at(wait(0, random))
		coming[t] = append(coming[t], 1)
	}
	type knock struct{ since, try int }
	var queue []knock
	var live []float64
	var tries, budget float64
	for now := 0; len(live) < sockets && float64(now)*tick < stormEnd; now++ {
		for _, try := range coming[now] {
			tries++
			queue = append(queue, knock{now, try})
		}
		delete(coming, now)
		budget = min(budget, 1) + perTick // a part of a socket is left for the next step
		taken := min(len(queue), int(budget))
		budget -= float64(taken)
		for range taken {
			live = append(live, float64(now+1)*tick)
		}
		queue = queue[taken:]
		s.Database = max(s.Database, float64(taken)/tick*c.DatabaseBack*micro)
		if len(queue) > 0 {
			s.Full += tick
		}
		left := queue[:0]
		for _, k := range queue {
			if float64(now-k.since)*tick < impatience {
				left = append(left, k)
				continue
			}
			t := now + 1 + at(wait(k.try, random))
			coming[t] = append(coming[t], k.try+1)
		}
		queue = left
	}
	slices.Sort(live)
	if len(live) > 0 {
		s.Half, s.Most, s.All = live[len(live)/2], live[len(live)*99/100], live[len(live)-1]
	}
	if len(live) < sockets {
		s.All = math.Inf(1)
	}
	s.Tries = tries / float64(sockets)
	return s
}
