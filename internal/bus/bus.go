// Package bus is the doorbell between the log and those who follow it: it says that a conversation has a new event
// and carries the encoded event along. It promises nothing about delivery. A follower that missed a ring sees the gap
// in seq at the next one and reads the log, which alone holds the truth.
//
// Within a process the bus is a list of functions. A link (see Open) joins the buses of several processes, the nodes of
// a cluster, over core NATS. A ring goes to the nodes that watch its conversation; what nodes tell each other besides
// (see Tell) is numbered by the node that says it, so that whoever missed something finds out, see OnGap.
package bus

import (
	"crypto/rand"
	"slices"
	"sync"
)

// Ring says that a conversation's log has grown.
type Ring struct {
	ConversationID int64
	Seq            int64 // the event's place in the log
	// Frame is the live feed's JSON text for the event, complete; shared by all subscribers, never changed. A ring from
	// another node comes without it when it is too large for the link.
	Frame []byte
	Away  bool // another node has committed the event
}

// Bus carries rings within this process and, when it has a link, between nodes. Use New or Open.
type Bus struct {
	node string
	link *link // nil: this process is alone

	mu          sync.RWMutex
	subscribers []*subscriber
	hearers     map[string][]*hearer // by topic
	atGap       []*func()
	atNode      []*func(id string, here bool)
}

type subscriber struct{ hear func(Ring) }

// New makes a Bus without subscribers and without a link.
func New() *Bus { return &Bus{node: rand.Text(), hearers: map[string][]*hearer{}} }

// Node is a random name of this process, by which other nodes know it.
func (b *Bus) Node() string { return b.node }

// Publish tells every subscriber, in the caller's goroutine, and then leaves the ring to the link. It returns when all
// subscribers have heard and never waits for the link. Rings of one conversation are heard in the order in which they
// are published.
func (b *Bus) Publish(r Ring) {
	b.ring(r)
	if b.link != nil {
		b.link.ring(r)
	}
}

func (b *Bus) ring(r Ring) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, s := range b.subscribers {
		s.hear(r)
	}
}

// Subscribe makes hear be called with every ring until cancel. hear runs inside Publish, which is called by the one
// goroutine that commits events, and at the same time in the one that reads the link, so it must be quick and must not
// block; it must not call Subscribe or cancel. Rings from other nodes come for watched conversations only, and those of
// one conversation may come out of order.
// When cancel has returned, hear is not running and will not be called again.
func (b *Bus) Subscribe(hear func(Ring)) (cancel func()) {
	s := &subscriber{hear: hear}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.subscribers = append(b.subscribers, s)
	return func() { b.drop(s) }
}

func (b *Bus) drop(s *subscriber) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.subscribers = slices.DeleteFunc(b.subscribers, func(other *subscriber) bool { return other == s })
}
