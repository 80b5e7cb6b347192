package bus

import "sync"

// outbox is what this node still has to say. Whoever speaks never waits: one goroutine takes all that is there and
// gives it to the connection, which writes it in as few pieces as it can.
type outbox struct {
	mu     sync.Mutex
	list   []parcel
	bytes  int
	told   uint64 // how many things have been told to all nodes, those among them that were dropped
	lost   bool   // something was dropped, and nobody has been told
	closed bool
	filled chan struct{} // has a token when there may be something
}

type parcel struct {
	subject string
	data    []byte
}

const (
	maxWaiting      = 100_000
	maxWaitingBytes = 32 << 20
)

// add puts something at the end. When too much waits already it is dropped, and others are told that something was.
func (o *outbox) add(p parcel) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.put(p)
}

// number is add for what is told to all nodes: it encodes the number that this has.
func (o *outbox) number(subject string, encode func(n uint64) []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.told++
	o.put(parcel{subject, encode(o.told)})
}

// count answers the number of what was told last.
func (o *outbox) count() uint64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.told
}

func (o *outbox) put(p parcel) {
	if o.closed {
		return
	}
	if len(o.list) >= maxWaiting || o.bytes+len(p.data) > maxWaitingBytes {
		o.lost = true
		return
	}
	o.list = append(o.list, p)
	o.bytes += len(p.data)
	select {
	case o.filled <- struct{}{}:
	default:
	}
}

// take answers all that waits, and whether something was dropped before. The list in spare is used again.
func (o *outbox) take(spare []parcel) (batch []parcel, lost bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	batch, lost = o.list, o.lost
	o.list, o.bytes, o.lost = spare, 0, false
	return batch, lost
}

func (o *outbox) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
}
