package bench

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// schedule says when posts are due. It does not wait for answers: a server that stands still for a second gets that
// second's posts late, and their times are counted from when they were due.
type schedule struct {
	begin  time.Time
	every  time.Duration
	warm   int // so many are not counted
	number int // of all
}

// newSchedule begins in a moment, so that all who post are ready.
func newSchedule(rate int, duration time.Duration) schedule {
	s := schedule{begin: time.Now().Add(50 * time.Millisecond), every: time.Second / time.Duration(rate)}
	s.warm = max(1, int(warmUp/s.every))
	s.number = s.warm + max(1, int(duration/s.every))
	return s
}

func (s schedule) at(i int) time.Time { return s.begin.Add(time.Duration(i) * s.every) }

// counted is how long the counted part takes.
func (s schedule) counted() time.Duration { return time.Duration(s.number-s.warm) * s.every }

// posters is how many posts of a schedule may be on their way to the server at once.
const posters = 64

// run has each post made when it is due, or as soon as one of the posters is free. It ends with the first error.
func (s schedule) run(ctx context.Context, callers []*caller, post func(c *caller, i int) error) error {
	due := make(chan int, s.number)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var posting sync.WaitGroup
	for _, c := range callers {
		posting.Go(func() {
			for i := range due {
				if ctx.Err() != nil {
					continue
				}
				if err := post(c, i); err != nil {
					cancel(fmt.Errorf("post %d: %w", i, err))
				}
			}
		})
	}
	for i := range s.number {
		pause(ctx, time.Until(s.at(i)))
		due <- i
	}
	close(due)
	posting.Wait()
	return context.Cause(ctx)
}

// callersOf opens connections to post over. They end with ctx.
func callersOf(ctx context.Context, t target, n int) ([]*caller, error) {
	all := make([]*caller, n)
	for i := range all {
		c, err := newCaller(ctx, t, nil)
		if err != nil {
			return nil, because(ctx, err)
		}
		context.AfterFunc(ctx, func() { c.conn.Close() })
		all[i] = c
	}
	return all, nil
}
