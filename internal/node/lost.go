package node

import (
	"slices"
	"time"
)

// absence is how a node that is there has not been heard.
type absence struct {
	beats  int // of this node, in a row
	spoken int // of the other
	seen   time.Time
}

// miss finds the nodes that are there and are not heard. Who hears no more than half of all, itself among them, is cut
// off; the others stay ready without those that are, which believe nothing and say by the database what they change.
// The caller holds mu.
func (n *Node) miss(heard []string) {
	unheard, before := make(map[string]absence), len(n.lost)
	n.lost = nil
	for _, o := range n.nodes {
		if o.ID == n.Self.ID || slices.Contains(heard, o.ID) {
			continue
		}
		a, known := n.unheard[o.ID]
		if a.beats++; known && o.Seen.After(a.seen) {
			a.spoken++
		}
		a.seen = o.Seen
		unheard[o.ID] = a
		if a.beats > missed || a.spoken >= spoken {
			n.lost = append(n.lost, o)
		}
	}
	n.unheard = unheard
	if len(n.lost) > before {
		n.changed = true // what was told since they went has not reached them
	}
	n.some.Store(len(n.lost) > 0)
	n.cut.Store(len(n.lost) > 0 && 2*len(n.lost) >= len(n.nodes))
}
