package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// besides are posts that are made on a schedule while something else is measured.
type besides struct {
	Server  string `json:"server"` // base URL
	Rate    int    `json:"rate"`
	Request []byte `json:"request"`

	poster string // base URL of the floor that makes them; empty: this process does, which has thousands of sockets to look after
}

// quiet makes them while nothing else goes on.
func (b besides) quiet(ctx context.Context, duration time.Duration) (Times, error) {
	posted, err := b.until(ctx)
	if err != nil {
		return Times{}, err
	}
	pause(ctx, duration)
	return posted()
}

// until makes them until it is asked how long they took, each from when it was due to its answer. At least one is made.
func (b besides) until(ctx context.Context) (posted func() (Times, error), err error) {
	if b.poster == "" {
		return b.here(ctx)
	}
	if _, err := b.askPoster(ctx, floorBeside); err != nil {
		return nil, err
	}
	return func() (t Times, err error) {
		answer, err := b.askPoster(ctx, floorBesideEnd)
		if err == nil {
			err = json.Unmarshal(answer, &t)
		}
		return t, err
	}, nil
}

func (b besides) here(ctx context.Context) (posted func() (Times, error), err error) {
	t, err := parseTarget(b.Server)
	if err != nil {
		return nil, err
	}
	c, err := newCaller(ctx, t, b.Request)
	if err != nil {
		return nil, err
	}
	var running sync.WaitGroup
	stop := make(chan struct{})
	times := newHistogram()
	var failed error
	running.Go(func() { failed = b.post(ctx, c, stop, times) })
	return func() (Times, error) {
		close(stop)
		running.Wait()
		return timesOf(times), failed
	}, nil
}

// post makes one after the other. Those that are due while one is under way are as late as it makes them.
func (b besides) post(ctx context.Context, c *caller, stop <-chan struct{}, times *hdrhistogram.Histogram) error {
	defer c.conn.Close()
	defer context.AfterFunc(ctx, func() { c.conn.Close() })()
	begin, every := time.Now(), time.Second/time.Duration(b.Rate)
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

func (b besides) askPoster(ctx context.Context, path string) ([]byte, error) {
	body, err := json.Marshal(b)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, b.poster+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, fmt.Errorf("who posts beside: %w", err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, maxFloorBody))
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("who posts beside: %s: %s", res.Status, bytes.TrimSpace(answer))
	}
	return answer, err
}
