package addon

import (
	"context"
	"errors"
	"sync"
	"time"
)

// errEnded says that an add-on starts nothing any more.
var errEnded = errors.New("addon: it is ending")

// tasks are what runs beside the answers.
type tasks struct {
	mu    sync.Mutex
	ended bool
	under sync.WaitGroup
	late  chan struct{} // closed when they have taken too long
}

// Go does something that takes longer than servers wait for an answer. When the add-on ends, Run waits for it, and ends its
// context when it takes too long. It is an error when the add-on is ending already.
func (a *Addon) Go(ctx context.Context, do func(context.Context)) error {
	t := &a.tasks
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended {
		return errEnded
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	t.under.Go(func() {
		defer cancel()
		defer close(done)
		do(ctx)
	})
	go func() {
		select {
		case <-t.late:
			cancel()
		case <-done:
		}
	}()
	return nil
}

// end waits for all tasks, and tells those to hurry that take longer than the grace.
func (t *tasks) end() {
	t.mu.Lock()
	ended := t.ended
	t.ended = true
	t.mu.Unlock()
	if ended {
		return
	}
	hurry := time.AfterFunc(grace, func() { close(t.late) })
	defer hurry.Stop()
	t.under.Wait()
}
