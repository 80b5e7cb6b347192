package bench

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// pace has something done so often a second until ctx ends, on a schedule that does not wait for answers, over as many
// connections as there are callers. due is when the i-th was due. It answers the first error.
func pace(ctx context.Context, callers []*caller, rate float64, do func(c *caller, i int, due time.Time) error) error {
	run, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	begin, every := time.Now(), time.Duration(float64(time.Second)/rate)
	var next atomic.Int64
	var running sync.WaitGroup
	for _, c := range callers {
		running.Go(func() {
			for {
				i := next.Add(1) - 1
				due := begin.Add(time.Duration(i) * every)
				pause(run, time.Until(due))
				if run.Err() != nil {
					return
				}
				if err := do(c, int(i), due); err != nil && ctx.Err() == nil {
					cancel(err)
				}
			}
		})
	}
	running.Wait()
	if ctx.Err() != nil {
		return nil // it was long enough
	}
	return context.Cause(run)
}
