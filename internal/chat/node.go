package chat

import "time"

// Node is a server process that shares the database with others.
type Node struct {
	ID      string // of this run of it
	Name    string // of its machine
	Version string
	Address string // that it listens on
	Schema  int64  // the newest migration that it knows
	Linked  bool   // its link to the bus stood, as it said last
	Against string // why it cannot work, as it said last; empty: it can
	Started time.Time
	Seen    time.Time // by the database's clock
}

// Beat is a node saying that it is there.
type Beat struct {
	Node
	Changed bool          // something has changed, and not all others could be told
	Lease   time.Duration // for which it is the keeper when there is no other
}

// Pulse is what the database answers to a Beat.
type Pulse struct {
	Now     time.Time // by the database's clock
	Keeper  string    // the node that does what one alone should do
	Changes int64     // grows when something has changed, and not all could be told
	Nodes   []Node    // those that were seen within a day, the caller among them
}
