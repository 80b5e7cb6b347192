package realtime

import (
	"encoding/binary"
	"slices"

	"github.com/stoachat/stoa/internal/bus"
)

// What hubs tell each other of who is online. A list is entries of a person's number and what their sessions say.
const (
	topicPresence = "presence"     // to all: a list of what has changed
	topicAsk      = "presence.ask" // to one node: tell me everything
	topicRoster   = "presence.all" // the answer: a piece's index, how many there are, a list
)

// saidAt is what a person's sessions on another node say.
type saidAt struct {
	node string
	said said
}

// roster is how far this node knows who is on another. What changes is told as it happens; what was before, and after a
// gap everything, is asked for.
type roster struct {
	known  bool // what it has answered is here
	pieces int  // how many pieces of the answer have come
	list   map[int64]said
}

const (
	listPiece = 10_000 // entries of one message
	entrySize = binary.MaxVarintLen64 + 1
)

// listen hears what other nodes say of their people. The last asks those that are there already.
func (p *people) listen() []func() {
	return []func(){
		p.bus.Hear(topicPresence, p.hear),
		p.bus.Hear(topicAsk, func(from string, _ []byte) { p.answer(from) }),
		p.bus.Hear(topicRoster, p.hearRoster),
		p.bus.OnNode(p.node),
	}
}

// node is told that another node is there or has gone, and its people with it.
func (p *people) node(id string, here bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if here {
		p.nodes[id] = &roster{}
		p.bus.TellTo(bus.Only(id), topicAsk, nil)
		return
	}
	delete(p.nodes, id)
	p.replace(id, nil)
}

// askAll asks all nodes for what they may have told in vain.
func (p *people) askAll() {
	p.mu.Lock()
	for _, r := range p.nodes {
		r.known, r.pieces = false, 0
	}
	p.mu.Unlock()
	p.askAgain()
}

// askAgain asks those who have not answered, or whose answer was lost.
func (p *people) askAgain() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for id, r := range p.nodes {
		if !r.known && r.pieces == 0 {
			p.bus.TellTo(bus.Only(id), topicAsk, nil)
		}
		if !r.known {
			r.pieces = 0
		}
	}
}

// spread tells other nodes what has changed of the sessions here. The caller holds p.mu, so that what is told keeps its
// order.
func (p *people) spread() {
	if p.bus.Alone() {
		return
	}
	var list []byte
	for id := range p.changed {
		who := p.byID[id]
		if now := who.here(); now != who.spread {
			who.spread = now
			list = entry(list, id, now)
		}
		if len(list) > listPiece*entrySize/2 {
			p.bus.Tell(topicPresence, list)
			list = nil
		}
	}
	if len(list) > 0 {
		p.bus.Tell(topicPresence, list)
	}
}

// answer tells one node everything that others have been told.
func (p *people) answer(node string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	pieces := [][]byte{nil}
	n := 0
	for id, who := range p.byID {
		if who.spread == 0 {
			continue
		}
		if n++; n%listPiece == 0 {
			pieces = append(pieces, nil)
		}
		last := len(pieces) - 1
		pieces[last] = entry(pieces[last], id, who.spread)
	}
	for i, list := range pieces {
		head := binary.AppendUvarint(binary.AppendUvarint(nil, uint64(i)), uint64(len(pieces)))
		p.bus.TellTo(bus.Only(node), topicRoster, append(head, list...))
	}
}

func entry(list []byte, id int64, s said) []byte {
	return append(binary.AppendUvarint(list, uint64(id)), byte(s))
}

// entries reads a list up to what cannot be read.
func entries(list []byte, each func(id int64, s said)) {
	for {
		id, rest, ok := numbered(list)
		if !ok || id == 0 || len(rest) == 0 {
			return
		}
		each(id, said(rest[0]))
		list = rest[1:]
	}
}

func (p *people) hear(from string, list []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.nodes[from] == nil {
		return
	}
	entries(list, func(id int64, s said) { p.setAway(from, id, s) })
}

// hearRoster takes a piece of an answer. An answer with a piece missing is passed over, and asked for again.
func (p *people) hearRoster(from string, payload []byte) {
	i, rest, ok := numbered(payload)
	of, list, ok2 := numbered(rest)
	p.mu.Lock()
	defer p.mu.Unlock()
	r := p.nodes[from]
	if !ok || !ok2 || r == nil || i != 0 && i != int64(r.pieces) {
		return
	}
	if i == 0 {
		r.list = map[int64]said{}
	}
	r.pieces = int(i) + 1
	entries(list, func(id int64, s said) { r.list[id] = s })
	if i+1 == of {
		r.known = true
		p.replace(from, r.list)
		r.list = nil
	}
}

// replace makes the list all that a node says. The caller holds p.mu.
func (p *people) replace(node string, list map[int64]said) {
	for id, who := range p.byID {
		if _, there := list[id]; !there && who.at(node) != 0 {
			p.setAway(node, id, 0)
		}
	}
	for id, s := range list {
		p.setAway(node, id, s)
	}
}

// setAway notes what a person's sessions on another node say, 0 for none. The caller holds p.mu.
func (p *people) setAway(node string, id int64, s said) {
	who := p.byID[id]
	if s == 0 && (who == nil || who.at(node) == 0) {
		return
	}
	who = p.person(id)
	who.away = slices.DeleteFunc(who.away, func(a saidAt) bool { return a.node == node })
	if s != 0 {
		who.away = append(who.away, saidAt{node, s})
	}
	if s&saidHere != 0 {
		who.leaving = false
	}
	p.change(id)
	p.without(id, who)
}

// at is what the person's sessions on a node say.
func (p *person) at(node string) said {
	for _, a := range p.away {
		if a.node == node {
			return a.said
		}
	}
	return 0
}
