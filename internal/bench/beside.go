package bench

import (
	"context"
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// besides are posts that are made on a schedule while something else is measured.
type besides struct {
	target  target
	rate    int
	request []byte
}

// quiet makes them while nothing else goes on.
func (b besides) quiet(ctx context.Context, duration time.Duration) (Times, error) {
	posted := b.until(ctx)
	pause(ctx, duration)
	return posted()
}

// until makes them until it is asked how long they took, each from when it was due to its answer. At least one is made.
func (b besides) until(ctx context.Context) (posted func() (Times, error)) {
	var running sync.WaitGroup
	stop := make(chan struct{})
	times := newHistogram()
	var failed error
	running.Go(func() { failed = b.post(ctx, stop, times) })
	return func() (Times, error) {
		close(stop)
		running.Wait()
		return timesOf(times), failed
	}
}

// post makes one after the other. Those that are due while one is under way are as late as it makes them.
func (b besides) post(ctx context.Context, stop <-chan struct{}, times *hdrhistogram.Histogram) error {
	c, err := newCaller(ctx, b.target, b.request)
	if err != nil {
		return err
	}
	defer c.conn.Close()
	defer context.AfterFunc(ctx, func() { c.conn.Close() })()
	begin, every := time.Now(), time.Second/time.Duration(b.rate)
	for i := 0; ; i++ {
		due := begin.Add(time.Duration(i) * every)
		pause(ctx, time.Until(due))
		if err := c.call(); err != nil {
			return because(ctx, err)
		}
		_ = times.RecordValue(min(time.Since(due), maxTime).Microseconds())
		select {
		case <-stop:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		default:
		}
	}
}
