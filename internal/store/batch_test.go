package store_test

import (
	"bytes"
	"context"
	"log/slog"
	"sync"
	"testing"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// batcher makes the writer find several appends queued at once: it holds the writer in Announce until they are.
type batcher struct {
	store   *store.Store
	t       *testing.T
	held    chan struct{} // the writer has come to a stop
	release chan struct{}
	plug    string       // the body of the event that stops it
	log     bytes.Buffer // the writer's until append has returned

	mu     sync.Mutex
	bodies []string
}

func newBatcher(t *testing.T, url string) *batcher {
	b := &batcher{t: t, held: make(chan struct{}), release: make(chan struct{}), plug: "plug"}
	b.store = storetest.OpenWith(t, store.Config{URL: url, Announce: b.announce, Log: slog.New(slog.NewTextHandler(&b.log, nil))})
	return b
}

func (b *batcher) announce(batch []chat.Append) {
	for _, a := range batch {
		if a.Event.Body == b.plug {
			close(b.held)
			<-b.release
			continue
		}
		b.mu.Lock()
		b.bodies = append(b.bodies, a.Event.Body)
		b.mu.Unlock()
	}
}

// told answers the bodies of what was announced.
func (b *batcher) told() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.bodies
}

// append hands the batch to the writer in order, while it is held, and answers each.
func (b *batcher) append(batch []chat.Append) ([]chat.Event, []error) {
	b.t.Helper()
	plug := mustRoom(b.t, b.store, "plug", 0)
	var wg sync.WaitGroup
	wg.Go(func() {
		if _, err := b.store.Append(context.Background(), said(plug.ConversationID, 0, b.plug)); err != nil {
			b.t.Error(err)
		}
	})
	<-b.held
	answers, errs := make([]chat.Event, len(batch)), make([]error, len(batch))
	for i, a := range batch {
		wg.Go(func() { answers[i], errs[i] = b.store.Append(context.Background(), a) })
		b.store.WaitQueued(i + 1)
	}
	close(b.release)
	wg.Wait()
	return answers, errs
}
