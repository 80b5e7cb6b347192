package bus

import (
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"time"
)

// What nodes tell each other about themselves.
const (
	topicBeat  = "bus.beat"  // to all: I am here
	topicHello = "bus.hello" // to a node that was not known: so am I
	topicBye   = "bus.bye"   // to all: I go
	topicLost  = "bus.lost"  // to all: I had to drop something
	topicAsk   = "bus.ask"   // to all: answer this number; a node that does has heard what came before
	topicHeard = "bus.heard" // to the node that asked: the number
)

// peers are the other nodes. Only the goroutine that reads changes them.
type peers struct {
	mu     sync.Mutex
	by     map[string]*peer
	linked time.Time
}

type peer struct {
	last  uint64 // the number of what it told last
	heard time.Time
	about about
	late  bool // it did not answer in time, and has not answered since
}

// about is what a node says of itself.
type about struct {
	Name    string    `json:"name"` // of its machine
	Version string    `json:"version"`
	Since   time.Time `json:"since"`
	Answers bool      `json:"answers"` // topicAsk
}

// Node is another node that is there.
type Node struct {
	ID, Name, Version string
	Since             time.Time // when it started, by its own clock
}

// Status is how the link stands.
type Status struct {
	Linked  bool
	Servers []string  // that are known, without passwords; none: the server is in this process
	Since   time.Time // when the link came up
	Nodes   []Node    // the others
}

// Status answers how the link stands; false: there is none.
func (b *Bus) Status() (Status, bool) {
	if b.link == nil {
		return Status{}, false
	}
	s := Status{Linked: b.Up() == nil, Nodes: b.link.peers.list()}
	b.link.peers.mu.Lock()
	s.Since = b.link.peers.linked
	b.link.peers.mu.Unlock()
	if b.link.server == nil {
		s.Servers = b.link.conn.Servers()
	}
	return s, true
}

// Heard are the ids of the other nodes that are there and that this one has a way to: of servers in the nodes themselves
// it is known at once when a connection is lost.
func (b *Bus) Heard() (ids []string) {
	if b.link == nil {
		return nil
	}
	routed, all := b.link.routed()
	for _, n := range b.link.peers.list() {
		if all || routed[n.ID] {
			ids = append(ids, n.ID)
		}
	}
	return ids
}

func (p *peers) since(t time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.linked = t
}

func (p *peers) list() []Node {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := make([]Node, 0, len(p.by))
	for id, one := range p.by {
		all = append(all, Node{ID: id, Name: one.about.Name, Version: one.about.Version, Since: one.about.Since})
	}
	slices.SortFunc(all, func(a, b Node) int { return strings.Compare(a.ID, b.ID) })
	return all
}

// note takes down what a node told, and answers whether it was unknown and whether something before it was missed.
func (p *peers) note(t told, now time.Time) (unknown, missed bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	one := p.by[t.node]
	if one == nil {
		one = &peer{}
		p.by[t.node] = one
		unknown = true
	}
	next := one.last + 1
	if t.topic == topicHello { // this says how far its node is, and counts for nothing itself
		next = one.last
	}
	missed = t.number > next
	one.last, one.heard = max(one.last, t.number), now
	if t.topic == topicBeat || t.topic == topicHello {
		_ = json.Unmarshal(t.payload, &one.about) // it is shown to people and nothing depends on it
	}
	return unknown, missed
}

// late notes which nodes did not answer.
func (p *peers) late(ids []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, id := range ids {
		if one := p.by[id]; one != nil {
			one.late = true
		}
	}
}

// answered notes that a node has answered.
func (p *peers) answered(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if one := p.by[id]; one != nil {
		one.late = false
	}
}

func (p *peers) drop(node string) (there bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, there = p.by[node]
	delete(p.by, node)
	return there
}

// silent takes out those that were heard last before then.
func (p *peers) silent(then time.Time) (gone []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for id, one := range p.by {
		if one.heard.Before(then) {
			gone = append(gone, id)
			delete(p.by, id)
		}
	}
	return gone
}
