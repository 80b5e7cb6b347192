package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// runSteady posts as often as it is told to, no matter how fast the server is, while sockets listen: what a team's day
// is like, to measure something else beside. It takes the time from the writing of each post to its arrival at a socket.
func runSteady(ctx context.Context, c Config, progress io.Writer) (*SteadyResult, error) {
	stoa, err := parseTarget(c.Server)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	a := &audience{sockets: int64(c.Sockets), lost: cancel}
	if err := a.gather(ctx, func(ctx context.Context) (*socket, error) { return watching(ctx, c, stoa) }); err != nil {
		return nil, err
	}
	heard, err := ear(ctx, c, stoa, cancel)
	if err != nil {
		return nil, because(ctx, err)
	}
	poster, err := newCaller(ctx, stoa, stoa.request(notifyPath(c.Room), c.Token, notification))
	if err != nil {
		return nil, because(ctx, err)
	}
	context.AfterFunc(ctx, func() { poster.conn.Close() })
	fmt.Fprintf(progress, "steady: %d sockets, %d posts/s for %v\n", c.Sockets, c.Rate, c.Duration)
	begin, took := time.Now(), hdrhistogram.New(1, patience.Microseconds(), 3)
	if err := keepUp(ctx, c, poster, heard, took); err != nil {
		return nil, because(ctx, err)
	}
	elapsed := time.Since(begin)
	return &SteadyResult{
		Sockets: c.Sockets, Posts: rateOf(took, elapsed), PerSecond: float64(a.heard.Load()) / elapsed.Seconds(),
	}, nil
}

// ear opens one more socket and gives the moment in which each event came to it.
func ear(ctx context.Context, c Config, t target, lost context.CancelCauseFunc) (<-chan time.Time, error) {
	s, err := watching(ctx, c, t)
	if err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, func() { s.conn.Close() })
	heard := make(chan time.Time, 1)
	go func() {
		for {
			begins, _, err := s.next(len(eventPrefix))
			if err != nil {
				lost(err)
				return
			}
			if bytes.Equal(begins, eventPrefix) {
				select {
				case heard <- time.Now():
				case <-ctx.Done():
				}
			}
		}
	}()
	return heard, nil
}

// keepUp posts at the rate, and takes the time until each post is heard.
func keepUp(ctx context.Context, c Config, poster *caller, heard <-chan time.Time, took *hdrhistogram.Histogram) error {
	tick := time.NewTicker(time.Second / time.Duration(c.Rate))
	defer tick.Stop()
	end := time.After(c.Duration)
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-end:
			return nil
		case <-tick.C:
		}
		wrote := time.Now()
		if err := poster.call(); err != nil {
			return err
		}
		select {
		case at := <-heard:
			_ = took.RecordValue(at.Sub(wrote).Microseconds()) // in the range: patience ends before it
		case <-ctx.Done():
		case <-time.After(patience):
			return errors.New("a post was never heard")
		}
	}
}
