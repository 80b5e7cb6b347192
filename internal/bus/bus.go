// Package bus is the doorbell between the log and those who follow it: it says that a conversation has a new event
// and carries the encoded event along. It promises nothing about delivery. A follower that missed a ring sees the gap
// in seq at the next one and reads the log, which alone holds the truth.
package bus

import (
	"slices"
	"sync"
)

// Ring says that a conversation's log has grown.
type Ring struct {
	ConversationID int64
	Seq            int64  // the event's place in the log
	Frame          []byte // the live feed's JSON text for the event, complete; shared by all subscribers, never changed
}

// Bus carries rings within this process. Use New.
type Bus struct {
	mu          sync.RWMutex
	subscribers []*subscriber
}

type subscriber struct{ hear func(Ring) }

// New makes a Bus without subscribers.
func New() *Bus { return &Bus{} }

// Publish tells every subscriber, in the caller's goroutine, and returns when all have heard. Rings of one
// conversation are heard in the order in which they are published.
func (b *Bus) Publish(r Ring) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, s := range b.subscribers {
		s.hear(r)
	}
}

// Subscribe makes hear be called with every ring until cancel. hear runs inside Publish, which is called by the one
// goroutine that commits events, so it must be quick and must not block; it must not call Subscribe or cancel.
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
