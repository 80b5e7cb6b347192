package store

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"
)

// Clock shows the time of the database's machine. Servers that share a database go by it, so that they agree on which
// lease has ended and which message is older, whatever their own clocks say.
type Clock struct {
	store *Store
	own   func() time.Time
	log   *slog.Logger
	ahead atomic.Int64 // of the own clock, in nanoseconds
}

const (
	compareEvery = time.Minute
	compareLimit = 5 * time.Second
	compareTimes = 3
	// tellFrom is how far a clock must be off for the administrator to hear of it.
	tellFrom = 2 * time.Second
)

// NewClock compares the server's own clock with that of a PostgreSQL.
func NewClock(ctx context.Context, s *Store, own func() time.Time, log *slog.Logger) (*Clock, error) {
	c := &Clock{store: s, own: own, log: log}
	return c, c.compare(ctx)
}

// Now is what the database's clock shows.
func (c *Clock) Now() time.Time { return c.own().Add(-c.Ahead()) }

// Ahead is by how much the server's own clock is ahead of the database's.
func (c *Clock) Ahead() time.Duration { return time.Duration(c.ahead.Load()) }

// Run compares the clocks now and then, until ctx ends. While the database is away the difference stays what it was.
func (c *Clock) Run(ctx context.Context) {
	tick := time.NewTicker(compareEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := c.compare(ctx); err != nil && ctx.Err() == nil {
				c.log.WarnContext(ctx, "the clock was not compared with the database's", "err", err)
			}
		}
	}
}

// compare takes the quickest of a few answers: its time lies between the question and the answer.
func (c *Clock) compare(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, compareLimit)
	defer cancel()
	var ahead, quickest time.Duration
	for i := range compareTimes {
		asked, began := c.own(), time.Now()
		var at int64
		err := c.store.read.QueryRowContext(ctx, `SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint`).Scan(&at)
		if err != nil {
			return fmt.Errorf("ask the database for the time: %w", err)
		}
		if took := time.Since(began); i == 0 || took < quickest {
			quickest, ahead = took, asked.Add(took/2).Sub(fromMicros(at))
		}
	}
	if moved := (ahead - c.Ahead()).Abs(); moved >= tellFrom {
		c.log.WarnContext(ctx, "this machine's clock is not the database's; the database's is gone by", "ahead", ahead.Round(time.Millisecond))
	}
	c.ahead.Store(int64(ahead))
	return nil
}
