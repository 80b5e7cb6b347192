package node

import (
	"strings"

	"github.com/stoachat/stoa/internal/chat"
)

// Member is a node as this one sees it.
type Member struct {
	chat.Node
	Self    bool // it is this one
	Keeper  bool // it does what one alone should do
	Gone    bool // it has said nothing for a while, and not that it goes
	Unheard bool // it is there, and what it says on the bus does not arrive here
}

// Roster are the nodes that have beaten within a day and have not said that they go, as of this one's last beat.
func (n *Node) Roster() (all []Member) {
	if n.Alone() {
		return nil
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, o := range n.pulse.Nodes {
		all = append(all, Member{
			Node: o, Self: o.ID == n.Self.ID, Keeper: o.ID == n.pulse.Keeper, Gone: n.gone(o, n.pulse.Now),
			Unheard: n.misses(o),
		})
	}
	return all
}

// against is what the others are told of this one.
func (n *Node) against() string {
	why := n.Against()
	if n.Also != nil {
		why = append(why, n.Also()...)
	}
	return strings.Join(why, "; ")
}
