package node

import (
	"fmt"
	"slices"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// absence is how a node that is there has not been heard.
type absence struct {
	beats  int // of this node, in a row
	spoken int // of the other
	seen   time.Time
}

// miss finds the nodes that are there and are not heard, and whether it is rather this one that is cut off. Those that are
// not stay ready without those that are, which believe nothing and say by the database what they change. The caller holds mu.
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
	n.cut.Store(n.outvoted())
	if n.waits++; !n.othersGoOn() {
		n.waits = 0
	}
}

// othersGoOn tells whether this node waits, and others do not. The caller holds mu.
func (n *Node) othersGoOn() bool {
	return (n.cut.Load() || !n.wasUp) && slices.ContainsFunc(n.nodes, func(o chat.Node) bool {
		return o.ID != n.Self.ID && o.Linked && o.Against == ""
	})
}

// outvoted tells whether others are to go on, and not this node. More than half of all go on; of two halves, that with the
// first node, which is the keeper. Where no part is as large as half of all, the first node's goes on once the others have
// said that they do not. Nodes without a link to the bus have no vote: they know that they are cut off. All nodes
// find the same, but for what the others have said since the last beat. The caller holds mu.
func (n *Node) outvoted() bool {
	n.outdone = ""
	var all, lost, ready int
	var first chat.Node
	for _, o := range n.nodes { // the oldest comes first
		if o.ID != n.Self.ID && !o.Linked {
			continue
		}
		all++
		if n.misses(o) {
			lost++
			if o.Against == "" {
				ready++
			}
		}
		if first.ID == "" || o.ID == n.pulse.Keeper {
			first = o
		}
	}
	switch {
	case 2*lost < all:
		return false
	case 2*lost > all:
		return n.misses(first) || ready > 0
	case n.misses(first):
		n.outdone = fmt.Sprintf("half of the nodes are not heard, among them %s, %s at %s: that half goes on, and this one waits", n.rank(first), first.Name, first.Address)
		return true
	}
	return false
}

// rank is why a node comes first.
func (n *Node) rank(o chat.Node) string {
	if o.ID == n.pulse.Keeper {
		return "the keeper"
	}
	return "the oldest"
}

// misses tells whether a node is lost. The caller holds mu.
func (n *Node) misses(o chat.Node) bool {
	return slices.ContainsFunc(n.lost, func(l chat.Node) bool { return l.ID == o.ID })
}
