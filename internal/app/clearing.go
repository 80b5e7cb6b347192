package app

import (
	"context"
	"log/slog"
	"time"

	"github.com/stoachat/stoa/internal/cache"
	"github.com/stoachat/stoa/internal/store"
)

// clearEvery is how often the node that keeps looks for what another one, or one that was killed, has left.
const clearEvery = time.Minute

// clearing removes what was deleted and may be much, and releases what was held, a piece at a time: whoever posts waits for
// one piece at most.
type clearing struct {
	store *store.Store
	keeps func() bool
	done  func() // told when something has been removed or released: files are nobody's then, and what was behind it is next
	log   *slog.Logger
	bell  chan struct{}
	tell  func()
}

func newClearing(s *store.Store, keeps func() bool, done func(), log *slog.Logger) *clearing {
	return &clearing{store: s, keeps: keeps, done: done, log: log, bell: make(chan struct{}, 1), tell: func() {}}
}

// Share has the node that keeps hear of what another one has deleted. Call it before serving.
func (c *clearing) Share(s cache.Sharing) { c.tell = s.Bell("clearing", c.ringHere) }

// Ring says that something was deleted. It never blocks.
func (c *clearing) Ring() {
	c.ringHere()
	c.tell()
}

func (c *clearing) ringHere() {
	select {
	case c.bell <- struct{}{}:
	default: // somebody rang already
	}
}

// Run removes what there is until ctx ends; what is left then goes when a server runs again.
func (c *clearing) Run(ctx context.Context) {
	tick := time.NewTicker(clearEvery)
	defer tick.Stop()
	for {
		if c.keeps() {
			some, err := c.clear(ctx)
			if some {
				c.done()
			}
			if err != nil && ctx.Err() == nil {
				c.log.ErrorContext(ctx, "what was deleted is not all removed, or what was held not all released", "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-c.bell:
		case <-tick.C:
		}
	}
}

// clear removes piece by piece, and leaves others as much time as it takes.
func (c *clearing) clear(ctx context.Context) (some bool, err error) {
	for {
		began := time.Now()
		more, err := c.store.ClearLeftover(ctx)
		if err != nil || !more {
			return some, err
		}
		some = true
		select {
		case <-ctx.Done():
			return some, ctx.Err()
		case <-time.After(time.Since(began)):
		}
	}
}
