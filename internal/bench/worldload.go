package bench

import (
	"context"
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// posts finds out how much the server takes.
func (w *worldBench) posts(ctx context.Context) error {
	const connections = 16
	say(w.progress, w.Duration+warmUp, "world: posts into the biggest room")
	c := w.bench()
	rate, err := closedLoop(ctx, w.target, w.target.request(notifyPath(c.Room), c.Token, numbered(1)), connections, w.Duration, w.pid())
	if err != nil {
		return err
	}
	w.full = rate.PerSecond
	w.note("posts, 16 connections", "/s", rate.PerSecond)
	w.note("posts, p99", "ms", rate.P99)
	w.note("posts, of the processor for each", "µs", rate.CPU)
	return nil
}

// half is half of full load, in posts a second.
func (w *worldBench) half() int { return max(1, min(maxRate, int(w.full/2))) }

// posted is how posts on a schedule went.
type posted struct {
	Times
	Standstill time.Duration // the longest time in which none was answered
	PerSecond  float64
}

// posting posts on a schedule for as long as something else takes. A post that fails is made again until it is taken, and
// its time begins when it was due.
type posting struct {
	w       *worldBench
	request []byte
	due     chan time.Time

	mu    sync.Mutex
	times *hdrhistogram.Histogram
	last  time.Time // of an answer
	still time.Duration
}

// postWhile posts into the biggest room while something else happens.
func (w *worldBench) postWhile(ctx context.Context, rate int, during func() error) (posted, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	c := w.bench()
	p := &posting{w: w, request: w.target.request(notifyPath(c.Room), c.Token, numbered(1)), due: make(chan time.Time, 1_000_000), times: newHistogram(), last: time.Now()}
	var working sync.WaitGroup
	for range posters {
		working.Go(func() { p.post(ctx) })
	}
	scheduling, enough := context.WithCancel(ctx)
	scheduled := make(chan struct{})
	begin := time.Now()
	go func() {
		defer close(scheduled)
		p.schedule(scheduling, begin, time.Second/time.Duration(rate))
	}()
	err := during()
	took := time.Since(begin)
	enough()
	<-scheduled
	close(p.due)
	working.Wait()
	return posted{timesOf(p.times), p.still, float64(p.times.TotalCount()) / took.Seconds()}, err
}

// schedule says when posts are due, whatever becomes of them.
func (p *posting) schedule(ctx context.Context, begin time.Time, every time.Duration) {
	for at := begin; ; at = at.Add(every) {
		pause(ctx, time.Until(at))
		if ctx.Err() != nil {
			return
		}
		select {
		case p.due <- at:
		default: // a million wait: they say enough
		}
	}
}

func (p *posting) post(ctx context.Context) {
	var open *caller
	for at := range p.due {
		for ctx.Err() == nil {
			var err error
			if open == nil {
				if open, err = newCaller(ctx, p.w.target, p.request); err != nil {
					open = nil
					pause(ctx, 5*time.Millisecond)
					continue
				}
				_ = open.conn.SetDeadline(time.Now().Add(10 * time.Minute))
			}
			if err = open.call(); err == nil {
				p.answered(at)
				break
			}
			open.conn.Close()
			open = nil
			pause(ctx, 5*time.Millisecond)
		}
	}
	if open != nil {
		open.conn.Close()
	}
}

func (p *posting) answered(due time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	p.still = max(p.still, now.Sub(p.last))
	p.last = now
	_ = p.times.RecordValue(min(now.Sub(due), maxTime).Microseconds())
}
