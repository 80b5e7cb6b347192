// Package statistics counts what the server does: what is said, what is delivered, how long calls take. It counts in
// memory, where nobody waits for it, and adds what it has counted to rows of an hour once a minute; a server that is
// killed loses that minute.
package statistics

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// What is counted. The last two are latencies.
const (
	messages      = "message"
	notifications = "notification"
	delivered     = "delivered"
	retried       = "retried"
	givenUp       = "given_up"
	calls         = "call"
	refused       = "call_refused"
	callTook      = "call_took"
	deliveryTook  = "delivery_took"
)

// Store keeps what was counted; the store does.
type Store interface {
	AddTallies(ctx context.Context, tallies []chat.Tally, active []chat.Activity) error
	Tallies(ctx context.Context, from, until, step int64) ([]chat.Tally, error)
	ActivePeople(ctx context.Context, from, until, step int64) (steps map[int64]int64, all int64, err error)
	ForgetTallies(ctx context.Context, before, activeBefore int64) error
}

// Counter counts. Use New, then Run.
type Counter struct {
	store Store
	now   func() time.Time
	log   *slog.Logger
	every time.Duration

	mu      sync.Mutex
	pending counted
}

// counted is what has not been written down.
type counted struct {
	tallies map[tally]int64
	active  map[chat.Activity]struct{}
}

type tally struct {
	hour   int64
	name   string
	bucket int64
}

func nothing() counted {
	return counted{make(map[tally]int64), make(map[chat.Activity]struct{})}
}

// New makes a Counter. now and log may be nil.
func New(store Store, now func() time.Time, log *slog.Logger) *Counter {
	if now == nil {
		now = time.Now
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Counter{store: store, now: now, log: log, every: time.Minute, pending: nothing()}
}

// Committed counts what has been said. It is called by the goroutine that commits, once for a whole transaction, and
// takes less time than ringing the doorbell.
func (c *Counter) Committed(appended []chat.Append) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range appended {
		e := &appended[i].Event
		hour := hourOf(e.Time)
		switch e.Kind {
		case chat.KindMessage:
			c.pending.tallies[tally{hour, messages, 0}]++
			if e.UserID != 0 {
				c.pending.active[chat.Activity{Hour: hour, UserID: e.UserID}] = struct{}{}
			}
		case chat.KindNotification:
			c.pending.tallies[tally{hour, notifications, 0}]++
		}
	}
}

// Attempted counts how an attempt at a delivery ended. An attempt for which nothing was sent is none.
func (c *Counter) Attempted(state chat.DeliveryState, took time.Duration) {
	hour := hourOf(c.now())
	name := map[chat.DeliveryState]string{
		chat.DeliveryDone: delivered, chat.DeliveryFailed: givenUp, chat.DeliveryPending: retried, chat.DeliveryHeld: retried,
	}[state]
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pending.tallies[tally{hour, name, 0}]++
	c.pending.tallies[tally{hour, deliveryTook, bucket(took)}]++
}

// Answered counts a call of an integration.
func (c *Counter) Answered(status int, took time.Duration) {
	hour := hourOf(c.now())
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pending.tallies[tally{hour, calls, 0}]++
	if status >= 400 {
		c.pending.tallies[tally{hour, refused, 0}]++
	}
	c.pending.tallies[tally{hour, callTook, bucket(took)}]++
}

func hourOf(t time.Time) int64 { return t.Unix() / 3600 }

// Run writes down what was counted until ctx ends, and then once more. It answers what could not be written at the end.
func (c *Counter) Run(ctx context.Context) error {
	tick := time.NewTicker(c.every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return c.flush(context.WithoutCancel(ctx))
		case <-tick.C:
			if err := c.flush(ctx); err != nil && ctx.Err() == nil {
				c.log.WarnContext(ctx, "statistics were not written down, and are tried again", "error", err)
			}
		}
	}
}

// flush writes down what was counted, in one order on every server, so that two of them never wait for each other's
// rows. What could not be written is counted again the next time.
func (c *Counter) flush(ctx context.Context) error {
	c.mu.Lock()
	taken := c.pending
	c.pending = nothing()
	c.mu.Unlock()
	if len(taken.tallies) == 0 {
		return nil
	}
	tallies := make([]chat.Tally, 0, len(taken.tallies))
	for t, n := range taken.tallies {
		tallies = append(tallies, chat.Tally{Hour: t.hour, Name: t.name, Bucket: t.bucket, Count: n})
	}
	slices.SortFunc(tallies, func(a, b chat.Tally) int {
		return cmp.Or(cmp.Compare(a.Hour, b.Hour), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Bucket, b.Bucket))
	})
	active := make([]chat.Activity, 0, len(taken.active))
	for a := range taken.active {
		active = append(active, a)
	}
	slices.SortFunc(active, func(a, b chat.Activity) int {
		return cmp.Or(cmp.Compare(a.Hour, b.Hour), cmp.Compare(a.UserID, b.UserID))
	})
	err := c.store.AddTallies(ctx, tallies, active)
	if err != nil {
		c.putBack(taken)
	}
	return err
}

func (c *Counter) putBack(older counted) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for t, n := range older.tallies {
		c.pending.tallies[t] += n
	}
	for a := range older.active {
		c.pending.active[a] = struct{}{}
	}
}

// What is counted is kept for a little more than the longest report; who was active in which hour, for the longest that
// shows hours.
const (
	keptHours       = 32 * 24
	keptActiveHours = 9 * 24
)

// Forget removes what no report shows any more.
func (c *Counter) Forget(ctx context.Context) error {
	now := hourOf(c.now())
	return c.store.ForgetTallies(ctx, now-keptHours, now-keptActiveHours)
}
