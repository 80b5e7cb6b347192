package bus

import "sync"

// Cut ends a link without a goodbye, as a lost process does.
func Cut(b *Bus) { b.link.close() }

// Skip counts something as told that nobody hears.
func Skip(b *Bus) {
	b.link.out.mu.Lock()
	defer b.link.out.mu.Unlock()
	b.link.out.told++
}

// Mended waits until the gaps that are known have been told of.
func Mended(b *Bus) {
	done := make(chan struct{})
	var once sync.Once
	cancel := b.OnGap(func() { once.Do(func() { close(done) }) })
	defer cancel()
	signal(b.link.gaps)
	<-done
}

// PeerAddress is where the embedded server listens for others.
func PeerAddress(b *Bus) string { return b.link.server.ClusterAddr().String() }

// Late are the nodes that did not answer when it was waited for them.
func Late(b *Bus) (n int) {
	b.link.peers.mu.Lock()
	defer b.link.peers.mu.Unlock()
	for _, p := range b.link.peers.by {
		if p.late {
			n++
		}
	}
	return n
}

// OldBeat is what a node of a release that does not answer says of itself.
func OldBeat(node string) []byte {
	return encodeTold(told{number: 1, node: node, topic: topicBeat, payload: []byte(`{"name":"old"}`)})
}
