package bench

import (
	"context"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// screens are sockets that hear posts which are made on a schedule. Each post carries its number, so whoever hears it
// knows when it was due.
type screens struct {
	schedule schedule
	expected int64 // of what is heard in all

	heard   atomic.Int64 // in all
	done    chan struct{}
	mu      sync.Mutex
	times   *hdrhistogram.Histogram // from when a post was due to its arrival at one of the sockets
	perPost []int64                 // when the last of the sockets heard a post, in nanoseconds since it was due
}

func newScreens(s schedule, sockets int) *screens {
	return &screens{
		schedule: s, expected: int64(s.number) * int64(sockets), done: make(chan struct{}),
		times: newHistogram(), perPost: make([]int64, s.number),
	}
}

// hear notes that a post has come to one of the sockets.
func (s *screens) hear(i int, now time.Time) {
	if i < 0 || i >= s.schedule.number {
		return // somebody else posts there too
	}
	late := now.Sub(s.schedule.at(i))
	s.mu.Lock()
	s.perPost[i] = max(s.perPost[i], late.Nanoseconds())
	if i >= s.schedule.warm {
		_ = s.times.RecordValue(min(late, maxTime).Microseconds())
	}
	s.mu.Unlock()
	if s.heard.Add(1) == s.expected {
		close(s.done)
	}
}

// all waits until every post has come to every socket.
func (s *screens) all(ctx context.Context) error {
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case <-s.done:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-late.C:
		return fmt.Errorf("%d of %d deliveries never came", s.expected-s.heard.Load(), s.expected)
	}
}

// result tells how long posts took to a screen, and to the last of all.
func (s *screens) result(cpu time.Duration) Screens {
	s.mu.Lock()
	defer s.mu.Unlock()
	last := newHistogram()
	for _, ns := range s.perPost[s.schedule.warm:] {
		_ = last.RecordValue(min(time.Duration(ns), maxTime).Microseconds())
	}
	posts := int64(s.schedule.number - s.schedule.warm)
	r := Screens{Posts: posts, First: timesOf(s.times), Last: timesOf(last)}
	r.PerSecond = float64(s.times.TotalCount()) / s.schedule.counted().Seconds()
	r.CPU = each(cpu, s.times.TotalCount())
	return r
}

// sender is a server that is posted to, and whose sockets hear it.
type sender struct {
	name   string // for progress
	target target
	pids   []int
	open   func(ctx context.Context, k int) (ear, error) // the k-th socket
	post   func(c *caller, i int) error                  // the i-th post
}

// ear is an open socket that tells the numbers of the posts that it hears.
type ear interface {
	// listen calls heard for each, until the connection ends, and answers why it did.
	listen(heard func(i int)) error
	close()
}

// onSchedule posts as often as it is told to, no matter how fast the server is, while sockets listen.
func onSchedule(ctx context.Context, c Config, progress io.Writer, s sender) (Screens, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var hearing atomic.Pointer[screens]
	for k := range c.Sockets {
		e, err := s.open(ctx, k)
		if err != nil {
			return Screens{}, because(ctx, err)
		}
		context.AfterFunc(ctx, e.close)
		go func() {
			cancel(e.listen(func(i int) {
				if now, h := time.Now(), hearing.Load(); h != nil {
					h.hear(i, now)
				}
			}))
		}()
	}
	callers, err := callersOf(ctx, s.target, posters)
	if err != nil {
		return Screens{}, err
	}
	say(progress, c.Duration+warmUp, "%s: %d sockets, %d posts/s for %v", s.name, c.Sockets, c.Rate, c.Duration)
	plan := newSchedule(c.Rate, c.Duration)
	heard := newScreens(plan, c.Sockets)
	hearing.Store(heard)
	cpu := between(s.pids, plan.at(plan.warm), plan.at(plan.number))
	if err := plan.run(ctx, callers, s.post); err != nil {
		return Screens{}, because(ctx, err)
	}
	if err := heard.all(ctx); err != nil {
		return Screens{}, err
	}
	return heard.result(<-cpu), nil
}
