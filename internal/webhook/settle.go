package webhook

import (
	"context"

	"github.com/stoachat/stoa/internal/chat"
)

// maxSettled bounds the attempts that one transaction notes.
const maxSettled = 256

// settling is one attempt's end on its way to the store.
type settling struct {
	chat.Settlement
	err  error
	done chan struct{} // closed when err and Gone are set
}

// settler notes how attempts ended. Those that end while one transaction is on its way to the disk are the next one.
type settler struct {
	store Outbox
	queue chan *settling
}

func newSettler(store Outbox) *settler {
	return &settler{store: store, queue: make(chan *settling, maxSettled)}
}

// run works until the queue is closed.
func (s *settler) run(ctx context.Context) {
	for first := range s.queue {
		batch := append(make([]*settling, 0, 1+len(s.queue)), first)
		for range min(len(s.queue), maxSettled-1) {
			batch = append(batch, <-s.queue)
		}
		s.settle(ctx, batch)
	}
}

func (s *settler) settle(ctx context.Context, batch []*settling) {
	ctx, cancel := context.WithTimeout(ctx, noteTimeout)
	defer cancel()
	ended := make([]chat.Settlement, len(batch))
	for i, b := range batch {
		ended[i] = b.Settlement
	}
	err := s.store.SettleDeliveries(ctx, ended)
	for i, b := range batch {
		b.Settlement, b.err = ended[i], err
		close(b.done)
	}
}

// note waits until the end of an attempt is on disk. gone says that its delivery was deleted meanwhile.
func (s *settler) note(e chat.Settlement) (gone bool, err error) {
	n := &settling{Settlement: e, done: make(chan struct{})}
	s.queue <- n
	<-n.done
	return n.Gone, n.err
}
