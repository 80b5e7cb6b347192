package system

import (
	"slices"
	"strings"

	"github.com/stoachat/stoa/internal/chat"
)

// Node is one of the servers that share the database, as this one sees it.
type Node struct {
	chat.Node
	Self    bool // it is this one
	Keeper  bool // it does what one alone should do
	Gone    bool // it has said nothing for a while, and not that it goes
	Unheard bool // it is there, and what it says on the bus does not arrive here
}

// State is one word for how it is: ready, not_ready, unheard or gone.
func (n Node) State() string {
	switch {
	case n.Gone:
		return "gone"
	case n.Against != "":
		return "not_ready"
	case n.Unheard:
		return "unheard"
	}
	return "ready"
}

// olderThan names the nodes whose program is older than a schema, and their versions.
func olderThan(schema int64, nodes []Node) string {
	var names []string
	for _, n := range nodes {
		if n.Schema < schema && !n.Gone {
			names = append(names, n.Name+" at "+n.Address+" (Stoa "+n.Version+")")
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// waitingFor says what holds up the rest of a new schema.
func waitingFor(r Report) string {
	what := counted(int64(len(r.Database.Waiting)), "migration of the database waits", "migrations of the database wait")
	if older := olderThan(r.Database.Schema, r.Nodes); older != "" {
		return what + " until an older version has stopped: " + older + "."
	}
	return what + " until nobody reads what they change."
}
