package bench

import (
	"context"
	"sync"
	"sync/atomic"
)

// opening is how many sockets are opened at the same time when nobody waits for them.
const opening = 32

// atOnce does the same n times, a few at the same time, until one fails.
func atOnce(ctx context.Context, n int, do func(context.Context) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next atomic.Int64
	var running sync.WaitGroup
	for range min(n, opening) {
		running.Go(func() {
			for next.Add(1) <= int64(n) && ctx.Err() == nil {
				if err := do(ctx); err != nil {
					cancel(err)
				}
			}
		})
	}
	running.Wait()
	return context.Cause(ctx)
}
