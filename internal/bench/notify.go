package bench

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// notification is what a CI server might post, 190 bytes.
const notification = `{"color":"green","message":"Build #4512 of stoa/main by Ann Example passed after 3 min 12 s: ` +
	`1843 tests, 0 failed, coverage 84.1 %, artifacts are kept","notify":false,"message_format":"text"}`

func notifyPath(room string) string { return "/v2/room/" + url.PathEscape(room) + "/notification" }

func runNotify(ctx context.Context, c Config, progress io.Writer) ([]NotifyResult, error) {
	stoa, err := parseTarget(c.Server)
	if err != nil {
		return nil, err
	}
	request := stoa.request(notifyPath(c.Room), c.Token, notification)
	var results []NotifyResult
	for _, n := range c.Connections {
		fmt.Fprintf(progress, "notify: %d connections for %v\n", n, c.Duration)
		rate, err := closedLoop(ctx, stoa, request, n, c.Duration)
		if err != nil {
			return nil, err
		}
		result := NotifyResult{Connections: n, Stoa: rate}
		if c.Floor != "" {
			if err := result.compare(ctx, c); err != nil {
				return nil, fmt.Errorf("floor: %w", err)
			}
		}
		results = append(results, result)
	}
	return results, nil
}

func (r *NotifyResult) compare(ctx context.Context, c Config) error {
	floor, err := parseTarget(c.Floor)
	if err != nil {
		return err
	}
	rate, err := closedLoop(ctx, floor, floor.request(floorNotify, c.Token, notification), r.Connections, c.Duration)
	if err != nil {
		return err
	}
	r.Floor = &rate
	r.Ratio = r.Stoa.PerSecond / rate.PerSecond
	return nil
}

// closedLoop sends the request over n connections, on each the next one when the last is answered.
func closedLoop(ctx context.Context, t target, request []byte, n int, duration time.Duration) (Rate, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	callers := make([]*caller, n)
	for i := range callers {
		c, err := newCaller(ctx, t, request)
		if err != nil {
			return Rate{}, err
		}
		defer c.conn.Close()
		_ = c.conn.SetDeadline(time.Now().Add(warmUp + duration + patience))
		defer context.AfterFunc(ctx, func() { c.conn.Close() })()
		callers[i] = c
	}

	begin := time.Now().Add(warmUp)
	end := begin.Add(duration)
	times := newHistogram()
	var mu sync.Mutex
	var running sync.WaitGroup
	for _, c := range callers {
		running.Go(func() {
			own, err := c.loop(begin, end)
			if err != nil {
				cancel(err)
			}
			mu.Lock()
			defer mu.Unlock()
			times.Merge(own)
		})
	}
	running.Wait()
	if err := context.Cause(ctx); err != nil {
		return Rate{}, err
	}
	return rateOf(times, time.Since(begin)), nil
}

// loop calls until the end and answers the times of the calls that began in the measurement.
func (c *caller) loop(begin, end time.Time) (*hdrhistogram.Histogram, error) {
	times := newHistogram()
	for {
		start := time.Now()
		if !start.Before(end) {
			return times, nil
		}
		if err := c.call(); err != nil {
			return times, err
		}
		if !start.Before(begin) {
			_ = times.RecordValue(time.Since(start).Microseconds()) // over a minute cannot be: the connection has a deadline
		}
	}
}

// newHistogram holds microseconds up to a minute with three digits.
func newHistogram() *hdrhistogram.Histogram {
	return hdrhistogram.New(1, time.Minute.Microseconds(), 3)
}
