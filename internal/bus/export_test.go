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
