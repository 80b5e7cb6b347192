package bus

import (
	"context"
	"strconv"
	"sync"

	"github.com/nats-io/nats.go"
)

// Address stands for some of the nodes.
type Address string

// Room is the nodes that watch a conversation.
func Room(conversationID int64) Address {
	return Address("room." + strconv.FormatInt(conversationID, 10))
}

// Person is the nodes that watch for what is said to a person.
func Person(userID int64) Address { return Address("user." + strconv.FormatInt(userID, 10)) }

// Only is one node.
func Only(node string) Address { return Address("node." + node) }

// watches counts who watches for what, so that the link is asked for it once.
type watches struct {
	mu sync.Mutex
	by map[Address]*watched
}

type watched struct {
	count int
	sub   *nats.Subscription
	ready chan struct{} // closed when the server knows, or cannot be asked
}

// Watch makes what is said to the address come to this node, until as many Unwatch as Watch. It returns when the server
// that this node is linked to knows: what is said from then on comes. While the link is down it returns at once, and
// what was missed is a gap.
func (b *Bus) Watch(ctx context.Context, a Address) {
	if b.link != nil {
		b.link.watch(ctx, a)
	}
}

// Unwatch takes back one Watch.
func (b *Bus) Unwatch(a Address) {
	if b.link != nil {
		b.link.unwatch(a)
	}
}

func (l *link) watch(ctx context.Context, a Address) {
	w, first := l.watches.add(a, func() *nats.Subscription { return l.subscribe(string(a)) })
	if first {
		l.settle(ctx)
		close(w.ready)
		return
	}
	select {
	case <-w.ready:
	case <-ctx.Done():
	}
}

func (w *watches) add(a Address, subscribe func() *nats.Subscription) (entry *watched, first bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if entry := w.by[a]; entry != nil {
		entry.count++
		return entry, false
	}
	entry = &watched{count: 1, sub: subscribe(), ready: make(chan struct{})}
	w.by[a] = entry
	return entry, true
}

func (l *link) unwatch(a Address) {
	l.watches.mu.Lock()
	defer l.watches.mu.Unlock()
	w := l.watches.by[a]
	if w == nil {
		return
	}
	if w.count--; w.count > 0 {
		return
	}
	delete(l.watches.by, a)
	if w.sub != nil {
		_ = w.sub.Unsubscribe() // it fails when the link is closed, and then nothing comes either
	}
}
