package bench

import (
	"context"
	"fmt"
	"io"
	"sync/atomic"
	"time"
)

// SoakResult is how a server stands a long load: half of what it can tell to its sockets, and everything else beside.
type SoakResult struct {
	Full     float64   `json:"full"` // posts a second that it could take, 0: the rate was given
	Rate     float64   `json:"rate"` // posts a second that it was given
	Sockets  int       `json:"sockets"`
	Reopened int64     `json:"reopened"` // sockets that should have stayed and were opened again
	Heard    int64     `json:"heard"`    // events that arrived at those that stay
	Samples  []Sample  `json:"samples"`
	Verdicts []Verdict `json:"verdicts"`
	Holds    bool      `json:"holds"` // every verdict is good
}

// runSoak loads the server for the duration, looks at it every now and then, and judges by the slopes whether anything
// grows that should not.
func runSoak(ctx context.Context, c Config, progress io.Writer) (*SoakResult, error) {
	l, err := c.newLoad(ctx)
	if err != nil {
		return nil, err
	}
	defer l.remove()
	r := &SoakResult{Sockets: c.Sockets, Rate: float64(c.Rate)}
	if c.Rate == 0 {
		if r.Full, err = l.full(ctx, progress); err != nil {
			return nil, err
		}
		r.Rate = max(1, r.Full/2)
	}
	say(progress, c.Duration, "soak: %.0f posts/s to %d sockets, with all else, for %v", r.Rate, c.Sockets, c.Duration)
	run, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stop := l.begin(run, r.Rate, cancel)
	r.Samples, err = l.watch(run, progress)
	if err := because(run, err); err != nil {
		return nil, err
	}
	stop()
	r.Heard, r.Reopened = l.heard.Load(), l.reopened.Load()
	r.Verdicts = judge(r.Samples)
	r.Holds = true
	for _, v := range r.Verdicts {
		r.Holds = r.Holds && v.Good
	}
	return r, nil
}

// full finds how many posts a second the server can tell to all sockets.
func (l *load) full(ctx context.Context, progress io.Writer) (float64, error) {
	trial := min(5*time.Second, l.c.Duration)
	say(progress, trial+warmUp, "soak: what is full load for %d sockets", l.c.Sockets)
	c := l.c
	c.Duration = trial
	d, err := fanOut(ctx, c, l.target, func(ctx context.Context) (*socket, error) { return watching(ctx, c, l.target) },
		l.target.request(notifyPath(c.Room), c.Token, notification), 0)
	return d.PerSecond / float64(l.c.Sockets), err
}

// sampleEvery is how often the server is looked at, more often in a short soak.
const sampleEvery = 10 * time.Second

// watch takes samples for as long as the soak goes on.
func (l *load) watch(ctx context.Context, progress io.Writer) (all []Sample, err error) {
	begin := time.Now()
	every := min(sampleEvery, max(l.c.Duration/20, 10*time.Millisecond))
	for i := 1; time.Since(begin) < l.c.Duration; i++ {
		pause(ctx, time.Until(begin.Add(time.Duration(i)*every)))
		if ctx.Err() != nil {
			return all, context.Cause(ctx)
		}
		s, err := l.c.sample(ctx)
		if err != nil {
			return all, err
		}
		s.Seconds = time.Since(begin).Seconds()
		s.Messages, s.Sockets = l.said.Load(), int(l.open.Load())
		s.P99 = l.p99()
		all = append(all, s)
		if i%30 == 0 {
			fmt.Fprintf(progress, "soak: %.0f s, %d messages, RSS %d KB, %d goroutines, p99 %.1f ms\n", s.Seconds, s.Messages, s.RSSKB, s.Goroutines, s.P99)
		}
	}
	return all, nil
}

// counts is what the parts of a load have done.
type counts struct {
	said     atomic.Int64 // messages
	heard    atomic.Int64 // events
	open     atomic.Int64 // sockets
	reopened atomic.Int64
}
